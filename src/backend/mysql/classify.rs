//! Classifies a statement for MySQL and MariaDB.
//!
//! The text in `/*! ... */` is executed or not, depending on the version of the server, which is not known
//! here. So every combination is read, and the gravest class counts.

use crate::backend::lexis::Lexis;
use crate::backend::mysql::split::only_one;
use crate::backend::piece::SplitError;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::statement_class::{Class, Phrase};

/// With more executable comments than this a statement is [`Class::Other`]; dumps use four.
const MOST_EXECUTABLE_COMMENTS: u32 = 6;

/// Says what kind of statement this is; more than one, or broken text, is [`Class::Other`].
#[must_use]
pub fn classify(sql: &str) -> Class {
    let sql = match only_one(sql) {
        Ok(sql) => sql,
        Err(SplitError::Empty) => return Class::Empty,
        Err(_) => return Class::Other,
    };
    let Some(tokens) = Phrase::tokens(sql, &Lexis::MYSQL) else {
        return Class::Other;
    };
    let marks = tokens.iter().filter(|token| token.kind == TokenKind::Marker).count();
    let comments = u32::try_from(marks / 2).unwrap_or(u32::MAX);
    if comments > MOST_EXECUTABLE_COMMENTS {
        return Class::Other;
    }
    let readings = (0..1_u32 << comments).map(|executed| reading(&tokens, executed));
    readings.map(|tokens| verb(Phrase::new(&tokens))).max().unwrap_or(Class::Empty)
}

/// The tokens that a server sees which executes the comments whose bits are set.
fn reading<'a>(tokens: &[Token<'a>], executed: u32) -> Vec<Token<'a>> {
    let mut marks = 0_u32;
    let seen = |token: &&Token<'a>| {
        if token.kind == TokenKind::Marker {
            marks += 1;
            return false;
        }
        let inside = marks % 2 == 1;
        !inside || executed & (1 << (marks / 2)) != 0
    };
    tokens.iter().filter(seen).copied().collect()
}

fn verb(phrase: Phrase<'_, '_>) -> Class {
    let phrase = phrase.without_brackets();
    let Some(first) = phrase.first() else {
        return Class::Empty;
    };
    if let Some(name) = transaction(phrase) {
        Class::Transaction(name)
    } else if first.is("SET") {
        set(phrase.from(1))
    } else if first.is_any(&["CREATE", "DROP"]) {
        let object = phrase.from(1).without(&["OR", "REPLACE"]);
        if object.begins_any(&["TEMPORARY"]) { Class::Write } else { Class::Ddl }
    } else if commits(phrase) {
        Class::Ddl
    } else if first.is("ANALYZE") {
        // MariaDB's `ANALYZE FORMAT=JSON UPDATE ...` runs the statement.
        analyzed(phrase.from(1))
    } else if first.is_any(&["EXPLAIN", "DESCRIBE", "DESC"]) {
        if phrase.from(1).begins(&["ANALYZE"]) { analyzed(phrase.from(2)) } else { Class::Read }
    } else if first.is_any(&["SELECT", "VALUES", "TABLE", "WITH"]) {
        query(phrase)
    } else if first.is_any(&["SHOW", "CHECKSUM"]) {
        Class::Read
    } else if first.is_any(&["INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "IMPORT"]) {
        Class::Write
    } else if first.is_any(&["USE", "RESET"]) {
        Class::Session
    } else {
        Class::Other
    }
}

fn transaction(phrase: Phrase<'_, '_>) -> Option<&'static str> {
    if phrase.begins(&["BEGIN", "NOT"]) {
        return None;
    }
    let control: [(&[&str], &str); 12] = [
        (&["BEGIN"], "BEGIN"),
        (&["START", "TRANSACTION"], "START TRANSACTION"),
        (&["COMMIT"], "COMMIT"),
        (&["ROLLBACK"], "ROLLBACK"),
        (&["SAVEPOINT"], "SAVEPOINT"),
        (&["RELEASE"], "RELEASE"),
        (&["XA"], "XA"),
        (&["LOCK", "TABLES"], "LOCK TABLES"),
        (&["LOCK", "TABLE"], "LOCK TABLES"),
        (&["LOCK", "INSTANCE"], "LOCK INSTANCE"),
        (&["UNLOCK"], "UNLOCK TABLES"),
        (&["END"], "END"),
    ];
    control.into_iter().find(|(words, _)| phrase.begins(words)).map(|(_, name)| name)
}

/// Says whether the statement commits the open transaction, as its section on implicit commits lists.
fn commits(phrase: Phrase<'_, '_>) -> bool {
    let always = [
        "ALTER",
        "TRUNCATE",
        "RENAME",
        "GRANT",
        "REVOKE",
        "OPTIMIZE",
        "CHECK",
        "REPAIR",
        "CACHE",
        "FLUSH",
        "INSTALL",
        "UNINSTALL",
        "CHANGE",
        "START",
        "STOP",
        "BACKUP",
    ];
    phrase.begins_any(&always)
        || (phrase.begins(&["RESET"]) && !phrase.begins(&["RESET", "PERSIST"]))
        || phrase.begins(&["LOAD", "INDEX"])
        || (phrase.begins(&["ANALYZE"])
            && phrase
                .from(1)
                .without(&["LOCAL", "NO_WRITE_TO_BINLOG"])
                .begins_any(&["TABLE", "TABLES"]))
}

fn set(phrase: Phrase<'_, '_>) -> Class {
    if phrase.begins(&["STATEMENT"]) {
        let inner = phrase.outside_brackets().find(|(_, token)| token.is("FOR"));
        return inner.map_or(Class::Session, |(at, _)| verb(phrase.from(at + 1)));
    }
    if phrase.without(&["GLOBAL", "SESSION", "LOCAL"]).begins(&["TRANSACTION"]) {
        return Class::Transaction("SET TRANSACTION");
    }
    if phrase.iter().any(is_autocommit) {
        return Class::Transaction("SET autocommit");
    }
    if phrase.begins(&["PASSWORD"]) || phrase.begins(&["DEFAULT", "ROLE"]) {
        return Class::Ddl;
    }
    Class::Session
}

/// `autocommit`, `` `autocommit` `` and `@@session.autocommit`, but not the user's own `@autocommit`.
fn is_autocommit(token: &Token<'_>) -> bool {
    let name = match token.kind {
        TokenKind::Word | TokenKind::Name => token.text.trim_matches('`'),
        TokenKind::Variable => match token.text.strip_prefix("@@") {
            Some(name) => name.rsplit('.').next().unwrap_or_default(),
            None => return false,
        },
        _ => return false,
    };
    name.eq_ignore_ascii_case("autocommit")
}

fn query(phrase: Phrase<'_, '_>) -> Class {
    let class = if phrase.begins(&["WITH"]) { phrase.with_query() } else { Class::Read };
    let writes_file = phrase.holds(&["INTO", "OUTFILE"]) || phrase.holds(&["INTO", "DUMPFILE"]);
    if writes_file { class.max(Class::Write) } else { class }
}

/// The statement behind `ANALYZE`, whose only option is `FORMAT = name`.
fn analyzed(phrase: Phrase<'_, '_>) -> Class {
    let phrase = if phrase.begins(&["FORMAT"]) { phrase.from(3) } else { phrase };
    verb(phrase).max(Class::Read)
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
