//! Which rows an operation changes, and whether they can be found again.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::{ConstraintBody, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Operation, RowChange};
use sandshift_model::query::{Filter, Row};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use crate::backend::dialect::Dialect;
use crate::backend::undo::{Name, Which, draws, row_statement};

/// Rows that an operation is going to change.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) table: Shared<Table>,
    pub(super) key: Vec<Ident>,
    /// The columns to keep, without those of the key.
    pub(super) columns: Vec<Ident>,
    pub(super) rows: Rows,
    pub(super) change: RowChange,
    /// What does not come back with them.
    pub(super) lost: Option<String>,
}

/// Keys in one statement at most.
pub(super) const KEYS: usize = 500;

/// How the rows are asked for.
#[derive(Debug)]
pub(super) enum Rows {
    Filter(Filter),
    Condition { alias: String, condition: String },
    Keys(Vec<Row>),
}

impl Rows {
    /// The rows in as many portions as there are statements about them.
    pub(super) fn which(&self) -> Vec<Which<'_>> {
        match self {
            Self::Filter(filter) => vec![Which::Filter(filter)],
            Self::Condition { alias, condition } => vec![Which::Condition { alias, condition }],
            Self::Keys(keys) => keys.chunks(KEYS).map(Which::Keys).collect(),
        }
    }
}

/// The rows that an operation changes; none when it changes none that are there. `sql` is the text of a
/// raw statement.
///
/// # Errors
///
/// Why they cannot be kept, as a lower case fragment.
pub(super) fn wanted(
    operation: &Operation,
    sql: Option<&str>,
    catalog: &Catalog,
    dialect: &dyn Dialect,
) -> Result<Option<Wanted>, String> {
    let (name, set, rows, change) = match operation {
        Operation::UpdateRows(o) => {
            let set = o.set.iter().map(|(column, _)| column.clone()).collect();
            (o.table.clone(), set, Rows::Filter(o.filter.clone()), RowChange::Updated)
        }
        Operation::UpdateByKey(o) if o.rows.is_empty() => return Ok(None),
        Operation::UpdateByKey(o) => {
            let is_key = table(catalog, &o.table)?.primary_key() == o.key;
            if !is_key {
                return Err(format!(
                    "it names rows of `{}` by other than the primary key",
                    o.table
                ));
            }
            let keys = o.rows.iter().map(|row| row.iter().take(o.key.len()).cloned().collect());
            let keys = Rows::Keys(keys.collect());
            (o.table.clone(), o.columns.clone(), keys, RowChange::Updated)
        }
        Operation::DeleteRows(o) => {
            (o.table.clone(), Vec::new(), Rows::Filter(o.filter.clone()), RowChange::Deleted)
        }
        Operation::DropColumn(o) => {
            let column = table(catalog, &o.table)?.column(&o.column);
            // One that is not there keeps nothing, and one that is computed has nothing to keep.
            if column.is_none_or(|column| column.generated.is_some()) {
                return Ok(None);
            }
            if table(catalog, &o.table)?.primary_key().contains(&o.column) {
                return Err(format!("`{}` is a column of the key", o.column));
            }
            (
                o.table.clone(),
                vec![o.column.clone()],
                Rows::Filter(Filter::all()),
                RowChange::Dropped,
            )
        }
        Operation::Execute(_) => match sql.and_then(|sql| row_statement(sql, dialect.lexis())) {
            None => {
                return Err("nobody knows which rows this raw SQL changes; `db.update`, \
                            `db.delete` and plain UPDATE and DELETE of one table are understood"
                    .to_owned());
            }
            Some(found) => {
                let name = named(&found.table, catalog, dialect)?;
                let table = table(catalog, &name)?;
                let column = |column: &Name| column_named(column, table, dialect);
                let set = found.columns.iter().map(column).collect::<Result<Vec<_>, _>>()?;
                let rows = Rows::Condition { alias: found.alias, condition: found.condition };
                (name, set, rows, found.change)
            }
        },
        _ => return Ok(None),
    };
    if let Rows::Filter(Filter::Sql { condition, .. }) = &rows
        && condition.get(dialect.name()).is_some_and(|text| draws(text, dialect.lexis()))
    {
        return Err("its condition picks other rows each time".to_owned());
    }
    let table = shared(catalog, &name)?;
    let key = key(&table)?;
    Ok(Some(Wanted {
        columns: columns(&table, &key, &set, change)?,
        lost: lost(&table, catalog, change),
        key,
        rows,
        change,
        table,
    }))
}

