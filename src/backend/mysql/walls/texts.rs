//! Which SQL text of a migration is sent at all. Pure.
//!
//! The account is the first wall and holds other tables. This second one holds what no privilege does on MySQL and MariaDB:
//! the bookkeeping, which the account has to write, and the session. No name can be put together there without a
//! statement that is made from a string, and those are refused, so that it is enough to look at the words.

use crate::backend::lexis::Lexis;
use crate::backend::mysql::classify::classify;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::statement_class::{Class, Phrase};
use crate::backend::walls::RawSql;

/// What the names of our own objects begin with.
const OWN: &str = "sandshift_";

/// Words that reach for files, other servers, locks of others, statements in strings, or another account's rights.
const FORBIDDEN: [&str; 22] = [
    "OUTFILE",
    "DUMPFILE",
    "INFILE",
    "LOAD_FILE",
    "GET_LOCK",
    "RELEASE_LOCK",
    "RELEASE_ALL_LOCKS",
    "IS_FREE_LOCK",
    "IS_USED_LOCK",
    "MASTER_POS_WAIT",
    "MASTER_GTID_WAIT",
    "PREPARE",
    "EXECUTE",
    "IMMEDIATE",
    "DEALLOCATE",
    "HANDLER",
    "DEFINER",
    "DIRECTORY",
    "CONNECTION",
    "SONAME",
    "WSREP_SYNC_WAIT_UPTO_GTID",
    "CALL",
];

/// What may be made, changed and dropped.
const OBJECTS: [&str; 5] = ["TABLE", "INDEX", "VIEW", "TRIGGER", "SEQUENCE"];

/// Engines that keep their rows in this server and nowhere else.
const ENGINES: [&str; 2] = ["InnoDB", "Aria"];

/// Looks whether a text may be sent.
///
/// # Errors
///
/// What is refused, in words.
pub(super) fn allow_text(sql: &str, raw: RawSql) -> Result<(), String> {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::MYSQL) else {
        return Err("a text that cannot be read".to_owned());
    };
    allow_words(&tokens)?;
    let phrase = Phrase::new(&tokens).without_brackets();
    let needs = match classify(sql) {
        Class::Read if is_query(phrase) => RawSql::Select,
        Class::Write if phrase.begins_any(&["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"]) => {
            RawSql::Dml
        }
        Class::Ddl if is_definition(phrase) => RawSql::Ddl,
        Class::Ddl if phrase.begins(&["TRUNCATE"]) => RawSql::Ddl,
        _ => {
            let verb = phrase.first().map_or("", |token| token.text).to_ascii_uppercase();
            return Err(format!("`{verb}`, or what stands behind it,"));
        }
    };
    if raw < needs { Err("this kind of SQL text".to_owned()) } else { Ok(()) }
}

/// Looks whether the words of an operation, or of a text, may be sent.
///
/// # Errors
///
/// What is refused, in words.
pub(super) fn allow_operation(sql: &str) -> Result<(), String> {
    match Phrase::tokens(sql, &Lexis::MYSQL) {
        Some(tokens) => allow_words(&tokens),
        None => Err("a text that cannot be read".to_owned()),
    }
}

fn allow_words(tokens: &[Token<'_>]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        let name = token.text.trim_matches('`').to_ascii_lowercase();
        let is_named = matches!(token.kind, TokenKind::Word | TokenKind::Name);
        if is_named && name.starts_with(OWN) {
            return Err(format!("`{name}`, a part of the bookkeeping,"));
        }
        if token.kind == TokenKind::Marker {
            return Err("a comment that is executed".to_owned());
        }
        if let Some(word) = FORBIDDEN.into_iter().find(|word| token.is(word)) {
            return Err(format!("`{word}`"));
        }
        let is_engine = token.is("ENGINE") || token.is("TYPE");
        if is_engine && !token.is("TYPE") && !is_local_engine(&tokens[at + 1..]) {
            return Err("an engine that reaches out of the server".to_owned());
        }
    }
    Ok(())
}

fn is_local_engine(behind: &[Token<'_>]) -> bool {
    let behind =
        if behind.first().is_some_and(|token| token.is_punct("=")) { &behind[1..] } else { behind };
    behind.first().is_none_or(|token| {
        ENGINES
            .iter()
            .any(|engine| token.text.trim_matches(['\'', '`', '"']).eq_ignore_ascii_case(engine))
    })
}

fn is_query(phrase: Phrase<'_, '_>) -> bool {
    phrase.begins_any(&["SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "DESCRIBE", "DESC", "SHOW"])
}

fn is_definition(phrase: Phrase<'_, '_>) -> bool {
    let words = ["OR", "REPLACE", "UNIQUE", "FULLTEXT", "SPATIAL", "ONLINE", "OFFLINE", "IGNORE"];
    phrase.begins_any(&["CREATE", "ALTER", "DROP"])
        && phrase.from(1).without(&words).begins_any(&OBJECTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_for_files_settings_or_the_bookkeeping_is_refused() {
        for sql in [
            "SET autocommit = 1",
            "SET NAMES gbk",
            "SELECT 1 INTO OUTFILE '/tmp/x'",
            "SELECT /*!50000 1 */",
            "SELECT /*M! 1 */",
            "LOAD DATA INFILE 'x' INTO TABLE own",
            "HANDLER own OPEN",
            "PREPARE x FROM 'DROP TABLE own'",
            "EXECUTE IMMEDIATE 'DROP TABLE own'",
            "BEGIN NOT ATOMIC EXECUTE IMMEDIATE 'x'; END",
            "SELECT GET_LOCK('x', 1)",
            "DELETE FROM `SandShift_heads`",
            "RENAME TABLE own TO own_more",
            "GRANT ALL ON own TO x",
            "CREATE EVENT own_e ON SCHEDULE EVERY 1 SECOND DO SELECT 1",
            "CREATE PROCEDURE own_p() SELECT 1",
            "CREATE DEFINER = root TRIGGER own_t BEFORE INSERT ON own FOR EACH ROW SET NEW.a = 1",
            "CREATE TABLE own_x (a INT) ENGINE = CONNECT",
            "CREATE TABLE own_x (a INT) DATA DIRECTORY = '/tmp'",
            "LOCK TABLES own WRITE",
            "KILL 1",
            "USE mysql",
            "SELECT 1; SELECT 2",
            "INSTALL SONAME 'x'",
            "DO SLEEP(1)",
            "XA START 'x'",
        ] {
            assert!(allow_text(sql, RawSql::Ddl).is_err(), "{sql}");
        }
    }

    #[test]
    fn rows_and_tables_are_let_through_by_the_level() {
        for (sql, level) in [
            ("SELECT 'sandshift_heads OUTFILE'", RawSql::Select),
            ("(SELECT 1) UNION SELECT 2", RawSql::Select),
            ("INSERT INTO own VALUES (1)", RawSql::Dml),
            ("DELETE FROM own WHERE a IN (SELECT 1)", RawSql::Dml),
            ("CREATE TABLE own_x (a INT) ENGINE=InnoDB", RawSql::Ddl),
            ("CREATE UNIQUE INDEX own_i ON own (a)", RawSql::Ddl),
            ("ALTER TABLE own ADD COLUMN b INT", RawSql::Ddl),
        ] {
            assert_eq!(allow_text(sql, level), Ok(()), "{sql}");
            assert!(allow_text(sql, RawSql::None).is_err(), "{sql}");
        }
    }
}
