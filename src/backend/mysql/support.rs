//! The indexes that foreign keys need.
//!
//! InnoDB makes an index for a foreign key that has none, names it like the key, drops it when a
//! better one comes, and leaves it behind when the key goes. Which tables have such an index is
//! therefore a rule here, not a memory: a key has its own index unless another index, unique
//! constraint or primary key begins with its columns. Every operation that changes the answer says
//! so in its own ALTER TABLE, and inspection hides these indexes.

use sandshift_model::constraint::{ConstraintBody, ForeignKey};
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::table::Table;

use super::MysqlDialect;
use crate::backend::dialect::{Dialect, DialectError};

/// The indexes that foreign keys of this table have for themselves: name and columns.
pub(super) fn own_indexes(table: &Table) -> Vec<(Ident, Vec<Ident>)> {
    let mut keys: Vec<(&Ident, &ForeignKey)> = table
        .constraints
        .iter()
        .filter_map(|constraint| match (&constraint.name, &constraint.body) {
            (Some(name), ConstraintBody::ForeignKey(key)) => Some((name, key)),
            _ => None,
        })
        .collect();
    // A longer index serves a shorter key; the order must not depend on how the table was made.
    keys.sort_by(|(a, x), (b, y)| y.columns.len().cmp(&x.columns.len()).then(a.cmp(b)));
    let mut own: Vec<(Ident, Vec<Ident>)> = Vec::new();
    for (name, key) in keys {
        let served = own.iter().any(|(_, columns)| columns.starts_with(&key.columns))
            || is_served(table, &key.columns);
        if !served && table.index(name).is_none() {
            own.push((name.clone(), key.columns.clone()));
        }
    }
    own
}

/// Takes the indexes of foreign keys out of a table as it was read from the server.
pub(super) fn hide_own_indexes(table: &mut Table) {
    let all = std::mem::take(&mut table.indexes);
    let (mut hidden, visible): (Vec<Index>, Vec<Index>) =
        all.into_iter().partition(|index| could_be_own(index, table));
    table.indexes = visible;
    loop {
        let own = own_indexes(table);
        let stray = hidden
            .iter()
            .position(|index| !own.iter().any(|(name, _)| Some(name) == index.name.as_ref()));
        match stray {
            Some(at) => table.indexes.push(hidden.remove(at)),
            None => break,
        }
    }
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

fn could_be_own(index: &Index, table: &Table) -> bool {
    let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
    let plain = !index.unique
        && index.method.is_none()
        && index.keys.len() == columns.len()
        && index.keys.iter().all(|key| key.native.is_none() && !key.descending);
    plain && table.constraints.iter().any(|constraint| {
        constraint.name == index.name
            && matches!(&constraint.body, ConstraintBody::ForeignKey(key) if key.columns == columns)
    })
}

fn is_served(table: &Table, columns: &[Ident]) -> bool {
    let by_constraint = table.constraints.iter().any(|constraint| match &constraint.body {
        ConstraintBody::PrimaryKey { columns: key }
        | ConstraintBody::Unique { columns: key, .. } => key.starts_with(columns),
        ConstraintBody::Check { .. }
        | ConstraintBody::ForeignKey(_)
        | ConstraintBody::Exclude { .. } => false,
    });
    by_constraint
        || table.indexes.iter().any(|index| {
            let ordinary =
                index.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case("btree"));
            ordinary
                && index.keys.len() >= columns.len()
                && columns.iter().zip(&index.keys).all(|(column, key)| {
                    key.native.is_none() && key.on == IndexTerm::Column(column.clone())
                })
        })
}

impl MysqlDialect {
    /// The clauses of ALTER TABLE that bring the indexes of foreign keys from one state of a table
    /// to the next; drops come first, because a new index may have the name of an old one.
    pub(super) fn support_changes(
        &self,
        before: &Table,
        after: &Table,
    ) -> Result<Vec<String>, DialectError> {
        let (old, new) = (own_indexes(before), own_indexes(after));
        let mut clauses = Vec::new();
        for (name, _) in old.iter().filter(|own| !new.contains(own)) {
            clauses.push(format!("DROP INDEX {}", self.quote(name)?));
        }
        for (name, columns) in new.iter().filter(|own| !old.contains(own)) {
            clauses.push(format!("ADD INDEX {} ({})", self.quote(name)?, self.names(columns)?));
        }
        Ok(clauses)
    }
}
