//! Everything about tables and other objects, for people.

use std::fmt::Write;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, Identity};
use sandshift_model::constraint::{Constraint, ConstraintBody, Deferrable, ForeignKey};
use sandshift_model::dependents::enum_of;
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::table::{Table, TableOptions};

use super::{default_words, type_words};
use crate::backend::dialect::Dialect;
use crate::report::escape::{escape, first_line};
use crate::report::style;
use crate::schema::selection::referring;

/// Describes what was chosen; `whole` tells what points to it.
#[must_use]
pub fn details(chosen: &Catalog, whole: &Catalog, dialect: &dyn Dialect) -> String {
    let mut blocks: Vec<String> =
        chosen.tables.values().map(|table| table_block(table, chosen, whole, dialect)).collect();
    for view in chosen.views.values() {
        let kind = if view.materialized { "materialized view" } else { "view" };
        blocks.push(body(kind, &view.name.to_string(), &view.query));
    }
    for kind in chosen.enums.values() {
        blocks.push(body("enum", kind.name.as_str(), &kind.values.join(", ")));
    }
    for sequence in chosen.sequences.values() {
        let mut words = Vec::new();
        words.extend(sequence.start.map(|start| format!("start {start}")));
        words.extend(sequence.increment.map(|step| format!("increment {step}")));
        words.extend(sequence.native.clone());
        blocks.push(body("sequence", &sequence.name.to_string(), &words.join(" ")));
    }
    for function in chosen.functions.values() {
        let kind = if function.procedure { "procedure" } else { "function" };
        blocks.push(body(kind, &function.name.to_string(), &function.definition));
    }
    blocks.extend(chosen.schemas.iter().map(|name| body("schema", name.as_str(), "")));
    blocks.extend(chosen.extensions.iter().map(|name| body("extension", name.as_str(), "")));
    for native in chosen.natives.values() {
        let mut statements = vec![native.create.clone()];
        statements.extend(native.parts.iter().map(|part| part.add.clone()));
        blocks.push(body(&native.kind, &native.name, &statements.join(";\n")));
    }
    blocks.join("\n")
}

fn heading(kind: &str, name: &str) -> String {
    format!("{} {}", style::dim(kind), style::strong(escape(name)))
}

/// A heading with lines of text below it.
fn body(kind: &str, name: &str, words: &str) -> String {
    let mut text = heading(kind, name) + "\n";
    for line in escape(words).lines().filter(|line| !line.trim().is_empty()) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}", line.trim_end());
    }
    text
}

fn table_block(table: &Table, chosen: &Catalog, whole: &Catalog, dialect: &dyn Dialect) -> String {
    let mut text = heading("table", &table.name.to_string());
    let words = option_words(&table.options).join(" ");
    for part in [words, table.comment.clone().unwrap_or_default()] {
        if !part.is_empty() {
            text.push_str(&format!("  {}", first_line(&part)));
        }
    }
    text.push('\n');
    let columns: Vec<Vec<String>> =
        table.columns.iter().map(|column| column_line(column, whole, dialect)).collect();
    text.push_str(&aligned(&columns));
    let parts = part_lines(table, chosen, whole);
    if !parts.is_empty() {
        text.push('\n');
        text.push_str(&aligned(&parts));
    }
    text
}

fn option_words(options: &TableOptions) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(options.strict.then(|| "strict".to_owned()));
    words.extend(options.without_rowid.then(|| "without rowid".to_owned()));
    words.extend(options.engine.as_ref().map(|engine| format!("engine {engine}")));
    words.extend(options.charset.as_ref().map(|charset| format!("charset {charset}")));
    words.extend(options.collation.as_ref().map(|collation| format!("collation {collation}")));
    words.extend(options.native.iter().cloned());
    words
}

/// Name, type, whether it may be NULL, and everything else.
fn column_line(column: &Column, catalog: &Catalog, dialect: &dyn Dialect) -> Vec<String> {
    let null = if column.nullable { "null" } else { "not null" };
    let mut more = Vec::new();
    let kind = enum_of(&column.ty).filter(|_| dialect.emulates_enums());
    more.extend(kind.map(|name| format!("enum {name}")));
    more.extend(
        column.default.as_ref().map(|own| format!("default {}", default_words(dialect, own))),
    );
    more.extend(column.identity.map(identity_words));
    more.extend(column.generated.as_ref().map(|own| {
        format!("computed ({}) {}", own.expression, if own.stored { "stored" } else { "virtual" })
    }));
    more.extend(column.collation.as_ref().map(|collation| format!("collate {collation}")));
    more.extend(column.native.iter().cloned());
    more.extend(column.comment.as_ref().map(|comment| format!("\u{201c}{comment}\u{201d}")));
    let cells = [
        column.name.to_string(),
        type_words(dialect, &column.ty, catalog),
        null.to_owned(),
        more.join(", "),
    ];
    cells.iter().map(|cell| first_line(cell)).collect()
}

