//! Short words for operations, so that a test shows only what matters to it.

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{
    AddColumn, AddConstraint, AlterColumn, Change, DropColumn, DropConstraint, Operation,
    RenameColumn, TypeChange,
};
use sandshift_model::types::{ColumnType, PerDialect};

pub(crate) fn id(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn object(name: &str) -> ObjectName {
    ObjectName::bare(id(name))
}

pub(crate) fn ids(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| id(name)).collect()
}

pub(crate) fn column(name: &str, ty: ColumnType) -> Column {
    Column::new(id(name), ty)
}

pub(crate) fn add_column(table: &str, column: Column) -> Operation {
    AddColumn { table: object(table), column, if_not_exists: false }.into()
}

pub(crate) fn drop_column(table: &str, column: &str) -> Operation {
    DropColumn { table: object(table), column: id(column), if_exists: false, keep: false }.into()
}

pub(crate) fn rename_column(table: &str, column: &str, new_name: &str) -> Operation {
    RenameColumn { table: object(table), column: id(column), new_name: id(new_name) }.into()
}

pub(crate) fn alter(table: &str, column: &str) -> AlterColumn {
    AlterColumn {
        table: object(table),
        column: id(column),
        ty: None,
        nullable: None,
        default: Change::Unchanged,
        comment: Change::Unchanged,
        identity: Change::Unchanged,
    }
}

pub(crate) fn alter_type(table: &str, column: &str, ty: ColumnType) -> Operation {
    AlterColumn { ty: Some(TypeChange { ty, using: None }), ..alter(table, column) }.into()
}

pub(crate) fn alter_using(table: &str, column: &str, ty: ColumnType, using: &str) -> Operation {
    let using = Some(PerDialect::all(using));
    AlterColumn { ty: Some(TypeChange { ty, using }), ..alter(table, column) }.into()
}

pub(crate) fn alter_nullable(table: &str, column: &str, nullable: bool) -> Operation {
    AlterColumn { nullable: Some(nullable), ..alter(table, column) }.into()
}

pub(crate) fn alter_default(table: &str, column: &str, default: Option<DefaultValue>) -> Operation {
    let default = default.map_or(Change::Remove, Change::Set);
    AlterColumn { default, ..alter(table, column) }.into()
}

pub(crate) fn add_constraint(table: &str, body: ConstraintBody) -> Operation {
    AddConstraint { table: object(table), constraint: Constraint::unnamed(body) }.into()
}

pub(crate) fn drop_constraint(table: &str, name: &str) -> Operation {
    DropConstraint { table: object(table), name: id(name), kind: None, if_exists: false }.into()
}

pub(crate) fn foreign_key(columns: &[&str], table: &str, referred: &[&str]) -> ConstraintBody {
    ConstraintBody::ForeignKey(ForeignKey {
        columns: ids(columns),
        references: object(table),
        referred_columns: ids(referred),
        on_delete: None,
        on_update: None,
        deferrable: None,
        match_type: None,
        not_valid: false,
    })
}
