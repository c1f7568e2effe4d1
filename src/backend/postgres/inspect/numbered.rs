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

    /// The name of a column.
    pub(super) fn name(&self, table: i64, number: i16) -> Option<Ident> {
        self.0.get(&(table, number)).map(|attribute| attribute.name.clone())
    }

    /// The names of columns, in their order. None where one of them is not known: somebody has made it, and what
    /// speaks of it, since the columns were read.
    pub(super) fn names(&self, table: i64, numbers: &[i16]) -> Option<Vec<Ident>> {
        numbers.iter().map(|number| self.name(table, *number)).collect()
    }

    /// The collation of a column, 0 where its type has none.
    pub(super) fn collation(&self, table: i64, number: i16) -> Option<i64> {
        self.0.get(&(table, number)).map(|attribute| attribute.collation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_column_that_is_not_known_has_no_names_at_all() {
        let name = |text| Ident::new(text).unwrap_or_else(|_| unreachable!());
        let mut numbered = Numbered::default();
        // The second column is gone.
        numbered.note(7, 1, name("a"), 0);
        numbered.note(7, 3, name("c"), 100);
        assert_eq!(numbered.names(7, &[3, 1]), Some(vec![name("c"), name("a")]));
        assert_eq!(numbered.names(7, &[1, 4]), None, "made since");
        assert_eq!(numbered.names(8, &[1]), None, "another table");
        assert_eq!(numbered.names(7, &[]), Some(vec![]));
        assert_eq!((numbered.collation(7, 3), numbered.collation(7, 2)), (Some(100), None));
    }
}
