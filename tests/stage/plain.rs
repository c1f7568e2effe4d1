//! A catalog in plain spelling: what two databases, or a database and a prediction, may write
//! differently without meaning anything else.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::DefaultValue;
use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::index::IndexTerm;
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};

use crate::stage::server::Server;

/// The catalog with every expression in plain spelling.
pub(crate) fn plain(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    catalog.tables.values_mut().for_each(|table| plain_table(table));
    catalog.views.values_mut().for_each(|view| spell(&mut view.query));
    catalog.triggers.values_mut().for_each(|trigger| spell(&mut trigger.definition));
    catalog
}

/// As [`plain`], with every type and default as the database spells it: several neutral types may
/// be one type there.
pub(crate) fn spelled(catalog: &Catalog, server: Server) -> Catalog {
    let dialect = server.dialect();
    let mut spelled = plain(catalog);
    for table in spelled.tables.values_mut() {
        for column in &mut table.columns {
            if let Ok(text) = dialect.column_type(&column.ty, catalog) {
                column.ty = ColumnType::Native(PerDialect::all(text));
            }
            if let Some(DefaultValue::Literal(value)) = &column.default
                && let Ok(mut text) = dialect.literal(value)
            {
                spell(&mut text);
                // A date that became a moment is midnight.
                let day = text.trim_start_matches("timestamp").trim_start_matches("date");
                let text = day.trim_end_matches("00:00:00.000000").trim_end_matches("00:00:00");
                let text = text.to_owned();
                column.default = Some(DefaultValue::Expression(text));
            }
        }
        if server == Server::MariaDb {
            // The server keeps no name for it.
            let key = |c: &&mut Constraint| c.body.kind() == ConstraintKind::PrimaryKey;
            table.constraints.iter_mut().filter(key).for_each(|c| c.name = None);
        }
        if server == Server::Sqlite {
            // It keeps no comments.
            table.comment = None;
            table.columns.iter_mut().for_each(|column| column.comment = None);
        }
    }
    programs(&mut spelled);
    spelled
}

/// Views, triggers and functions by what they name: each database writes their texts in its own way.
fn programs(catalog: &mut Catalog) {
    let mut known: Vec<String> = Vec::new();
    for table in catalog.tables.values() {
        known.push(table.name.name.to_string());
        known.extend(table.columns.iter().map(|column| column.name.to_string()));
    }
    known.iter_mut().for_each(spell);
    let named = |text: &str| {
        let mut named: Vec<&str> =
            known.iter().map(String::as_str).filter(|name| names(text, name)).collect();
        named.sort_unstable();
        named.dedup();
        named.join(" ")
    };
    for view in catalog.views.values_mut() {
        view.query = named(&view.query);
        // Some databases tell them apart from the query, others do not.
        view.columns.clear();
    }
    catalog
        .triggers
        .values_mut()
        .for_each(|trigger| trigger.definition = named(&trigger.definition));
    catalog.functions.values_mut().for_each(|function| function.definition.clear());
    for sequence in catalog.sequences.values_mut() {
        sequence.start = sequence.start.or(Some(1));
        sequence.increment = sequence.increment.or(Some(1));
    }
}

/// Tells whether a text has a name that ends there: `plain1` is not in `plain12`.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name)
        .any(|(at, _)| !text[at + name.len()..].starts_with(|next: char| next.is_ascii_digit()))
}

fn plain_table(table: &mut Table) {
    for column in &mut table.columns {
        if let Some(generated) = &mut column.generated {
            spell(&mut generated.expression);
        }
        if let Some(DefaultValue::Expression(text)) = &mut column.default {
            spell(text);
        }
    }
    for constraint in &mut table.constraints {
        match &mut constraint.body {
            ConstraintBody::Check { expression, .. } => spell(expression),
            // A key to a table whose rows are gone comes back unchecked.
            ConstraintBody::ForeignKey(key) => key.not_valid = false,
            _ => {}
        }
    }
    for index in &mut table.indexes {
        index.filter.iter_mut().for_each(spell);
        index.native.iter_mut().for_each(spell);
        for key in &mut index.keys {
            if let IndexTerm::Expression(text) = &mut key.on {
                spell(text);
            }
        }
    }
}

/// Without quotes, parentheses, casts and white space, in lower case.
fn spell(text: &mut String) {
    let cut = |c: char| matches!(c, '"' | '\'' | '`' | '(' | ')') || c.is_whitespace();
    *text = text.chars().filter(|c| !cut(*c)).collect::<String>().to_lowercase();
    for cast in ["::text", "::integer", "::charactervarying"] {
        *text = text.replace(cast, "");
    }
}
