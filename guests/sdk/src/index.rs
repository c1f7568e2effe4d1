//! Indexes: `index(["city", "name"])`, and keys that say more than a name.

use crate::{Index, IndexKey, IndexTerm};

/// An index over these keys: names, [`desc`], or [`key`] with an expression.
#[must_use]
pub fn index<K: Into<IndexKey>>(keys: impl IntoIterator<Item = K>) -> Index {
    Index {
        name: None,
        keys: keys.into_iter().map(Into::into).collect(),
        unique: false,
        filter: None,
        included: Vec::new(),
        method: None,
        nulls_not_distinct: false,
    }
}

/// An ascending key.
#[must_use]
pub fn asc(column: impl Into<String>) -> IndexKey {
    IndexKey { term: IndexTerm::Column(column.into()), descending: false, native: None }
}

/// A descending key.
#[must_use]
pub fn desc(column: impl Into<String>) -> IndexKey {
    IndexKey { descending: true, ..asc(column) }
}

/// A key that is an expression, in SQL of the database at hand.
#[must_use]
pub fn key(expression: impl Into<String>) -> IndexKey {
    IndexKey { term: IndexTerm::Expression(expression.into()), descending: false, native: None }
}

impl IndexKey {
    /// Words behind the key that only this database knows, such as `NULLS LAST`.
    #[must_use]
    pub fn native(mut self, words: impl Into<String>) -> Self {
        self.native = Some(words.into());
        self
    }
}

impl From<&str> for IndexKey {
    fn from(column: &str) -> Self {
        asc(column)
    }
}

macro_rules! said {
    ($type:ty, |$own:ident| $index:expr) => {
        impl $type {
            /// No two rows have the same keys.
            #[must_use]
            pub fn unique(self) -> Self {
                let mut $own = self;
                $index.unique = true;
                $own
            }

            /// Only rows for which this holds, in SQL of the database at hand.
            #[must_use]
            pub fn matching(self, condition: impl Into<String>) -> Self {
                let mut $own = self;
                $index.filter = Some(condition.into());
                $own
            }

            /// Further columns kept in the index (PostgreSQL).
            #[must_use]
            pub fn include<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
                let mut $own = self;
                $index.included = $crate::names::names(columns);
                $own
            }

            /// The method, such as `gin`.
            #[must_use]
            pub fn method(self, method: impl Into<String>) -> Self {
                let mut $own = self;
                $index.method = Some(method.into());
                $own
            }

            /// NULLs count as equal (PostgreSQL 15 and later).
            #[must_use]
            pub fn nulls_not_distinct(self) -> Self {
                let mut $own = self;
                $index.nulls_not_distinct = true;
                $own
            }
        }
    };
}

pub(crate) use said;

said!(Index, |own| own);

impl Index {
    /// Gives it a name; without one it is named by the convention.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}
