//! The names that a table takes: its own, those of its indexes and constraints, those of the sequences that
//! its columns draw from.

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintKind};
use sandshift_model::table::Table;

use super::words::has_word;

/// The names of its indexes and constraints.
pub(super) fn own_names(table: &Table) -> impl Iterator<Item = &str> {
    let indexes = table.indexes.iter().filter_map(|index| index.name.as_ref());
    let constraints = table.constraints.iter().filter_map(|constraint| constraint.name.as_ref());
    indexes.chain(constraints).map(|name| name.as_str())
}

/// The names that no other table, view, sequence or index of the schema may have.
pub(super) fn relations(table: &Table) -> Vec<String> {
    let mut names = vec![table.name.name.as_str().to_owned()];
    names.extend(
        table.indexes.iter().filter_map(|index| index.name.as_ref()).map(ToString::to_string),
    );
    let with_index = table.constraints.iter().filter(|constraint| has_index(constraint));
    names.extend(
        with_index.filter_map(|constraint| constraint.name.as_ref()).map(ToString::to_string),
    );
    names.extend(
        table.columns.iter().filter(|column| is_numbered(column)).map(|c| sequence(table, c)),
    );
    names
}

fn has_index(constraint: &Constraint) -> bool {
    match constraint.body.kind() {
        ConstraintKind::PrimaryKey | ConstraintKind::Unique | ConstraintKind::Exclude => true,
        ConstraintKind::Check | ConstraintKind::ForeignKey => false,
    }
}

/// Tells whether a column may draw from a sequence of its own.
pub(super) fn is_numbered(column: &Column) -> bool {
    column.identity.is_some()
        || column.native.iter().any(|clause| has_word(clause, "identity"))
        || draws(column).is_some()
}

/// The default of a column that draws from a sequence by its name.
pub(super) fn draws(column: &Column) -> Option<&str> {
    match &column.default {
        Some(DefaultValue::Expression(text)) if has_word(text, "nextval") => Some(text),
        _ => None,
    }
}

/// The name that the server gives the sequence of a column, as long as nobody else has it.
pub(super) fn sequence(table: &Table, column: &Column) -> String {
    format!("{}_{}_seq", table.name.name, column.name)
}
