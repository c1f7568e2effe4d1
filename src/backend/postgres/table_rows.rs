//! Rows page by page: read by their key, written back at their place as arrays of texts.
//!
//! One statement with an array for each column writes a page. A row is found by its place on the
//! disk, `ctid`, which costs less than to look for its key, and is another one as soon as another
//! session has changed the row. Another row may be there by then, so that it must also have come from
//! the transaction that it came from when it was read, `xmin`: no transaction puts two rows in one
//! place, because the first one stays there until the transaction has ended. What is not found
//! the caller notices by the count.

use std::borrow::Cow;

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::connection::PostgresConnection;
use super::names::{object, quoted};
use super::types::cast_type;
use crate::backend::connection::{Class, Connection as _, DatabaseError};
use crate::backend::dialect::DialectError;
use crate::backend::keyset::{Keyset, count, unfit};
use crate::backend::table_rows::{PageChanges, PageSize, RowsPlan, TableRows, Update};

/// The place of a row, and the transaction that it came from.
const PLACES: [&str; 2] = ["ctid", "xmin"];

/// A row is where it was when it was read, and the same one.
const IS_THERE: &str = "t.ctid = v.place::pg_catalog.tid AND t.xmin = v.origin::pg_catalog.xid";

/// Planner settings for the statements that write a page: the rows are few and known by place, and
/// no estimate may make it read the whole table for them.
const BY_PLACE: [&str; 2] = ["SET LOCAL enable_hashjoin = off", "SET LOCAL enable_mergejoin = off"];

/// Sets them back to what they were before.
const BY_ESTIMATE: [&str; 2] =
    ["SET LOCAL enable_hashjoin TO DEFAULT", "SET LOCAL enable_mergejoin TO DEFAULT"];

/// A column of a page as texts.
type Texts<'v> = Vec<Option<Cow<'v, str>>>;

/// A table on its way.
#[derive(Debug)]
pub(super) struct Open {
    keyset: Keyset,
    /// Rows have one place; those of a partitioned table may share it with one of another partition.
    by_place: bool,
}

impl TableRows for PostgresConnection {
    fn count_rows(&mut self, plan: &RowsPlan) -> Result<u64, DatabaseError> {
        count(self, plan)
    }

    fn open_rows(&mut self, plan: RowsPlan) -> Result<(), DatabaseError> {
        let by_place = self.has_places(&plan)?;
        let places = PLACES.into_iter().filter(|_| by_place).map(Ident::new);
        let places = places
            .collect::<Result<_, _>>()
            .map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))?;
        self.rows = Some(Open { keyset: Keyset::new(plan, places, ""), by_place });
        Ok(())
    }

    fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, DatabaseError> {
        let mut open = self.rows.take().ok_or_else(not_open)?;
        let page = open.keyset.next(self, size);
        self.rows = Some(open);
        page
    }

    fn read_again(&mut self, rows: &[Row]) -> Result<Vec<Row>, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let again = open.keyset.again(self, rows, " FOR UPDATE");
        self.rows = Some(open);
        again
    }

    fn write_rows(&mut self, rows: &[Row], changes: &PageChanges) -> Result<u64, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let written = open.write(self, rows, changes);
        self.rows = Some(open);
        written
    }

    fn close_rows(&mut self) {
        self.rows = None;
    }
}

impl PostgresConnection {
    /// Tells whether a table is one heap, and not several behind one name.
    fn has_places(&mut self, plan: &RowsPlan) -> Result<bool, DatabaseError> {
        let table = object(&plan.table).map_err(unfit)?;
        let table = super::literal::text(&table).map_err(unfit)?;
        let sql = format!(
            "SELECT c.relkind = 'r' AND NOT c.relhassubclass AND NOT EXISTS \
             (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) \
             FROM pg_catalog.pg_class c WHERE c.oid = {table}::pg_catalog.regclass"
        );
        Ok(self.wire.text(&sql)?.as_deref() == Some("t"))
    }
}

