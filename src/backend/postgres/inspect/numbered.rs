//! Columns by their numbers, by which keys of the system catalog speak of them.
//!
//! To look the names up in the question costs the server as much as all the rest of it.

use std::collections::HashMap;

use sandshift_model::ident::Ident;

/// What keys need to know of a column.
#[derive(Debug)]
struct Attribute {
    name: Ident,
    collation: i64,
}

/// The columns of all tables that are read.
#[derive(Debug, Default)]
pub(super) struct Numbered(HashMap<(i64, i16), Attribute>);

impl Numbered {
    /// Notes a column of a table, with the number of its collation.
    pub(super) fn note(&mut self, table: i64, number: i16, name: Ident, collation: i64) {
        self.0.insert((table, number), Attribute { name, collation });
    }

    /// The name of a column; none for an expression, and for a column that the server itself keeps.
    pub(super) fn name(&self, table: i64, number: i16) -> Option<Ident> {
        self.0.get(&(table, number)).map(|attribute| attribute.name.clone())
    }

    /// The names of columns, in their order.
    pub(super) fn names(&self, table: i64, numbers: &[i16]) -> Vec<Ident> {
        numbers.iter().filter_map(|number| self.name(table, *number)).collect()
    }

    /// The collation of a column, 0 where its type has none; none for an expression.
    pub(super) fn collation(&self, table: i64, number: i16) -> Option<i64> {
        self.0.get(&(table, number)).map(|attribute| attribute.collation)
    }
}
