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
    /// The call of the host, for programs that have no lines.
    #[serde(skip)]
    pub call: Option<Call>,
}

/// A call of the host by a program that has no lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// Its number within the entry, from 1; 0 before the first one.
    pub number: u32,
    /// The entry that runs: `up`, `down` or `verify`.
    pub entry: &'static str,
    /// What was called, or the operation that was asked for.
    pub name: &'static str,
    /// The host had answered, and the program went on.
    pub is_over: bool,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, entry, .. } = self;
        if *number == 0 {
            return write!(f, "in `{entry}` before its first call of the host");
        }
        let when = if self.is_over { "after" } else { "in" };
        // The contract has no underscores.
        let name = self.name.replace('_', "-");
        write!(f, "{when} call {number} of `{entry}`, `{name}`")
    }
}

impl Origin {
    /// A position.
    #[must_use]
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column, call: None }
    }

    /// A call of the host.
    #[must_use]
    pub fn of_call(call: Call) -> Self {
        Self { call: Some(call), ..Self::default() }
    }

    /// Tells whether the position is known.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line > 0 || self.call.is_some()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.call {
            Some(call) => call.fmt(f),
            None => write!(f, "{}:{}", self.line, self.column),
        }
    }
}