impl Open {
    fn write(
        &self,
        connection: &mut PostgresConnection,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<u64, DatabaseError> {
        let plan = &self.keyset.plan;
        let table = plan.catalog.tables.get(&plan.table).filter(|_| self.by_place);
        let Some(table) = table else { return self.keyset.write(connection, rows, changes) };
        let mut updates = Vec::with_capacity(changes.updates.len());
        for update in &changes.updates {
            match (update_sql(table, update).map_err(unfit)?, arrays(table, rows, update)) {
                (Some(sql), Some(arrays)) => updates.push((sql, arrays)),
                _ => return self.keyset.write(connection, rows, changes),
            }
        }
        for setting in BY_PLACE {
            connection.execute(setting)?;
        }
        let mut found = 0;
        for (sql, arrays) in updates {
            found += connection.wire.write_arrays(&sql, arrays)?;
        }
        if !changes.deletes.is_empty() {
            let sql = format!(
                "DELETE FROM {} AS t USING unnest($1::text[], $2::text[]) AS v(place, origin) \
                 WHERE {IS_THERE}",
                object(&plan.table).map_err(unfit)?
            );
            found += connection.wire.write_arrays(&sql, places(rows, &changes.deletes).into())?;
        }
        for setting in BY_ESTIMATE {
            connection.execute(setting)?;
        }
        Ok(found)
    }
}

/// The statement that writes rows that change in the same columns; none when the type of one
/// cannot be said.
fn update_sql(table: &Table, update: &Update) -> Result<Option<String>, DialectError> {
    let (mut sets, mut names, mut arrays) = (Vec::new(), Vec::new(), Vec::new());
    for (at, name) in update.columns.iter().enumerate() {
        let Some(column) = table.column(name) else { return Ok(None) };
        let Some(cast) = cast_type(&column.ty)? else { return Ok(None) };
        let number = at + 1;
        sets.push(format!("{} = v.v{number}::{cast}", quoted(name)?));
        names.push(format!("v{number}"));
        arrays.push(format!("${}::text[]", number + PLACES.len()));
    }
    Ok(Some(format!(
        "UPDATE {} AS t SET {} FROM unnest($1::text[], $2::text[], {}) AS v(place, origin, {}) \
         WHERE {IS_THERE}",
        object(&table.name)?,
        sets.join(", "),
        arrays.join(", "),
        names.join(", "),
    )))
}

/// The places of rows and their new values; none when a value has to meet its column as a literal.
fn arrays<'v>(table: &Table, rows: &'v [Row], update: &'v Update) -> Option<Vec<Texts<'v>>> {
    let mut arrays = Vec::from(places(rows, &update.rows));
    for (at, name) in update.columns.iter().enumerate() {
        let ty = &table.column(name)?.ty;
        let value = |row: &'v Row| text_for(ty, row.get(at)?);
        arrays.push(update.values.iter().map(value).collect::<Option<Texts<'v>>>()?);
    }
    Some(arrays)
}

/// The places of rows, and where they came from; both stand behind the columns of the plan.
fn places<'v>(rows: &'v [Row], at: &[usize]) -> [Texts<'v>; 2] {
    let text = |row: &'v Row, behind: usize| {
        let value = row.len().checked_sub(behind).and_then(|at| row.get(at));
        value.and_then(Value::as_text).map(Cow::Borrowed)
    };
    [2, 1].map(|behind| at.iter().map(|at| text(&rows[*at], behind)).collect())
}

/// The text that a type reads as the same value as the literal; none when there is none, or when it
/// would say more or less than the literal.
fn text_for<'v>(ty: &ColumnType, value: &'v Value) -> Option<Option<Cow<'v, str>>> {
    use ColumnType as T;
    if value.is_null() {
        return Some(None);
    }
    let text = match (ty, value) {
        (T::SmallInteger | T::Integer | T::BigInteger, Value::Int(number)) => {
            number.to_string().into()
        }
        (T::Numeric { .. } | T::Float | T::Double, Value::Int(number)) => number.to_string().into(),
        (T::Numeric { .. } | T::Float | T::Double, Value::Decimal(text)) => text.as_str().into(),
        (T::Float | T::Double, Value::Real(number)) => format!("{number:?}").into(),
        (T::Boolean, Value::Bool(truth)) => if *truth { "t" } else { "f" }.into(),
        (T::Binary { .. }, Value::Bytes(bytes)) => format!("\\x{}", hex::encode(bytes)).into(),
        (
            T::SmallInteger
            | T::Integer
            | T::BigInteger
            | T::Numeric { .. }
            | T::Float
            | T::Double
            | T::Boolean
            | T::Binary { .. },
            _,
        ) => return None,
        (_, other) => other.as_text().filter(|text| !text.contains('\0'))?.into(),
    };
    Some(Some(text))
}

fn not_open() -> DatabaseError {
    DatabaseError::new(Class::Statement, "no table is open to read its rows")
}
