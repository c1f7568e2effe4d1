//! Tables and their foreign keys as an `erDiagram` of mermaid.

use std::fmt::Write;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::{ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;

use super::type_words;
use crate::backend::dialect::Dialect;

/// Words of the diagram language that cannot be the name of an entity.
const RESERVED: &[&str] = &[
    "accdescr",
    "acctitle",
    "class",
    "classdef",
    "direction",
    "erdiagram",
    "many",
    "one",
    "only",
    "optionally",
    "style",
    "title",
    "to",
    "u",
    "zero",
];

/// The diagram of what was chosen. A table that is pointed to and was not chosen has no columns.
#[must_use]
pub fn mermaid(chosen: &Catalog, dialect: &dyn Dialect) -> String {
    let mut text = "erDiagram\n".to_owned();
    for table in chosen.tables.values() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {} {{", entity(&table.name));
        for column in &table.columns {
            let ty = attribute(&type_words(dialect, &column.ty, chosen));
            let _ = writeln!(text, "        {ty} {}", attribute_words(table, column));
        }
        text.push_str("    }\n");
    }
    for table in chosen.tables.values() {
        for key in foreign_keys(table) {
            let (one, many) = cardinality(table, key);
            let columns: Vec<&str> = key.columns.iter().map(Ident::as_str).collect();
            let (from, to) = (entity(&key.references), entity(&table.name));
            let words = label(&columns.join(", "));
            let _ = writeln!(text, "    {from} {one}--{many} {to} : \"{words}\"");
        }
    }
    text
}

/// A table as a diagram can name it: as it is, or in quotes.
fn entity(name: &ObjectName) -> String {
    let shown = name.to_string();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_plain = shown.chars().all(word) && shown.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_plain && !RESERVED.contains(&shown.to_ascii_lowercase().as_str()) {
        shown
    } else {
        format!("\"{}\"", label(&shown))
    }
}

fn foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.iter().filter_map(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(key) => Some(key),
        _ => None,
    })
}

/// Name, key marks, and the name as it is where a diagram cannot spell it.
fn attribute_words(table: &Table, column: &Column) -> String {
    let own = column.name.as_str();
    let name = attribute(own);
    let mut words = vec![name.clone()];
    let marks = marks(table, &column.name);
    if !marks.is_empty() {
        words.push(marks.join(", "));
    }
    if name != own {
        words.push(format!("\"{}\"", label(own)));
    }
    words.join(" ")
}

fn marks(table: &Table, column: &Ident) -> Vec<&'static str> {
    let mut marks = Vec::new();
    marks.extend(table.primary_key().contains(column).then_some("PK"));
    marks.extend(foreign_keys(table).any(|key| key.columns.contains(column)).then_some("FK"));
    marks.extend(is_unique(table, std::slice::from_ref(column)).then_some("UK"));
    marks
}

/// Whether a unique constraint or a whole unique index is on exactly these columns.
fn is_unique(table: &Table, columns: &[Ident]) -> bool {
    let same = |own: &[Ident]| {
        own.len() == columns.len() && own.iter().all(|column| columns.contains(column))
    };
    let constraint = table.constraints.iter().any(|constraint| {
        matches!(&constraint.body, ConstraintBody::Unique { columns, .. } if same(columns))
    });
    let index = table.indexes.iter().filter(|index| index.unique && index.filter.is_none());
    constraint
        || index.map(|index| (index.keys.len(), index.columns())).any(|(keys, own)| {
            keys == own.len() && same(&own.into_iter().cloned().collect::<Vec<_>>())
        })
}

/// How many rows stand at each end: one row or none is pointed to, and it is pointed to by one row
/// or by any number of them.
fn cardinality(table: &Table, key: &ForeignKey) -> (&'static str, &'static str) {
    let may_be_null = key.columns.iter().filter_map(|name| table.column(name)).any(|c| c.nullable);
    let primary = table.primary_key();
    let is_whole_key = primary.len() == key.columns.len()
        && key.columns.iter().all(|column| primary.contains(column));
    let one = if may_be_null { "|o" } else { "||" };
    let many = if is_whole_key || is_unique(table, &key.columns) { "o|" } else { "o{" };
    (one, many)
}

/// A text inside of quotes: mermaid knows no escape, but characters by their number.
fn label(text: &str) -> String {
    let mut label = String::new();
    for c in text.chars() {
        match c {
            '"' | '#' | ';' | '<' | '>' | '&' | '%' | '\\' | '`' => {
                // Writing to a String cannot fail.
                let _ = write!(label, "#{};", u32::from(c));
            }
            c if c.is_control() => label.push(' '),
            c => label.push(c),
        }
    }
    label
}

/// A type or a column name as a diagram can hold it: letters, digits, `_`, `-`, and parentheses.
fn attribute(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')');
    let words = text.split(|c: char| !allowed(c)).filter(|word| !word.is_empty());
    let word = words.collect::<Vec<_>>().join("_");
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) { word } else { format!("_{word}") }
}
