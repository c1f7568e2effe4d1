//! Puts literals in the place of `?` placeholders.
//!
//! A dry run prints statements that a shell can execute, and the journal stores the same bytes, so values
//! stand in the text. The literals come rendered from the dialect; here they only find their place, and
//! are kept apart from what stands around them: `5-?` with `-1` must not become a comment.

use thiserror::Error;

use crate::backend::lexis::Lexis;
use crate::backend::scan::{ScanError, Scanner, Token, TokenKind};
use crate::error::{Coded, Kind, Place};

/// Values that do not fit the placeholders of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BindError {
    /// The text cannot be cut into tokens.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// There are more or fewer values than placeholders.
    #[error("the statement has {placeholders} placeholders, but {values} values were given")]
    Count {
        /// The `?` in the text.
        placeholders: usize,
        /// The values given.
        values: usize,
    },
    /// A placeholder with a number.
    #[error("the numbered placeholder `{placeholder}` at line {line} is not supported")]
    Numbered {
        /// The placeholder, as written.
        placeholder: String,
        /// Its line, from 1.
        line: u32,
        /// Its column, from 1.
        column: u32,
    },
}

impl Coded for BindError {
    fn code(&self) -> &'static str {
        match self {
            Self::Scan(error) => error.code(),
            Self::Count { .. } => "placeholder::count",
            Self::Numbered { .. } => "placeholder::numbered",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Scan(error) => error.kind(),
            Self::Count { .. } | Self::Numbered { .. } => Kind::ScriptFailed,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Scan(error) => error.hint(),
            Self::Count { .. } => Some(
                "give one value for each `?`; in PostgreSQL the operator `?` is written `??`"
                    .to_owned(),
            ),
            Self::Numbered { .. } => Some("write `?` and give the values in order".to_owned()),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Scan(error) => error.place(),
            Self::Count { .. } => Place::default(),
            Self::Numbered { line, column, .. } => {
                Place { file: None, line: Some(*line), column: Some(*column) }
            }
        }
    }
}

/// Replaces each `?` outside of strings, names and comments by the next literal.
///
/// Where `?` is an operator, `??` stands for it, and a text without literals is given back as it is.
/// Elsewhere a `?` without a literal is an error here, because SQLite would take it for NULL.
///
/// # Errors
///
/// [`BindError`] when the counts differ, or the text cannot be read.
pub fn bind(sql: &str, lexis: &Lexis, literals: &[String]) -> Result<String, BindError> {
    if literals.is_empty() && (lexis.question_operators || !sql.contains('?')) {
        return Ok(sql.to_owned());
    }
    let tokens = Scanner::new(sql, lexis).collect::<Result<Vec<_>, _>>()?;
    let mut bound =
        String::with_capacity(sql.len() + literals.iter().map(String::len).sum::<usize>());
    let mut placeholders = 0;
    let mut rest = tokens.as_slice();
    while let [token, behind @ ..] = rest {
        rest = behind;
        match (token, behind) {
            (first, [second, behind @ ..])
                if lexis.question_operators && is_operator(first, second) =>
            {
                rest = behind;
                bound.push('?');
            }
            (token, _) if token.is_punct("?") => {
                if let Some(literal) = literals.get(placeholders) {
                    push_apart(&mut bound, literal, sql[token.end..].chars().next());
                }
                placeholders += 1;
            }
            (token, _) if token.kind == TokenKind::Variable && token.text.starts_with('?') => {
                let Token { line, column, .. } = *token;
                return Err(BindError::Numbered {
                    placeholder: token.text.to_owned(),
                    line,
                    column,
                });
            }
            (token, _) => bound.push_str(token.text),
        }
    }
    if placeholders == literals.len() {
        Ok(bound)
    } else {
        Err(BindError::Count { placeholders, values: literals.len() })
    }
}

fn is_operator(first: &Token<'_>, second: &Token<'_>) -> bool {
    first.is_punct("?") && second.is_punct("?")
}

