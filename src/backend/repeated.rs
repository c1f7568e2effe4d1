//! What it tells to send a statement again of which nobody knows whether it took effect.

use super::connection::DatabaseError;

/// What comes of a statement that is sent a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeated {
    /// It does once more what it did, so that nothing is different from one time.
    Same,
    /// Where it took effect the first time, the server refuses it with one of these codes, and does
    /// nothing; where it did not, it takes effect now. What stands behind a code and a blank has to be in
    /// the message too.
    Refused(Vec<&'static str>),
    /// It may take effect twice, or its failure may mean something else.
    Unknown,
}

impl Repeated {
    /// Tells whether a failure of the second time says that the first time took effect.
    #[must_use]
    pub fn says_done(&self, error: &DatabaseError) -> bool {
        let Self::Refused(codes) = self else { return false };
        codes.iter().any(|known| {
            let (code, words) = known.split_once(' ').unwrap_or((known, ""));
            error.code.as_deref() == Some(code) && error.message.contains(words)
        })
    }

    /// What comes of several clauses that take effect together or not at all.
    pub(crate) fn all(clauses: impl IntoIterator<Item = Self>) -> Self {
        let mut codes = Vec::new();
        for clause in clauses {
            match clause {
                Self::Same => {}
                Self::Refused(more) => codes.extend(more),
                Self::Unknown => return Self::Unknown,
            }
        }
        if codes.is_empty() { Self::Same } else { Self::Refused(codes) }
    }
}
