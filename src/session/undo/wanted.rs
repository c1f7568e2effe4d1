//! Which rows an operation changes, and whether they can be found again.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::{ConstraintBody, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{DropColumn, Operation, RowChange, UpdateByKey, UpdateRows};
use sandshift_model::query::{Filter, Row};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use super::names::{column_named, named};
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
    let meant = match operation {
        Operation::UpdateRows(o) => updated(o),
        Operation::UpdateByKey(o) if !o.rows.is_empty() => updated_by_key(o, catalog)?,
        Operation::DeleteRows(o) => Meant {
            table: o.table.clone(),
            set: Vec::new(),
            rows: Rows::Filter(o.filter.clone()),
            change: RowChange::Deleted,
        },
        Operation::DropColumn(o) => match dropped(o, catalog)? {
            Some(meant) => meant,
            None => return Ok(None),
        },
        Operation::Execute(_) => raw(sql, catalog, dialect)?,
        _ => return Ok(None),
    };
    let Meant { table, set, rows, change } = meant;
    if let Rows::Filter(Filter::Sql { condition, .. }) = &rows
        && condition.get(dialect.name()).is_some_and(|text| draws(text, dialect.lexis()))
    {
        return Err("its condition picks other rows each time".to_owned());
    }
    let table = shared(catalog, &table)?;
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

/// What an operation says about the rows that it changes.
struct Meant {
    table: ObjectName,
    set: Vec<Ident>,
    rows: Rows,
    change: RowChange,
}

fn updated(o: &UpdateRows) -> Meant {
    Meant {
        table: o.table.clone(),
        set: o.set.iter().map(|(column, _)| column.clone()).collect(),
        rows: Rows::Filter(o.filter.clone()),
        change: RowChange::Updated,
    }
}

fn updated_by_key(o: &UpdateByKey, catalog: &Catalog) -> Result<Meant, String> {
    if table(catalog, &o.table)?.primary_key() != o.key {
        return Err(format!("it names rows of `{}` by other than the primary key", o.table));
    }
    let keys = o.rows.iter().map(|row| row.iter().take(o.key.len()).cloned().collect());
    Ok(Meant {
        table: o.table.clone(),
        set: o.columns.clone(),
        rows: Rows::Keys(keys.collect()),
        change: RowChange::Updated,
    })
}

/// None for a column that is not there, and for one that is computed and has nothing to keep.
fn dropped(o: &DropColumn, catalog: &Catalog) -> Result<Option<Meant>, String> {
    let table = table(catalog, &o.table)?;
    if table.column(&o.column).is_none_or(|column| column.generated.is_some()) {
        return Ok(None);
    }
    if table.primary_key().contains(&o.column) {
        return Err(format!("`{}` is a column of the key", o.column));
    }
    Ok(Some(Meant {
        table: o.table.clone(),
        set: vec![o.column.clone()],
        rows: Rows::Filter(Filter::all()),
        change: RowChange::Dropped,
    }))
}

fn raw(sql: Option<&str>, catalog: &Catalog, dialect: &dyn Dialect) -> Result<Meant, String> {
    let Some(found) = sql.and_then(|sql| row_statement(sql, dialect.lexis())) else {
        return Err("nobody knows which rows this raw SQL changes; `db.update`, `db.delete` and \
                    plain UPDATE and DELETE of one table are understood"
            .to_owned());
    };
    let name = named(&found.table, catalog, dialect)?;
    let table = table(catalog, &name)?;
    let column = |column: &Name| column_named(column, table, dialect);
    Ok(Meant {
        set: found.columns.iter().map(column).collect::<Result<Vec<_>, _>>()?,
        rows: Rows::Condition { alias: found.alias, condition: found.condition },
        change: found.change,
        table: name,
    })
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
