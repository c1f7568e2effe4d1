//! What a partition has beside what it takes over from its parent.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::table::PARTITION_OF;
use super::{column, constraint, serial};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{object, quoted};

/// Tells whether a table is a partition of another one.
pub(super) fn is_partition(table: &Table) -> bool {
    parent_words(table).is_some()
}

fn parent_words(table: &Table) -> Option<&str> {
    table.options.native.iter().find_map(|option| option.strip_prefix(PARTITION_OF))
}

/// The statements that give a new partition its own defaults, `NOT NULL` and constraints.
pub(super) fn own_parts(table: &Table, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let Some(words) = parent_words(table) else { return Ok(Vec::new()) };
    let parent = serial::leading_name(words).and_then(|(name, _)| before.tables.get(&name));
    let name = object(&table.name)?;
    let mut clauses = Vec::new();
    for column in &table.columns {
        let theirs = parent.and_then(|parent| parent.column(&column.name));
        clauses.extend(own_clauses(column, theirs)?);
    }
    for constraint in &table.constraints {
        clauses.push(format!("ADD {}", constraint::clause(constraint)?));
    }
    let statement = |clause| Statement::schema(format!("ALTER TABLE {name} {clause}"));
    Ok(clauses.into_iter().map(statement).collect())
}

fn own_clauses(column: &Column, theirs: Option<&Column>) -> Result<Vec<String>, DialectError> {
    let name = quoted(&column.name)?;
    let mut clauses = Vec::new();
    if theirs.and_then(|theirs| theirs.default.as_ref()) != column.default.as_ref() {
        clauses.push(match &column.default {
            Some(default) => {
                format!("ALTER COLUMN {name} SET DEFAULT {}", column::default(default)?)
            }
            None => format!("ALTER COLUMN {name} DROP DEFAULT"),
        });
    }
    if !column.nullable && theirs.is_none_or(|theirs| theirs.nullable) {
        clauses.push(format!("ALTER COLUMN {name} SET NOT NULL"));
    }
    Ok(clauses)
}
