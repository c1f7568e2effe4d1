//! An overview of a whole database: what there is, one line for each object.

use std::fmt::{Display, Write};

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::table::Table;

use crate::report::escape::first_line;
use crate::report::style;

/// Lists all objects by kind, tables with the number of their parts.
#[must_use]
pub fn overview(catalog: &Catalog) -> String {
    let mut text = String::new();
    let tables: Vec<[String; 2]> =
        catalog.tables.values().map(|table| [table.name.to_string(), parts(table)]).collect();
    section(&mut text, "tables", &tables);
    let views = catalog.views.values().map(|view| {
        [view.name.to_string(), if view.materialized { "materialized" } else { "" }.to_owned()]
    });
    section(&mut text, "views", &views.collect::<Vec<_>>());
    let enums = catalog.enums.values();
    let enums = enums.map(|kind| [kind.name.to_string(), first_line(&kind.values.join(", "))]);
    section(&mut text, "enums", &enums.collect::<Vec<_>>());
    section(&mut text, "sequences", &names(catalog.sequences.keys()));
    let functions = catalog.functions.values().map(|function| {
        let kind = if function.procedure { "procedure" } else { "" };
        [format!("{}({})", function.name, function.arguments), kind.to_owned()]
    });
    section(&mut text, "functions", &functions.collect::<Vec<_>>());
    let triggers = catalog.triggers.values();
    let triggers =
        triggers.map(|trigger| [trigger.name.to_string(), format!("on {}", trigger.table)]);
    section(&mut text, "triggers", &triggers.collect::<Vec<_>>());
    section(&mut text, "schemas", &names(catalog.schemas.iter()));
    section(&mut text, "extensions", &names(catalog.extensions.iter()));
    let natives = catalog.natives.values();
    let natives = natives.map(|native| [native.name.clone(), native.kind.clone()]);
    section(&mut text, "others", &natives.collect::<Vec<_>>());
    text
}

fn names(names: impl Iterator<Item = impl Display>) -> Vec<[String; 2]> {
    names.map(|name| [name.to_string(), String::new()]).collect()
}

/// A heading with the number of lines, and the lines in two columns; nothing without lines.
fn section(text: &mut String, heading: &str, lines: &[[String; 2]]) {
    if lines.is_empty() {
        return;
    }
    let gap = if text.is_empty() { "" } else { "\n" };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{gap}{} {}", style::strong(heading), lines.len());
    let lines: Vec<Vec<String>> =
        lines.iter().map(|line| line.iter().map(|cell| first_line(cell)).collect()).collect();
    text.push_str(&super::details::aligned(&lines));
}

fn parts(table: &Table) -> String {
    let is_key = |body: &ConstraintBody| matches!(body, ConstraintBody::ForeignKey(_));
    let keys = table.constraints.iter().filter(|own| is_key(&own.body)).count();
    let counts = [
        counted(table.columns.len(), "column", "columns"),
        counted(table.indexes.len(), "index", "indexes"),
        counted(keys, "foreign key", "foreign keys"),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let comment = table.comment.as_deref().map(|comment| format!("  {}", first_line(comment)));
    format!("{}{}", counts.join(", "), comment.unwrap_or_default())
}

fn counted(number: usize, one: &str, several: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {several}")),
    }
}
