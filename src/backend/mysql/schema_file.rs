//! What is done with the statements of a schema file, such as `mariadb-dump --no-data` prints it.

use std::borrow::Cow;

use crate::backend::lexis::Lexis;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::schema_file::{Handling, position_of};
use crate::backend::statement_class::Phrase;

/// What stands before the name of an object.
const KINDS: [&str; 11] = [
    "EVENT",
    "FROM",
    "FUNCTION",
    "INTO",
    "ON",
    "PROCEDURE",
    "SEQUENCE",
    "TABLE",
    "TRIGGER",
    "UPDATE",
    "VIEW",
];

/// Says what is done with a statement; what stands in executable comments counts.
pub(super) fn handling(sql: &str) -> Handling {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::MYSQL) else { return Handling::Run };
    let tokens: Vec<Token<'_>> =
        tokens.into_iter().filter(|token| token.kind != TokenKind::Marker).collect();
    let phrase = Phrase::new(&tokens);
    let Some(first) = phrase.first() else { return Handling::Skip };
    if first.is_any(&["BEGIN", "START", "COMMIT", "LOCK", "UNLOCK", "GRANT", "REVOKE"]) {
        return Handling::Skip;
    }
    if first.is_any(&["USE", "LOAD", "FLUSH", "INSTALL", "UNINSTALL", "SHUTDOWN", "ROLLBACK"]) {
        return Handling::beyond(&first.text.to_ascii_uppercase());
    }
    if !first.is_any(&[
        "ALTER", "CREATE", "DELETE", "DROP", "INSERT", "RENAME", "REPLACE", "TRUNCATE", "UPDATE",
    ]) {
        return Handling::Run;
    }
    let object = phrase.from(1).without(&["OR", "REPLACE"]);
    if object.begins_any(&["DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "TABLESPACE"]) {
        let object = object.first().map(|token| token.text).unwrap_or_default();
        return Handling::beyond(&format!("{} {object}", first.text).to_ascii_uppercase());
    }
    match other_database(&tokens) {
        Some(name) => Handling::Refuse {
            reason: format!("`{name}` names its database, and the file is read in another one"),
            advice: "write the name without its database",
        },
        None => Handling::Run,
    }
}

/// The name of an object with its database, where what the statement makes or changes has one.
fn other_database(tokens: &[Token<'_>]) -> Option<String> {
    // These take several names, and each of them counts.
    if tokens.first()?.is_any(&["DROP", "RENAME"]) {
        return tokens.windows(3).find_map(qualified);
    }
    let at = tokens.iter().position(|token| token.is_any(&KINDS))?;
    let is_filler = |token: &Token<'_>| token.is_any(&["IF", "NOT", "EXISTS", "IGNORE"]);
    let behind = tokens.get(at + 1..)?.iter().skip_while(|token| is_filler(token));
    qualified(&behind.take(3).copied().collect::<Vec<_>>())
}

/// The name that these tokens are, when it has its database before it.
fn qualified(tokens: &[Token<'_>]) -> Option<String> {
    match tokens {
        [database, dot, name] if dot.is_punct(".") => {
            Some(format!("{}.{}", database.text, name.text).replace('`', ""))
        }
        _ => None,
    }
}

/// Blanks the line with which a dump asks the shell for its sandbox mode.
pub(super) fn without_shell_lines(text: &str) -> Cow<'_, str> {
    match text.lines().next() {
        Some(first) if first.starts_with("/*M!999999\\-") => {
            Cow::Owned(text[first.len()..].to_owned())
        }
        _ => Cow::Borrowed(text),
    }
}

/// Where a message such as `… near 'INTT)' at line 2` points to.
pub(super) fn position(sql: &str, message: &str) -> Option<usize> {
    let (_, behind) = message.split_once("near '")?;
    let (near, _) = behind.rsplit_once("' at line ")?;
    position_of(near, sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_another_database_is_refused() {
        for sql in [
            "USE shop",
            "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`",
            "CREATE TABLE shop.t (a INT)",
            "DROP TABLE IF EXISTS `shop`.`t`",
            "DROP TABLE a, shop.t",
            "RENAME TABLE a TO shop.a",
            "INSERT INTO shop.t VALUES (1)",
            "CREATE INDEX i ON shop.t (a)",
        ] {
            assert!(matches!(handling(sql), Handling::Refuse { .. }), "{sql}");
        }
        for sql in [
            "/*!40101 SET NAMES utf8 */",
            "CREATE TABLE t (a INT DEFAULT 1.5)",
            "/*!50001 CREATE VIEW v AS SELECT t.a FROM t */",
            "DROP TABLE IF EXISTS `t`",
        ] {
            assert_eq!(handling(sql), Handling::Run, "{sql}");
        }
        assert_eq!(handling("LOCK TABLES t WRITE"), Handling::Skip);
    }

    #[test]
    fn the_server_repeats_what_it_did_not_understand() {
        let sql = "CREATE TABLE t (\n  a INTT(\n)";
        let message = "You have an error in your SQL syntax; check … near 'INTT(\n)' at line 2";
        assert_eq!(position(sql, message), Some(22));
    }
}
