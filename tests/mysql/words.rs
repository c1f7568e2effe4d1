//! Short words for operations.

use sandshift_model::column::{Column, ColumnSpec, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::Index;
use sandshift_model::operation::{
    AddColumn, AddConstraint, AlterColumn, Change, CreateIndex, CreateTable, InsertRows, Operation,
};
use sandshift_model::query::Row;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

pub(crate) fn id(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn ids(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| id(name)).collect()
}

pub(crate) fn object(name: &str) -> ObjectName {
    ObjectName::bare(id(name))
}

pub(crate) fn string(length: u32) -> ColumnType {
    ColumnType::String { length: Some(length) }
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub(crate) fn column(name: &str, ty: ColumnType) -> Column {
    Column::new(id(name), ty)
}

pub(crate) fn with_default(name: &str, ty: ColumnType, value: Value) -> Column {
    Column { default: Some(DefaultValue::Literal(value)), ..column(name, ty) }
}

/// A table with a primary key `id` and these columns.
pub(crate) fn table(name: &str, columns: Vec<Column>) -> Operation {
    let mut key = ColumnSpec::new(id("id"), ColumnType::BigInteger);
    key.primary_key = true;
    let mut specs = vec![key];
    specs.extend(
        columns
            .into_iter()
            .map(|column| ColumnSpec { column, ..ColumnSpec::new(id("x"), ColumnType::Text) }),
    );
    let mut table = Table::new(object(name));
    ColumnSpec::assemble(specs, &mut table);
    CreateTable { table, if_not_exists: false }.into()
}

pub(crate) fn add_column(table: &str, column: Column) -> Operation {
    AddColumn { table: object(table), column, if_not_exists: false }.into()
}

pub(crate) fn constrain(table: &str, name: &str, body: ConstraintBody) -> Operation {
    let constraint = Constraint::named(id(name), body);
    AddConstraint { table: object(table), constraint }.into()
}

pub(crate) fn foreign_key(columns: &[&str], references: &str, referred: &[&str]) -> ForeignKey {
    ForeignKey {
        columns: ids(columns),
        references: object(references),
        referred_columns: ids(referred),
        on_delete: None,
        on_update: None,
        deferrable: None,
        match_type: None,
        not_valid: false,
    }
}

pub(crate) fn points(table: &str, name: &str, columns: &[&str], references: &str) -> Operation {
    let key = foreign_key(columns, references, &["id"]);
    constrain(table, name, ConstraintBody::ForeignKey(key))
}

pub(crate) fn index(table: &str, name: &str, columns: &[&str]) -> Index {
    Index { name: Some(id(name)), ..Index::on(object(table), ids(columns)) }
}

pub(crate) fn create_index(index: Index) -> Operation {
    CreateIndex { index, concurrently: false, if_not_exists: false }.into()
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

pub(crate) fn insert(table: &str, columns: &[&str], rows: Vec<Row>) -> Operation {
    InsertRows { table: object(table), columns: ids(columns), rows }.into()
}
