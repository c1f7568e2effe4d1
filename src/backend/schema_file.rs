//! What is done with the statements of a file that declares a schema, as dumps of a database print it.

/// What is done with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// It is run.
    Run,
    /// It is run, and no transaction may be around it.
    RunAlone,
    /// It says nothing about the schema, or nothing that is compared: owners, rights, settings that not
    /// every server knows, transactions.
    Skip,
    /// It reaches beyond the scratch database.
    Refuse {
        /// Why, as a lower case fragment.
        reason: String,
        /// What to do instead.
        advice: &'static str,
    },
}

impl Handling {
    /// A statement that is about databases or the whole server.
    pub(super) fn beyond(what: &str) -> Self {
        Self::Refuse {
            reason: format!(
                "`{what}` reaches beyond the scratch database that the file is read in"
            ),
            advice: "leave it out: a schema file declares what one database holds",
        }
    }
}

/// Where the text that a database repeats in its message stands in a statement, in characters from 1;
/// none when it stands there more than once.
pub(super) fn position_of(near: &str, sql: &str) -> Option<usize> {
    let at = sql.find(near)?;
    let is_only = !near.is_empty() && !sql[at + near.len()..].contains(near);
    is_only.then(|| sql[..at].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_stands_there_twice_has_no_place() {
        assert_eq!(position_of("nt", "a\u{e9} nt"), Some(4));
        assert_eq!(position_of("a", "a a"), None);
        assert_eq!(position_of("", "a"), None);
        assert_eq!(position_of("b", "a"), None);
    }
}
