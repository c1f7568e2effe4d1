//! What a migration has left for later.
//!
//! SQLite looks at the body of a trigger, a view or a default only when it is used, by whoever uses it. So each
//! object that a migration has made or changed is used once, as far as preparing a statement goes, with the walls of
//! the migration around it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use rusqlite::Connection as Handle;
use sandshift_model::ident::{Ident, ObjectName};

use super::authorizer::{Speaker, Speech, is_own};
use super::{Names, WallsUp};
use crate::backend::connection::DatabaseError;
use crate::backend::sqlite::failure::failure;
use crate::backend::sqlite::names::quote_text;
use crate::backend::walls::denied;

/// The objects of a database: their kind and name, and what they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Objects(BTreeMap<(String, String), Object>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    table: String,
    sql: Option<String>,
}

impl Objects {
    /// Reads them.
    pub(super) fn read(handle: &Handle) -> rusqlite::Result<Self> {
        let mut statement =
            handle.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
        let objects = statement.query_map([], |row| {
            let object = Object { table: row.get(2)?, sql: row.get(3)? };
            Ok(((row.get(0)?, row.get(1)?), object))
        })?;
        objects.collect::<rusqlite::Result<_>>().map(Self)
    }

    /// The names of tables and views.
    pub(super) fn tables(&self) -> Names {
        let kinds = ["table", "view"];
        let named = self.0.keys().filter(|(kind, _)| kinds.contains(&kind.as_str()));
        named.map(|(_, name)| name.to_ascii_lowercase()).collect()
    }

    /// Those that were not there before, or were another.
    fn since<'o>(&'o self, before: &Self) -> Vec<(&'o str, &'o str, &'o Object)> {
        let is_new = |entry: &(&(String, String), &Object)| before.0.get(entry.0) != Some(entry.1);
        let new = self.0.iter().filter(is_new);
        new.map(|((kind, name), object)| (kind.as_str(), name.as_str(), object)).collect()
    }
}

/// Examines what is new.
///
/// # Errors
///
/// [`Class::Denied`](crate::backend::connection::Class::Denied) for an object that is out of reach, reaches
/// further than the migration, or cannot be examined.
pub(super) fn examine(
    walls: &WallsUp,
    handle: &Handle,
    before: &Objects,
    after: &Objects,
) -> Result<(), DatabaseError> {
    let tables = after.tables();
    let mut probed = BTreeSet::new();
    for (kind, name, object) in after.since(before) {
        let table = Ident::new(object.table.as_str()).ok().map(ObjectName::bare);
        let is_own_table = matches!(kind, "table" | "index") && table.as_ref().is_some_and(is_own);
        // `sqlite_sequence` comes with the first table that counts.
        if is_own_table || object.table.starts_with("sqlite_") {
            continue;
        }
        let may = table.is_some_and(|table| !is_own(&table) && walls.walls().reach.defines(&table));
        if !may {
            return Err(denied(format!("the {kind} `{name}` of the migration is not granted")));
        }
        if probed.insert(object.table.to_ascii_lowercase()) {
            let failed = |error| failure(&error, "");
            let texts = texts(handle, &object.table).map_err(failed)?;
            walls.probe(&object.table, &tables, || {
                texts.iter().try_for_each(|text| prepared(handle, text))
            })?;
        }
    }
    Ok(())
}

impl WallsUp {
    /// Prepares statements that use a table or view, within the walls of the migration.
    fn probe(
        &self,
        table: &str,
        tables: &Names,
        prepare: impl FnOnce() -> rusqlite::Result<()>,
    ) -> Result<(), DatabaseError> {
        let mut speech = Speech::default();
        speech.tables.clone_from(tables);
        speech.begin(Speaker::Probe(table.to_owned()));
        let kept = mem::replace(&mut *self.speech(), speech);
        let prepared = prepare();
        let refused = mem::replace(&mut *self.speech(), kept).denied;
        prepared.map_err(|error| {
            let why = refused.map(|what| format!("{what} is not granted"));
            denied(format!(
                "what the migration has made on `{table}` works later and cannot stay: {}",
                why.unwrap_or_else(|| error.to_string())
            ))
        })
    }
}

/// The statements that set something off on a table or view.
fn texts(handle: &Handle, table: &str) -> rusqlite::Result<Vec<String>> {
    let quoted = quote_text(table);
    let mut statement =
        handle.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
    let columns = statement.query_map([table], |row| row.get::<_, String>(0))?;
    let columns = columns.collect::<rusqlite::Result<Vec<String>>>()?;
    let sets: Vec<String> = columns
        .iter()
        .map(|name| quote_text(name))
        .map(|name| format!("{name} = {name}"))
        .collect();
    let mut texts = vec![
        format!("SELECT * FROM {quoted}"),
        format!("INSERT INTO {quoted} DEFAULT VALUES"),
        format!("DELETE FROM {quoted}"),
    ];
    if !sets.is_empty() {
        texts.push(format!("UPDATE {quoted} SET {}", sets.join(", ")));
    }
    Ok(texts)
}

/// Prepares a statement; a view that has no trigger for it cannot be written, which is no harm.
fn prepared(handle: &Handle, text: &str) -> rusqlite::Result<()> {
    match handle.prepare(text) {
        Ok(_) => Ok(()),
        Err(error) if error.to_string().contains("because it is a view") => Ok(()),
        Err(error) => Err(error),
    }
}