/// The columns of a table to keep when some of them are set or its rows are deleted.
pub(super) fn columns(
    table: &Table,
    key: &[Ident],
    set: &[Ident],
    change: RowChange,
) -> Result<Vec<Ident>, String> {
    let is_set = |column: &&Column| {
        // MySQL sets some columns by itself with each update.
        let by_itself = column.native.iter().any(|clause| clause.contains("ON UPDATE"));
        by_itself || set.iter().any(|name| table.position(name) == table.position(&column.name))
    };
    let is_key = |column: &&Column| key.contains(&column.name);
    let stored = || table.columns.iter().filter(|column| column.generated.is_none());
    match change {
        RowChange::Updated => match stored().filter(is_key).find(is_set) {
            Some(column) => Err(format!("it writes `{}`, a column of the key", column.name)),
            None => Ok(stored().filter(is_set).map(|column| column.name.clone()).collect()),
        },
        RowChange::Dropped => Ok(set.to_vec()),
        RowChange::Deleted | RowChange::Inserted => {
            Ok(stored().filter(|c| !is_key(c)).map(|column| column.name.clone()).collect())
        }
    }
}

/// What does not come back with the rows of a table.
pub(super) fn lost(table: &Table, catalog: &Catalog, change: RowChange) -> Option<String> {
    let name = &table.name;
    if change != RowChange::Dropped && catalog.triggers.keys().any(|(of, _)| of == name) {
        return Some(format!("what the triggers of `{name}` did stays"));
    }
    let follows = |action: Option<ReferentialAction>| {
        !matches!(action, None | Some(ReferentialAction::NoAction | ReferentialAction::Restrict))
    };
    let follows = |other: &&Table| {
        other.constraints.iter().any(|constraint| match &constraint.body {
            ConstraintBody::ForeignKey(key) if key.references == *name => match change {
                RowChange::Deleted => follows(key.on_delete),
                _ => follows(key.on_update),
            },
            _ => false,
        })
    };
    let other = catalog.referrers(name).find(follows)?;
    match change {
        RowChange::Deleted => {
            Some(format!("rows of `{}` that went or changed with them are not kept", other.name))
        }
        // Columns of a key that others point to with a unique constraint.
        RowChange::Updated => {
            Some(format!("rows of `{}` that changed with them are not kept", other.name))
        }
        RowChange::Inserted | RowChange::Dropped => None,
    }
}

/// The primary key of a table, by which its rows are found again.
pub(super) fn key(table: &Table) -> Result<Vec<Ident>, String> {
    let key = table.primary_key();
    if key.is_empty() {
        return Err(format!(
            "`{}` has no primary key that tells its rows apart; give it one first, or write a `down`",
            table.name
        ));
    }
    Ok(key.to_vec())
}

fn shared(catalog: &Catalog, name: &ObjectName) -> Result<Shared<Table>, String> {
    let none = || match catalog.views.contains_key(name) {
        true => format!("`{name}` is a view, whose key is not known"),
        false => format!("there is no table `{name}`"),
    };
    catalog.tables.get(name).cloned().ok_or_else(none)
}

fn table<'c>(catalog: &'c Catalog, name: &ObjectName) -> Result<&'c Table, String> {
    catalog.table(name).map_err(|error| error.to_string())
}

/// The table that raw SQL means by a name.
fn named(
    (schema, name): &(Option<Name>, Name),
    catalog: &Catalog,
    dialect: &dyn Dialect,
) -> Result<ObjectName, String> {
    let meant = |found: &&ObjectName| {
        is_named(&found.name, name, dialect)
            && match (&found.schema, schema) {
                (Some(found), Some(schema)) => is_named(found, schema, dialect),
                (None, None) => true,
                _ => false,
            }
    };
    let all = || catalog.tables.keys().chain(catalog.views.keys());
    all().find(meant).cloned().ok_or_else(|| format!("there is no table `{}`", name.text))
}

fn column_named(name: &Name, table: &Table, dialect: &dyn Dialect) -> Result<Ident, String> {
    let found = table.columns.iter().find(|column| is_named(&column.name, name, dialect));
    let none = || format!("`{}` has no column `{}`", table.name, name.text);
    found.map(|column| column.name.clone()).ok_or_else(none)
}

fn is_named(found: &Ident, name: &Name, dialect: &dyn Dialect) -> bool {
    match dialect.folded(&name.text) {
        Some(_) if name.quoted => found.as_str() == name.text,
        Some(folded) => found.as_str() == folded,
        None => found.as_str().eq_ignore_ascii_case(&name.text),
    }
}
