//! Reads what a database holds.

use std::collections::{BTreeMap, HashSet};

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::IndexTerm;
use sandshift_model::object::{NativeObject, Stage, Trigger, View};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use super::connection::SqliteConnection;
use super::inspect_enums;
use super::names::quote;
use super::parse_index::{parse_index, parse_view};
use super::parse_table::parse_table;
use crate::backend::connection::{Class, DatabaseError};

/// The table in which the gate keeps enums.
const ENUMS: &str = "sandshift_enums";

/// One row of SQLite's own list of objects.
struct Entry {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

/// The catalog of the main database. Virtual tables are objects without an operation; the tables
/// that SQLite or an extension keeps for itself come and go with others and are left out.
///
/// # Errors
///
/// [`Class::Statement`] when a stored definition cannot be read.
pub(super) fn inspect(connection: &mut SqliteConnection) -> Result<Catalog, DatabaseError> {
    let (hidden, virtual_tables) = special_tables(connection)?;
    let entries = entries(connection)?;
    let has_enums = entries.iter().any(|entry| entry.name == ENUMS);
    let is_shown =
        |e: &Entry| !is_ours(&e.name) && !is_ours(&e.table) && !hidden.contains(&e.table);
    let (tables, others): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().filter(is_shown).partition(|entry| entry.kind == "table");
    let mut catalog = Catalog::default();
    // Each text goes when its table is known.
    for entry in tables {
        let entry = &entry;
        if virtual_tables.contains(&entry.name) {
            let object = virtual_table(entry)?;
            catalog.natives.insert((object.kind.clone(), object.name.clone()), object);
            continue;
        }
        let mut table = parse_table(&entry.sql).map_err(|reason| unread(entry, &reason))?;
        table.name = object(&entry.name)?;
        table.columns.shrink_to_fit();
        catalog.tables.insert(table.name.clone(), table.into());
    }
    for entry in &others {
        other(entry, &mut catalog)?;
    }
    settle_references(&mut catalog);
    if has_enums {
        let rows = connection.texts(&format!("SELECT name, labels, columns FROM {ENUMS}"))?;
        inspect_enums::settle(rows, &mut catalog)?;
    }
    Ok(catalog)
}

/// The names of the tables that SQLite or an extension keeps for itself, and of the virtual ones.
fn special_tables(
    connection: &mut SqliteConnection,
) -> Result<(HashSet<String>, HashSet<String>), DatabaseError> {
    let rows = connection.texts(
        "SELECT name, type FROM pragma_table_list \
         WHERE schema = 'main' AND type IN ('virtual', 'shadow')",
    )?;
    let mut special = (HashSet::new(), HashSet::new());
    for row in rows {
        let mut values = row.into_iter().flatten();
        let name = values.next().unwrap_or_default();
        match values.next().as_deref() {
            Some("virtual") => special.1.insert(name),
            _ => special.0.insert(name),
        };
    }
    Ok(special)
}

/// It may index a plain table, so that it is made behind them.
fn virtual_table(entry: &Entry) -> Result<NativeObject, DatabaseError> {
    let name = ident(&entry.name)?;
    Ok(NativeObject {
        kind: "virtual table".to_owned(),
        name: entry.name.clone(),
        stage: Stage::AfterTables,
        create: entry.sql.clone(),
        drop: format!("DROP TABLE {}", quote(&name)),
        parts: Vec::new(),
    })
}

fn entries(connection: &mut SqliteConnection) -> Result<Vec<Entry>, DatabaseError> {
    // Entries without a text belong to constraints.
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
               ORDER BY rowid";
    let entry = |row: Vec<Option<String>>| {
        let mut values = row.into_iter().map(Option::unwrap_or_default);
        let mut value = || values.next().unwrap_or_default();
        Entry { kind: value(), name: value(), table: value(), sql: value() }
    };
    Ok(connection.texts(sql)?.into_iter().map(entry).collect())
}

/// Tells whether an object belongs to SQLite or to our own bookkeeping.
fn is_ours(name: &str) -> bool {
    name.starts_with("sqlite_") || name.starts_with("sandshift_")
}

fn other(entry: &Entry, catalog: &mut Catalog) -> Result<(), DatabaseError> {
    let table = object(&entry.table)?;
    match entry.kind.as_str() {
        "index" => {
            let mut index = parse_index(&entry.sql).map_err(|reason| unread(entry, &reason))?;
            index.name = Some(ident(&entry.name)?);
            index.table = table.clone();
            if let Ok(table) = catalog.table_mut(&table) {
                for key in &mut index.keys {
                    if let IndexTerm::Column(name) = &mut key.on
                        && let Some(column) = table.column(name)
                    {
                        *name = column.name.clone();
                    }
                }
                table.indexes.push(index);
            }
        }
        "view" => {
            let (columns, query) =
                parse_view(&entry.sql).map_err(|reason| unread(entry, &reason))?;
            let view = View { name: object(&entry.name)?, query, materialized: false, columns };
            catalog.views.insert(view.name.clone(), view);
        }
        "trigger" => {
            let name = ident(&entry.name)?;
            let trigger =
                Trigger { name: name.clone(), table: table.clone(), definition: entry.sql.clone() };
            catalog.triggers.insert((table, name), trigger);
        }
        _ => {}
    }
    Ok(())
}

/// Foreign keys may spell the names of their table and its columns in other letters than the
/// table itself.
fn settle_references(catalog: &mut Catalog) {
    // By folded name, because a table is looked for once per foreign key.
    let folded = |name: &ObjectName| name.name.as_str().to_ascii_lowercase();
    let known: BTreeMap<String, Shared<Table>> =
        catalog.tables.iter().map(|(name, table)| (folded(name), table.clone())).collect();
    for table in catalog.tables.values_mut() {
        // Only a table that changes is copied.
        let settled: Vec<Constraint> = table
            .constraints
            .iter()
            .map(|constraint| {
                let mut constraint = constraint.clone();
                if let ConstraintBody::ForeignKey(key) = &mut constraint.body
                    && let Some(parent) = known.get(&folded(&key.references))
                {
                    key.references = parent.name.clone();
                    for name in &mut key.referred_columns {
                        if let Some(column) = parent.column(name) {
                            *name = column.name.clone();
                        }
                    }
                }
                constraint
            })
            .collect();
        if settled != table.constraints {
            table.constraints = settled;
        }
    }
}

fn unread(entry: &Entry, reason: &str) -> DatabaseError {
    let (kind, name) = (&entry.kind, &entry.name);
    let message = format!("the definition of the {kind} `{name}` cannot be read: {reason}");
    DatabaseError::new(Class::Statement, message)
}

fn ident(name: &str) -> Result<Ident, DatabaseError> {
    Ident::new(name).map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))
}

fn object(name: &str) -> Result<ObjectName, DatabaseError> {
    ident(name).map(ObjectName::bare)
}
