//! A canonical text of everything that a database holds, for comparing two of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use sandshift::backend::connection::Connection;
use sandshift_model::catalog::Catalog;
use sandshift_model::query::{Filter, Query};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use serde::Serialize;

/// The schema and the rows of one database.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Image {
    /// One line for each object, in a fixed order.
    pub(crate) schema: Vec<String>,
    /// One line for each row, by table.
    pub(crate) rows: BTreeMap<String, Vec<String>>,
}

/// Whether the order of a table's columns counts.
///
/// A column that was dropped comes back at the end, because PostgreSQL knows no other place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Counts,
    Ignored,
}

impl Image {
    /// Reads everything; the bookkeeping of the tool itself is left out.
    pub(crate) fn of(connection: &mut dyn Connection, order: Order) -> Self {
        let catalog = connection.inspect().unwrap();
        let rows = catalog.tables.values().map(|table| {
            let lines = rows(connection, table);
            (table.name.to_string(), lines)
        });
        Self { rows: rows.collect(), schema: schema(&catalog, order) }
    }

    /// How many rows each table has.
    pub(crate) fn counts(&self) -> BTreeMap<&str, usize> {
        self.rows.iter().map(|(table, rows)| (table.as_str(), rows.len())).collect()
    }
}

/// Compares two images and shows the lines that differ, not the thousands that do not.
#[track_caller]
pub(crate) fn same(what: &str, left: &Image, right: &Image) {
    let mut report = String::new();
    differ(&mut report, "schema", &left.schema, &right.schema);
    same_rows_into(&mut report, left, right);
    assert!(report.is_empty(), "{what}:\n{report}");
}

/// Compares the rows of two images, of two different databases for example.
#[track_caller]
pub(crate) fn same_rows(what: &str, left: &Image, right: &Image) {
    let mut report = String::new();
    same_rows_into(&mut report, left, right);
    assert!(report.is_empty(), "{what}:\n{report}");
}

fn same_rows_into(report: &mut String, left: &Image, right: &Image) {
    let none = Vec::new();
    let mut tables: Vec<&String> = left.rows.keys().chain(right.rows.keys()).collect();
    tables.sort();
    tables.dedup();
    for table in tables {
        let of = |image: &Image| image.rows.get(table).unwrap_or(&none).clone();
        differ(report, table, &of(left), &of(right));
    }
}

fn differ(report: &mut String, what: &str, left: &[String], right: &[String]) {
    const SHOWN: usize = 6;
    for (sign, lines, others) in [('-', left, right), ('+', right, left)] {
        let alone: Vec<&String> = lines.iter().filter(|line| !others.contains(line)).collect();
        for line in alone.iter().take(SHOWN) {
            writeln!(report, "{sign} {what}: {line}").unwrap();
        }
        if alone.len() > SHOWN {
            writeln!(report, "{sign} {what}: and {} more", alone.len() - SHOWN).unwrap();
        }
    }
    if left.len() != right.len() {
        writeln!(report, "{what}: {} lines, then {}", left.len(), right.len()).unwrap();
    }
}

fn schema(catalog: &Catalog, order: Order) -> Vec<String> {
    let mut lines = Vec::new();
    for table in catalog.tables.values() {
        describe(table, order, &mut lines);
    }
    lines.extend(catalog.views.values().map(|view| line("view", view)));
    lines.extend(catalog.triggers.values().map(|trigger| line("trigger", trigger)));
    lines.extend(catalog.functions.values().map(|function| line("function", function)));
    lines.extend(catalog.enums.values().map(|enumeration| line("enum", enumeration)));
    lines.extend(catalog.sequences.values().map(|sequence| line("sequence", sequence)));
    lines.extend(catalog.schemas.iter().map(|schema| line("schema", schema)));
    lines.extend(catalog.extensions.iter().map(|extension| line("extension", extension)));
    lines
}

fn describe(table: &Table, order: Order, lines: &mut Vec<String>) {
    let name = &table.name;
    let mut parts: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| match order {
            Order::Counts => line(&format!("{name} column {at}"), column),
            Order::Ignored => line(&format!("{name} column"), column),
        })
        .collect();
    let constraints = table.constraints.iter().map(|c| line(&format!("{name} constraint"), c));
    parts.extend(constraints);
    parts.extend(table.indexes.iter().map(|index| line(&format!("{name} index"), index)));
    parts.sort();
    lines.push(line(&format!("{name} table {:?}", table.comment), &table.options));
    lines.append(&mut parts);
}

fn line(what: &str, value: &impl Serialize) -> String {
    format!("{what} {}", serde_json::to_string(value).unwrap())
}

fn rows(connection: &mut dyn Connection, table: &Table) -> Vec<String> {
    let query = Query::Table {
        table: table.name.clone(),
        columns: Vec::new(),
        filter: Filter::all(),
        order: Vec::new(),
        descending: false,
        nulls_first: false,
        limit: None,
    };
    let statement = connection.dialect().select(&query).unwrap();
    let mut lines = Vec::new();
    connection
        .query(&statement.sql, &mut |names, row| {
            let cells = names.iter().zip(&row).map(|(name, value)| {
                let column = table.columns.iter().find(|column| column.name == **name);
                (name.as_str(), cell(&column.unwrap().ty, value))
            });
            let cells: BTreeMap<&str, String> = cells.collect();
            lines.push(format!("{cells:?}"));
            true
        })
        .unwrap();
    lines.sort();
    lines
}

/// A value as text that is the same on every database.
fn cell(ty: &ColumnType, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Null) => "NULL".to_owned(),
        // jsonb has an order of keys and blanks of its own, and MariaDB keeps JSON as text.
        (ColumnType::Json, Value::Json(text) | Value::Text(text)) => {
            let mut parsed: serde_json::Value = serde_json::from_str(text).unwrap();
            parsed.sort_all_objects();
            format!("json {parsed}")
        }
        (ColumnType::Uuid, Value::Uuid(text) | Value::Text(text)) => format!("uuid {text}"),
        (_, other) => format!("{other:?}"),
    }
}
