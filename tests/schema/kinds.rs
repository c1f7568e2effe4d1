//! The kinds of what a catalog holds.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::ConstraintKind;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

/// The kinds of objects, and of parts of tables that are objects to their author.
pub(crate) fn kinds(catalog: &Catalog) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for table in catalog.tables.values() {
        kinds.insert("table");
        kinds.extend(of_table(table));
        kinds.extend(table.columns.iter().flat_map(of_column));
        kinds.extend(table.indexes.iter().flat_map(of_index));
    }
    for view in catalog.views.values() {
        kinds.insert(if view.materialized { "materialized view" } else { "view" });
    }
    for function in catalog.functions.values() {
        kinds.insert(if function.procedure { "procedure" } else { "function" });
    }
    let present = [
        ("trigger", !catalog.triggers.is_empty()),
        ("enum", !catalog.enums.is_empty()),
        ("sequence", !catalog.sequences.is_empty()),
        ("schema", !catalog.schemas.is_empty()),
    ];
    kinds.extend(chosen(&present));
    let natives = catalog.natives.values().map(|native| native.kind.clone());
    kinds.into_iter().map(str::to_owned).chain(natives).collect()
}

fn chosen(present: &[(&'static str, bool)]) -> Vec<&'static str> {
    present.iter().filter(|(_, there)| *there).map(|(kind, _)| *kind).collect()
}

fn of_table(table: &Table) -> Vec<&'static str> {
    let mut kinds = chosen(&[
        ("comment", table.comment.is_some()),
        ("strict table", table.options.strict),
        ("table without rowid", table.options.without_rowid),
    ]);
    kinds.extend(table.constraints.iter().map(|constraint| match constraint.body.kind() {
        ConstraintKind::PrimaryKey => "primary key",
        ConstraintKind::Unique => "unique constraint",
        ConstraintKind::Check => "check",
        ConstraintKind::ForeignKey => "foreign key",
        ConstraintKind::Exclude => "exclusion",
    }));
    kinds
}

fn of_column(column: &Column) -> Vec<&'static str> {
    chosen(&[
        ("comment", column.comment.is_some()),
        ("identity", column.identity.is_some()),
        ("generated column", column.generated.is_some()),
        ("collated column", column.collation.is_some()),
        ("column with words of its own", !column.native.is_empty()),
        ("type of the database's own", matches!(column.ty, ColumnType::Native(_))),
    ])
}

fn of_index(index: &Index) -> Vec<&'static str> {
    let is_expression = |on: &IndexTerm| matches!(on, IndexTerm::Expression(_));
    chosen(&[
        ("index", true),
        ("unique index", index.unique),
        ("partial index", index.filter.is_some()),
        ("index of expressions", index.keys.iter().any(|key| is_expression(&key.on))),
        ("descending index", index.keys.iter().any(|key| key.descending)),
        ("index by another method", index.method.is_some()),
    ])
}