fn push_apart(bound: &mut String, literal: &str, next: Option<char>) {
    let joins_before = |char: char| !char.is_ascii_whitespace() && !"(,[=".contains(char);
    let joins_behind = |char: char| !char.is_ascii_whitespace() && !"),];:".contains(char);
    if bound.chars().next_back().is_some_and(joins_before) {
        bound.push(' ');
    }
    bound.push_str(literal);
    if next.is_some_and(joins_behind) {
        bound.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lexis: &Lexis, sql: &str, literals: &[&str]) -> Result<String, BindError> {
        let literals = literals.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        bind(sql, lexis, &literals)
    }

    #[test]
    fn placeholders_outside_of_strings_names_and_comments_are_replaced_in_order() {
        let cases = [
            (Lexis::SQLITE, "UPDATE t SET a = ?, [b?] = '?' -- ?\n WHERE c IN (?,?)"),
            (
                Lexis::POSTGRES,
                "UPDATE t SET a = ?, \"b?\" = $x$?$x$ /* ? /* ? */ ? */ WHERE c IN (?,?)",
            ),
            (Lexis::MYSQL, "UPDATE t SET a = ?, `b?` = \"\\\"?\" # ?\n WHERE c IN (?,?)"),
        ];
        for (lexis, sql) in cases {
            let wanted = sql.replacen("= ?", "= 1", 1).replace("(?,?)", "('?',NULL)");
            assert_eq!(check(&lexis, sql, &["1", "'?'", "NULL"]), Ok(wanted));
        }
    }

    #[test]
    fn without_values_the_text_stays_as_it_is() {
        for sql in ["SELECT a ? 'b' ?? c", "broken '"] {
            assert_eq!(check(&Lexis::POSTGRES, sql, &[]).as_deref(), Ok(sql));
        }
    }

    #[test]
    fn a_placeholder_without_a_value_is_not_null() {
        for lexis in [Lexis::SQLITE, Lexis::MYSQL] {
            let refused = check(&lexis, "UPDATE t SET a = ?", &[]);
            assert_eq!(refused, Err(BindError::Count { placeholders: 1, values: 0 }));
            assert_eq!(check(&lexis, "SELECT '?'", &[]).as_deref(), Ok("SELECT '?'"));
        }
    }

    #[test]
    fn a_doubled_question_mark_is_the_operator_in_postgres() {
        let sql = "SELECT j ?? 'a', j ??| ?, j ??& ?::text[] WHERE b = ?";
        assert_eq!(
            check(&Lexis::POSTGRES, sql, &["'x'", "'{y}'", "1"]).as_deref(),
            Ok("SELECT j ? 'a', j ?| 'x', j ?& '{y}'::text[] WHERE b = 1")
        );
    }

    #[test]
    fn a_wrong_count_names_both_counts() {
        for (sql, placeholders) in [("SELECT 1", 0), ("SELECT ?", 1), ("SELECT ?, ?, ?", 3)] {
            assert_eq!(
                check(&Lexis::SQLITE, sql, &["1", "2"]),
                Err(BindError::Count { placeholders, values: 2 })
            );
        }
    }

    #[test]
    fn named_parameters_and_casts_are_left_alone() {
        assert_eq!(
            check(&Lexis::SQLITE, "SELECT :name, @a, $b, ?", &["1"]).as_deref(),
            Ok("SELECT :name, @a, $b, 1")
        );
        assert_eq!(
            check(&Lexis::POSTGRES, "SELECT :name, $1, ?::int", &["1"]).as_deref(),
            Ok("SELECT :name, $1, 1::int")
        );
    }

    #[test]
    fn numbered_placeholders_are_refused() {
        let refused = check(&Lexis::SQLITE, "SELECT ?2", &["1"]);
        assert!(matches!(refused, Err(BindError::Numbered { .. })), "{refused:?}");
    }

    #[test]
    fn a_literal_does_not_grow_together_with_its_neighbours() {
        let cases = [
            (Lexis::SQLITE, "SELECT 5-?", "-1", "SELECT 5- -1"),
            (Lexis::POSTGRES, "SELECT E?", "'a\\'", "SELECT E 'a\\'"),
            (Lexis::POSTGRES, "SELECT ?'b'", "'a'", "SELECT 'a' 'b'"),
            (Lexis::MYSQL, "SELECT ?and 1", "1", "SELECT 1 and 1"),
        ];
        for (lexis, sql, literal, wanted) in cases {
            assert_eq!(check(&lexis, sql, &[literal]).as_deref(), Ok(wanted));
        }
    }
}