fn identity_words(identity: Identity) -> String {
    let mut words = if identity.always { "identity always" } else { "identity" }.to_owned();
    // Writing to a String cannot fail.
    let _ = identity.start.map(|start| write!(words, " start {start}"));
    let _ = identity.increment.map(|step| write!(words, " increment {step}"));
    words
}

/// Constraints, indexes, what points here, and triggers.
fn part_lines(table: &Table, chosen: &Catalog, whole: &Catalog) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let mut line = |kind: &str, name: Option<&Ident>, words: String| {
        let name = name.map_or_else(String::new, ToString::to_string);
        lines.push([kind, &name, &words].iter().map(|cell| first_line(cell)).collect());
    };
    let mut constraints: Vec<&Constraint> = table.constraints.iter().collect();
    constraints.sort_by_key(|constraint| (constraint.body.kind(), constraint.name.clone()));
    for constraint in constraints {
        let (kind, words) = constraint_words(constraint);
        line(kind, constraint.name.as_ref(), words);
    }
    for (from, constraint) in referring(whole, &table.name) {
        let own = format!("{} ({})", from.name, listed(constraint.body.columns()));
        line("referenced by", constraint.name.as_ref(), own);
    }
    for index in &table.indexes {
        let kind = if index.unique { "unique index" } else { "index" };
        line(kind, index.name.as_ref(), index_words(index));
    }
    let own = chosen.triggers.values().filter(|trigger| trigger.table == table.name);
    own.for_each(|trigger| line("trigger", Some(&trigger.name), trigger.definition.clone()));
    lines
}

fn constraint_words(constraint: &Constraint) -> (&'static str, String) {
    let (kind, mut words) = match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => {
            ("primary key", vec![format!("({})", listed(columns))])
        }
        ConstraintBody::Unique { columns, nulls_not_distinct, deferrable } => {
            let mut words = vec![format!("({})", listed(columns))];
            words.extend(nulls_not_distinct.then(|| "nulls not distinct".to_owned()));
            words.extend(deferrable.map(timing));
            ("unique", words)
        }
        ConstraintBody::Check { expression, not_valid } => {
            let mut words = vec![expression.clone()];
            words.extend(not_valid.then(|| "not valid".to_owned()));
            ("check", words)
        }
        ConstraintBody::ForeignKey(key) => ("foreign key", foreign_key_words(key)),
        ConstraintBody::Exclude { elements, filter, .. } => {
            let pair = |own: &sandshift_model::constraint::ExcludeElement| {
                format!("{} with {}", own.expression, own.operator)
            };
            let mut words = vec![elements.iter().map(pair).collect::<Vec<_>>().join(", ")];
            words.extend(filter.as_ref().map(|filter| format!("where {filter}")));
            ("exclude", words)
        }
    };
    words.extend(constraint.native.clone());
    (kind, words.join(" "))
}

fn foreign_key_words(key: &ForeignKey) -> Vec<String> {
    let referred = match key.referred_columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", listed(columns)),
    };
    let mut words = vec![format!("({}) -> {}{referred}", listed(&key.columns), key.references)];
    let lower =
        |action: sandshift_model::constraint::ReferentialAction| action.sql().to_ascii_lowercase();
    words.extend(key.on_delete.map(|action| format!("on delete {}", lower(action))));
    words.extend(key.on_update.map(|action| format!("on update {}", lower(action))));
    words.extend(key.match_type.as_ref().map(|word| format!("match {}", word.to_lowercase())));
    words.extend(key.deferrable.map(timing));
    words.extend(key.not_valid.then(|| "not valid".to_owned()));
    words
}

fn timing(deferrable: Deferrable) -> String {
    match deferrable {
        Deferrable::Immediate => "deferrable".to_owned(),
        Deferrable::Deferred => "deferrable initially deferred".to_owned(),
    }
}

fn index_words(index: &Index) -> String {
    let key = |key: &sandshift_model::index::IndexKey| {
        let on = match &key.on {
            IndexTerm::Column(column) => column.to_string(),
            IndexTerm::Expression(expression) => expression.clone(),
        };
        let order = if key.descending { " desc" } else { "" };
        let native = key.native.as_ref().map(|words| format!(" {words}")).unwrap_or_default();
        format!("{on}{native}{order}")
    };
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let mut words = vec![format!("({})", keys.join(", "))];
    words.extend(index.method.as_ref().map(|method| format!("using {method}")));
    if !index.include.is_empty() {
        words.push(format!("include ({})", listed(&index.include)));
    }
    words.extend(index.nulls_not_distinct.then(|| "nulls not distinct".to_owned()));
    words.extend(index.filter.as_ref().map(|filter| format!("where {filter}")));
    words.join(" ")
}

fn listed(columns: &[Ident]) -> String {
    columns.iter().map(Ident::as_str).collect::<Vec<_>>().join(", ")
}

/// Cells in columns of equal width, two blanks apart, behind two blanks.
pub(super) fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |at: usize| {
        lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
    text
}
