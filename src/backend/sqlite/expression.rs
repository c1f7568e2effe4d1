//! Texts of the author that become a part of a statement of ours.
//!
//! The driver runs every statement of a text, so an expression that closed our parenthesis and
//! went on with `; DROP TABLE …` would do what only raw SQL may do.

use sandshift_model::catalog::CatalogError;

use super::tokens::{Token, tokens};
use crate::backend::dialect::DialectError;

/// The text, when it is a part of a statement that cannot reach out of its place.
///
/// # Errors
///
/// [`DialectError::Catalog`] when a quote is left open, a parenthesis has no partner, or a
/// semicolon begins another statement.
pub(super) fn closed(text: &str) -> Result<&str, DialectError> {
    let mut depth = 0_usize;
    for token in tokens(text) {
        if token.is_symbol(";") || !token.is_closed() {
            return Err(open(text));
        }
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.checked_sub(1).ok_or_else(|| open(text))?;
        }
    }
    if depth == 0 { Ok(text) } else { Err(open(text)) }
}

/// The text, when it is one CREATE TRIGGER statement and nothing behind it.
///
/// # Errors
///
/// [`DialectError::Catalog`] when it is something else.
pub(super) fn one_trigger(text: &str) -> Result<&str, DialectError> {
    let found = tokens(text);
    let word = |at: usize, word: &str| found.get(at).is_some_and(|t: &Token<'_>| t.is_word(word));
    let begins = word(0, "CREATE") && (1..=2).any(|at| word(at, "TRIGGER"));
    let begin = found.iter().position(|token| token.is_word("BEGIN"));
    let (true, Some(begin)) = (begins, begin) else { return Err(no_trigger(text)) };
    // An END belongs to the innermost CASE, or else to the trigger.
    let mut cases = 0_usize;
    for (at, token) in found.iter().enumerate() {
        if !token.is_closed() || (at < begin && token.is_symbol(";")) {
            break;
        }
        if token.is_word("CASE") {
            cases += 1;
        } else if token.is_word("END") {
            match cases.checked_sub(1) {
                Some(left) => cases = left,
                None if at > begin && at + 1 == found.len() => return Ok(text),
                None => break,
            }
        }
    }
    Err(no_trigger(text))
}

fn open(text: &str) -> DialectError {
    let reason = format!("`{text}` is no complete expression");
    CatalogError::Invalid { reason }.into()
}

fn no_trigger(text: &str) -> DialectError {
    let start: String = text.chars().take(60).collect();
    let reason = format!("`{start}` is not one CREATE TRIGGER statement");
    CatalogError::Invalid { reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stay_in_their_place() {
        for text in ["a > 0", "(a) IN ('x', ');')", "lower(\"a;\")", ""] {
            assert!(closed(text).is_ok(), "{text}");
        }
        for text in
            ["1); DROP TABLE t", "1; DELETE FROM t", "a)", "(a", "'", "'a''", "[a", "a) + (b"]
        {
            assert!(closed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let trigger =
            "CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END";
        assert!(one_trigger(trigger).is_ok());
        assert!(one_trigger(&format!("{trigger}; DROP TABLE t")).is_err());
        assert!(one_trigger(&format!("DROP TABLE t; {trigger}")).is_err());
        assert!(one_trigger("CREATE TRIGGER a; DROP TABLE t; BEGIN END").is_err());
    }
}
