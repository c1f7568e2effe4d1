//! One naming convention for constraints and indexes that the author left unnamed.
//!
//! `pk_<table>`, `uq_<table>_<columns>`, `ck_<table>_<n or column>`, `fk_<table>_<columns>_<referred>`,
//! `ix_<table>_<columns>`; the same names on every database, so that a later migration can drop them.

use crate::catalog::Catalog;
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::{Ident, ObjectName};
use crate::index::{Index, IndexTerm};
use crate::operation::Operation;
use crate::table::Table;

/// The longest name that the convention makes, in bytes: PostgreSQL's limit, the smallest of all.
pub const MAX_NAME_BYTES: usize = 63;

/// Gives a name to every unnamed constraint and index that the operation would create.
///
/// Names depend on the operation alone and, for checks, on the names that the table in the
/// catalog has already; so the same script gives the same names on every database.
pub fn name_unnamed(operation: &mut Operation, catalog: &Catalog) {
    match operation {
        Operation::CreateTable(create) => name_table(&mut create.table),
        Operation::AddConstraint(add) => {
            let taken =
                catalog.tables.get(&add.table).map(|table| names(table)).unwrap_or_default();
            name_constraint(&add.table, &mut add.constraint, &taken);
        }
        Operation::CreateIndex(create) => name_index(&mut create.index),
        _ => {}
    }
}

/// The name of each constraint of a table, in order; the one that it would get where it has none.
#[must_use]
pub fn constraint_names(table: &Table) -> Vec<Option<Ident>> {
    let mut named = Table { indexes: Vec::new(), columns: Vec::new(), ..table.clone() };
    name_table(&mut named);
    named.constraints.into_iter().map(|constraint| constraint.name).collect()
}

/// Gives a name to every unnamed constraint and index of a table.
pub fn name_table(table: &mut Table) {
    let mut taken = names(table);
    let name = table.name.clone();
    for constraint in &mut table.constraints {
        name_constraint(&name, constraint, &taken);
        taken.extend(constraint.name.clone());
    }
    table.indexes.iter_mut().for_each(name_index);
}

fn names(table: &Table) -> Vec<Ident> {
    table.constraints.iter().filter_map(|c| c.name.clone()).collect()
}

fn name_constraint(table: &ObjectName, constraint: &mut Constraint, taken: &[Ident]) {
    if constraint.name.is_some() {
        return;
    }
    let table = table.name.as_str();
    constraint.name = match &constraint.body {
        ConstraintBody::PrimaryKey { .. } => shorten(format!("pk_{table}")),
        ConstraintBody::Unique { columns, .. } => shorten(format!("uq_{table}_{}", join(columns))),
        ConstraintBody::ForeignKey(key) => {
            let referred = &key.references.name;
            shorten(format!("fk_{table}_{}_{referred}", join(&key.columns)))
        }
        ConstraintBody::Check { .. } => numbered("ck", table, taken),
        ConstraintBody::Exclude { .. } => numbered("ex", table, taken),
    };
}

fn name_index(index: &mut Index) {
    if index.name.is_some() {
        return;
    }
    let parts: Vec<String> = index
        .keys
        .iter()
        .map(|key| match &key.on {
            IndexTerm::Column(column) => column.to_string(),
            IndexTerm::Expression(text) => {
                let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
                text.chars().map(word).collect::<String>().trim_matches('_').to_owned()
            }
        })
        .collect();
    index.name = shorten(format!("ix_{}_{}", index.table.name, parts.join("_")));
}

fn join(columns: &[Ident]) -> String {
    columns.iter().map(Ident::as_str).collect::<Vec<_>>().join("_")
}

fn numbered(prefix: &str, table: &str, taken: &[Ident]) -> Option<Ident> {
    (1..=taken.len() + 1)
        .filter_map(|n| shorten(format!("{prefix}_{table}_{n}")))
        .find(|name| !taken.contains(name))
}

/// Cuts a long name and ends it in a hash of the whole, so that two long names stay apart.
fn shorten(name: String) -> Option<Ident> {
    if name.len() <= MAX_NAME_BYTES {
        return Ident::new(name).ok();
    }
    let tail = format!("_{:08x}", fnv1a(name.as_bytes()));
    let mut end = MAX_NAME_BYTES - tail.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Ident::new(format!("{}{tail}", &name[..end])).ok()
}

/// FNV-1a in 32 bits (Fowler, Noll, Vo): stable over versions and platforms, which `std`'s hasher is not.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
