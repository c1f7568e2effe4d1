//! Other types for columns: what they lose, and by what expression the values get there.

use sandshift_model::column::Column;
use sandshift_model::conversion::Conversion;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::TypeChange;
use sandshift_model::types::{ColumnType, PerDialect};

use super::plan::Plan;

/// The change of a column to another type, and what it loses.
pub(super) fn change(
    plan: &Plan<'_>,
    table: &ObjectName,
    old: &Column,
    ty: &ColumnType,
) -> (TypeChange, Option<String>) {
    let narrows = plan.dialect.conversion(&old.ty, ty) == Conversion::Narrowing;
    let loss = narrows.then(|| {
        let name = format_args!("{table}.{}", old.name);
        format!("values of `{name}` may be refused or changed from {} to {ty}", old.ty)
    });
    (TypeChange { ty: ty.clone(), using: using(plan, old, ty) }, loss)
}

/// The expression for the new values, where the database does not convert by itself.
pub(super) fn using(plan: &Plan<'_>, old: &Column, ty: &ColumnType) -> Option<PerDialect> {
    plan.dialect.cast(old, ty).map(|text| only_here(plan, text))
}

/// A text that means something to this database alone.
pub(super) fn only_here(plan: &Plan<'_>, text: String) -> PerDialect {
    PerDialect { generic: None, variants: [(plan.dialect.name().to_owned(), text)].into() }
}
