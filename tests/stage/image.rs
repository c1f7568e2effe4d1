//! The image of a database: what it holds, as text that can be compared and read.

use std::fmt::Write as _;

use sandshift::backend::connection::Connection;
use sandshift::backend::dialect::Dialect;
use sandshift_model::catalog::Catalog;
use sandshift_model::query::{Filter, Query};
use sandshift_model::table::Table;
use serde::Serialize;

use crate::stage::plain;

/// What about an image may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing.
    Kept,
    /// The order of columns, because one that was dropped comes back at the end; and how
    /// expressions are written, because a rename quotes what it touches.
    Any,
}

/// A catalog as text.
pub(crate) fn schema(catalog: &Catalog, order: Order) -> String {
    let mut text = String::new();
    let catalog = match order {
        Order::Kept => catalog,
        Order::Any => &plain::plain(catalog),
    };
    for table in catalog.tables.values() {
        let _ = writeln!(text, "table {}", json(&table.name));
        let mut columns: Vec<String> = table.columns.iter().map(json).collect();
        if order == Order::Any {
            columns.sort();
        }
        lines(&mut text, columns);
        let mut parts: Vec<String> = table.constraints.iter().map(json).collect();
        parts.extend(table.indexes.iter().map(|index| format!("index {}", json(index))));
        parts.sort();
        lines(&mut text, parts);
        lines(&mut text, vec![format!("comment {:?} {}", table.comment, json(&table.options))]);
    }
    lines(&mut text, catalog.views.values().map(json).collect());
    lines(&mut text, catalog.triggers.values().map(json).collect());
    lines(&mut text, catalog.functions.values().map(json).collect());
    lines(&mut text, catalog.enums.values().map(json).collect());
    lines(&mut text, catalog.sequences.values().map(json).collect());
    lines(&mut text, catalog.schemas.iter().map(|s| format!("schema {s}")).collect());
    lines(&mut text, catalog.extensions.iter().map(|e| format!("extension {e}")).collect());
    lines(&mut text, catalog.natives.values().map(json).collect());
    text
}

fn lines(text: &mut String, lines: Vec<String>) {
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap()
}

/// The rows of all tables as text, in an order of their own; columns by name.
pub(crate) fn rows(connection: &mut dyn Connection, catalog: &Catalog) -> String {
    let dialect = connection.dialect();
    let mut text = String::new();
    for table in catalog.tables.values() {
        let _ = writeln!(text, "rows of {}", table.name);
        lines(&mut text, rows_of(connection, dialect, table));
    }
    text
}

fn rows_of(connection: &mut dyn Connection, dialect: &dyn Dialect, table: &Table) -> Vec<String> {
    let query = Query::Table {
        table: table.name.clone(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        filter: Filter::all(),
        order: Vec::new(),
        descending: false,
        nulls_first: false,
        limit: None,
    };
    let sql = dialect.select(&query).unwrap().sql;
    let mut rows = Vec::new();
    connection
        .query(&sql, &mut |names, row| {
            let mut cells: Vec<String> =
                names.iter().zip(&row).map(|(name, value)| format!("{name}={value:?}")).collect();
            cells.sort();
            rows.push(cells.join(" "));
            true
        })
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    rows.sort();
    rows
}

/// What a database holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    pub(crate) catalog: Catalog,
    pub(crate) rows: String,
}

impl Image {
    /// Reads it.
    pub(crate) fn of(connection: &mut dyn Connection) -> Self {
        let catalog = connection.inspect().unwrap();
        let rows = rows(connection, &catalog);
        Self { catalog, rows }
    }

    /// Its schema as text.
    pub(crate) fn schema(&self, order: Order) -> String {
        schema(&self.catalog, order)
    }
}

/// The lines that two texts do not share; none when they are equal.
pub(crate) fn difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("  - {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("  + {line}"));
    let lines: Vec<String> = gone.chain(come).collect();
    match lines.is_empty() {
        true => Some(format!("the order differs:\n{expected}\n---\n{actual}")),
        false => Some(lines.join("\n")),
    }
}
