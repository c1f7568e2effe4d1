//! Texts of the bookkeeping that stay prepared in the server.
//!
//! To plan the row of the journal takes the server three times as long as to write it. A text that comes again with
//! other values is prepared, and named with its values from then on; both are texts of the simple protocol. A
//! prepared statement belongs to the server's session, which is another one behind a pooler, and `DEALLOCATE ALL`
//! takes it away. So a savepoint stands in front: where the name is not known, the texts go as they are,
//! and nothing is prepared any more.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::wire::Wire;
use crate::backend::connection::DatabaseError;

/// How often a text comes before it is prepared. The server itself plans the first five times with the values.
const PLAIN_USES: u32 = 3;

/// More forms than this are not what comes again.
const FORMS: usize = 16;

/// What stands in front of the texts.
const SAVEPOINT: &str = "SAVEPOINT sandshift_books";
const BACK: &str = "ROLLBACK TO SAVEPOINT sandshift_books";

/// The classes of errors that a prepared text may meet and a plain one may not, of PostgreSQL's list of error
/// codes: no statement has the name (26000), another one has it (42P05), a parameter has no type (42P18).
const OF_NAMES: [&str; 2] = ["26", "42"];

/// What is prepared in the session at the other end.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    forms: HashMap<String, Form>,
    /// What the names begin with, which nobody else uses in a session that others had before.
    prefix: String,
    names: u32,
    gave_up: bool,
}

/// A text without its values.
#[derive(Debug, Default)]
struct Form {
    uses: u32,
    /// The name it is prepared under.
    name: Option<String>,
}

/// Statements for one turn, and which of the texts each of them stands for.
#[derive(Debug, Default)]
struct Turn {
    statements: Vec<String>,
    stands_for: Vec<Option<usize>>,
    /// Forms and names that are prepared when the turn has come to its end.
    news: Vec<(String, String)>,
}

impl Prepared {
    /// Runs texts of the house in one turn, inside the open transaction, and gives the count of each; or the number of
    /// the one that failed, as [`Wire::write_together`] does.
    pub(super) fn write_together(
        &mut self,
        wire: &mut Wire,
        texts: &[&str],
    ) -> Result<Vec<u64>, (usize, DatabaseError)> {
        let Some(turn) = self.turn(texts) else { return wire.write_together(texts) };
        let statements: Vec<&str> = turn.statements.iter().map(String::as_str).collect();
        match wire.write_together(&statements) {
            Ok(counts) => {
                for (form, name) in turn.news {
                    self.forms.entry(form).or_default().name = Some(name);
                }
                let of_texts = counts.into_iter().zip(turn.stands_for);
                Ok(of_texts.filter_map(|(count, text)| text.map(|_| count)).collect())
            }
            Err((_, error)) if is_about_a_name(&error) => {
                self.forms.clear();
                self.gave_up = true;
                wire.write_own(BACK).map_err(|error| (0, error))?;
                wire.write_together(texts)
            }
            Err((at, mut error)) => {
                // It stands in another text than the one that is told.
                error.position = None;
                Err((turn.stands_for.iter().skip(at).find_map(|text| *text).unwrap_or(0), error))
            }
        }
    }

    /// The texts with what is prepared instead of them; none when all of them go as they are.
    fn turn(&mut self, texts: &[&str]) -> Option<Turn> {
        if self.gave_up {
            return None;
        }
        let mut turn = Turn::default();
        turn.push(SAVEPOINT.to_owned(), None);
        let mut names = 0;
        for (at, text) in texts.iter().enumerate() {
            match self.named(text, &mut turn) {
                Some(named) => {
                    names += 1;
                    turn.push(named, Some(at));
                }
                None => turn.push((*text).to_owned(), Some(at)),
            }
        }
        (names > 0).then_some(turn)
    }

