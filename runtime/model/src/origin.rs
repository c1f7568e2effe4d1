//! Where in a migration's source something came from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A position in the source of a migration; lines and columns count from 1, and 0 means unknown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Origin {
    /// Line from 1; 0 when unknown.
    pub line: u32,
    /// Column from 1 in characters; 0 when unknown.
    pub column: u32,
}

impl Origin {
    /// A position.
    #[must_use]
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }

    /// Tells whether the position is known.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line > 0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
