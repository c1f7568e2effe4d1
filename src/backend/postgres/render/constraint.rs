//! Constraints: inside `CREATE TABLE` and on their own.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{
    Constraint, ConstraintBody, ConstraintKind, Deferrable, ExcludeElement, ForeignKey,
};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::lookup::Place;
use sandshift_model::operation::{
    AddConstraint, DropConstraint, DropIndex, RenameConstraint, RenameIndex, ValidateConstraint,
};
use sandshift_model::statement::Statement;

use super::{if_exists, index};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{list, object, quoted};

pub(super) fn add(add: &AddConstraint) -> Result<Vec<Statement>, DialectError> {
    let (table, clause) = (object(&add.table)?, clause(&add.constraint)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} ADD {clause}"))])
}

pub(super) fn drop(
    drop: &DropConstraint,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    if is_index(&drop.table, &drop.name, drop.kind, before) {
        let (name, table) = (drop.name.clone(), Some(drop.table.clone()));
        let drop = DropIndex { name, table, concurrently: false, if_exists: drop.if_exists };
        return index::drop(&drop, before);
    }
    let (table, exists) = (object(&drop.table)?, if_exists(drop.if_exists));
    let name = quoted(&drop.name)?;
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} DROP CONSTRAINT{exists} {name}"))])
}

pub(super) fn rename(
    rename: &RenameConstraint,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    if is_index(&rename.table, &rename.name, rename.kind, before) {
        let (name, new_name) = (rename.name.clone(), rename.new_name.clone());
        return index::rename(
            &RenameIndex { name, new_name, table: Some(rename.table.clone()) },
            before,
        );
    }
    let (table, old, new) =
        (object(&rename.table)?, quoted(&rename.name)?, quoted(&rename.new_name)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}"))])
}

pub(super) fn validate(validate: &ValidateConstraint) -> Result<Vec<Statement>, DialectError> {
    let (table, name) = (object(&validate.table)?, quoted(&validate.name)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"))])
}

/// Tells whether the rule is a unique index, which is no constraint here.
fn is_index(
    table: &ObjectName,
    name: &Ident,
    kind: Option<ConstraintKind>,
    before: &Catalog,
) -> bool {
    matches!(before.find_constraint(table, name, kind), Ok((_, Place::Index(_))))
}

/// Tells whether existing rows are not looked at, which only `ALTER TABLE` can say.
pub(super) fn is_not_valid(constraint: &Constraint) -> bool {
    match &constraint.body {
        ConstraintBody::Check { not_valid, .. } => *not_valid,
        ConstraintBody::ForeignKey(key) => key.not_valid,
        ConstraintBody::PrimaryKey { .. }
        | ConstraintBody::Unique { .. }
        | ConstraintBody::Exclude { .. } => false,
    }
}

/// `CONSTRAINT "name" …`; without a name the server chooses one.
pub(super) fn clause(constraint: &Constraint) -> Result<String, DialectError> {
    let name = match &constraint.name {
        Some(name) => format!("CONSTRAINT {} ", quoted(name)?),
        None => String::new(),
    };
    let native = constraint.native.as_ref().map(|words| format!(" {words}")).unwrap_or_default();
    let body = match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => {
            format!("PRIMARY KEY ({}){native}", list(columns)?)
        }
        ConstraintBody::Unique { columns, nulls_not_distinct, deferrable: when } => {
            let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
            format!("UNIQUE{nulls} ({}){native}{}", list(columns)?, deferrable(*when))
        }
        ConstraintBody::Check { expression, not_valid } => {
            format!("CHECK ({expression}){native}{}", validity(*not_valid))
        }
        ConstraintBody::ForeignKey(key) => foreign_key(key, &native)?,
        ConstraintBody::Exclude { method, elements, filter } => {
            let method = method.as_deref().unwrap_or("gist");
            let filter =
                filter.as_ref().map(|filter| format!(" WHERE ({filter})")).unwrap_or_default();
            // The words of its index stand before the filter, when it is checked behind it.
            let (index, when) = native.split_at(native.find(" DEFERRABLE").unwrap_or(native.len()));
            format!("EXCLUDE USING {method} ({}){index}{filter}{when}", exclusions(elements))
        }
    };
    Ok(format!("{name}{body}"))
}

/// The native words stand behind `ON DELETE`, where PostgreSQL 15 takes `SET NULL (column)`.
fn foreign_key(key: &ForeignKey, native: &str) -> Result<String, DialectError> {
    let mut sql =
        format!("FOREIGN KEY ({}) REFERENCES {}", list(&key.columns)?, object(&key.references)?);
    if !key.referred_columns.is_empty() {
        sql += &format!(" ({})", list(&key.referred_columns)?);
    }
    if let Some(word) = &key.match_type {
        sql += &format!(" MATCH {word}");
    }
    if let Some(action) = key.on_update {
        sql += &format!(" ON UPDATE {}", action.sql());
    }
    if let Some(action) = key.on_delete {
        sql += &format!(" ON DELETE {}", action.sql());
    }
    Ok(sql + native + deferrable(key.deferrable) + validity(key.not_valid))
}

fn exclusions(elements: &[ExcludeElement]) -> String {
    let elements: Vec<String> =
        elements.iter().map(|e| format!("{} WITH {}", e.expression, e.operator)).collect();
    elements.join(", ")
}

fn deferrable(when: Option<Deferrable>) -> &'static str {
    match when {
        None => "",
        Some(Deferrable::Immediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferrable::Deferred) => " DEFERRABLE INITIALLY DEFERRED",
    }
}

fn validity(not_valid: bool) -> &'static str {
    if not_valid { " NOT VALID" } else { "" }
}