    /// What says a text by the name that its form has, or gets in this turn.
    fn named(&mut self, text: &str, turn: &mut Turn) -> Option<String> {
        let (form, values) = taken_apart(text);
        if self.forms.len() >= FORMS && !self.forms.contains_key(&form) {
            return None;
        }
        if self.prefix.is_empty() {
            self.prefix = format!("sandshift_{}", uuid::Uuid::new_v4().simple());
        }
        let entry = self.forms.entry(form.clone()).or_default();
        entry.uses += 1;
        let name = match &entry.name {
            Some(name) => name.clone(),
            None if entry.uses <= PLAIN_USES => return None,
            None => {
                self.names += 1;
                let name = format!("{}_{}", self.prefix, self.names);
                turn.push(format!("PREPARE {name} AS {form}"), None);
                turn.news.push((form, name.clone()));
                name
            }
        };
        Some(match values.is_empty() {
            true => format!("EXECUTE {name}"),
            false => format!("EXECUTE {name}({})", values.join(", ")),
        })
    }
}

impl Turn {
    fn push(&mut self, statement: String, stands_for: Option<usize>) {
        self.statements.push(statement);
        self.stands_for.push(stands_for);
    }
}

fn is_about_a_name(error: &DatabaseError) -> bool {
    error.code.as_deref().is_some_and(|code| OF_NAMES.iter().any(|class| code.starts_with(class)))
}

/// A text of the house with a parameter in the place of each text and each whole number, and these. The house writes
/// names in double quotes, texts in single ones with nothing but the quote doubled, and no comments.
fn taken_apart(text: &str) -> (String, Vec<&str>) {
    let (mut form, mut values) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' => quoted_end(rest, first),
            '-' => 1 + digits(&rest[1..]),
            _ if first.is_alphanumeric() || first == '_' => word_end(rest),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        let number = token.strip_prefix('-').unwrap_or(token);
        // A part of a number with a point or a power is not one by itself.
        let stands_alone = !behind.starts_with('.')
            && !form.ends_with(|last: char| last == '.' || last.is_alphanumeric());
        let is_whole = !number.is_empty() && digits(number) == number.len() && stands_alone;
        if first == '\'' || is_whole {
            values.push(token);
            let _ = write!(form, "${}", values.len());
        } else {
            form.push_str(token);
        }
    }
    (form, values)
}

/// Where a quoted text at the begin of `text` ends.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// How many digits stand at the begin of a text.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Vec<&str>) {
        taken_apart(text)
    }

    #[test]
    fn texts_and_whole_numbers_are_values() {
        let insert =
            r#"INSERT INTO "it's 1" ("a2", "b") SELECT 'x; ''y'' "z"', -12, NULL FROM "t""#;
        let form = r#"INSERT INTO "it's 1" ("a2", "b") SELECT $1, $2, NULL FROM "t""#;
        assert_eq!(parts(insert), (form.to_owned(), vec![r#"'x; ''y'' "z"'"#, "-12"]));
        assert_eq!(parts("'\x00'::bytea"), ("$1::bytea".to_owned(), vec!["'\x00'"]));
        assert_eq!(parts("''"), ("$1".to_owned(), vec!["''"]));
    }

    #[test]
    fn other_numbers_stay_where_they_are() {
        for text in ["1.5", "-1.25", "1e-7", "1e20", "a - b", "x1", "NULL", "TRUE"] {
            assert_eq!(parts(text), (text.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn a_form_is_prepared_when_it_has_come_often_enough_and_others_go_as_they_are() {
        let mut prepared = Prepared::default();
        for _ in 0..PLAIN_USES {
            assert!(prepared.turn(&["DELETE FROM a WHERE b = 'x'"]).is_none());
        }
        let Some(turn) = prepared.turn(&["UPDATE c SET d = 1", "DELETE FROM a WHERE b = 'y'"])
        else {
            panic!("the form has come often enough");
        };
        let name = format!("{}_1", prepared.prefix);
        let expected = [
            SAVEPOINT.to_owned(),
            "UPDATE c SET d = 1".to_owned(),
            format!("PREPARE {name} AS DELETE FROM a WHERE b = $1"),
            format!("EXECUTE {name}('y')"),
        ];
        assert_eq!(turn.statements, expected);
        assert_eq!(turn.stands_for, [None, Some(0), None, Some(1)]);
        assert!(prepared.forms.values().all(|form| form.name.is_none()), "it did not run yet");
    }
}
