//! Classifies a statement for PostgreSQL.
//!
//! `DO` and `CALL` are [`Class::Other`]: the code in them may commit, and only the server can tell.

use crate::backend::lexis::Lexis;
use crate::backend::piece::SplitError;
use crate::backend::postgres::split::only_one;
use crate::backend::statement_class::{Class, Phrase};

/// Says what kind of statement this is; more than one, or broken text, is [`Class::Other`].
#[must_use]
pub fn classify(sql: &str) -> Class {
    let sql = match only_one(sql) {
        Ok(sql) => sql,
        Err(SplitError::Empty) => return Class::Empty,
        Err(_) => return Class::Other,
    };
    Phrase::tokens(sql, &Lexis::POSTGRES).map_or(Class::Other, |tokens| verb(Phrase::new(&tokens)))
}

fn verb(phrase: Phrase<'_, '_>) -> Class {
    let phrase = phrase.without_brackets();
    let Some(first) = phrase.first() else {
        return Class::Empty;
    };
    if let Some(name) = transaction(phrase) {
        return Class::Transaction(name);
    }
    if let Some(name) = refuses_transaction(phrase) {
        return Class::RefusesTransaction(name);
    }
    if first.is("EXPLAIN") {
        explain(phrase.from(1))
    } else if first.is_any(&["SELECT", "WITH", "VALUES", "TABLE"]) {
        query(phrase)
    } else if first.is("SHOW") {
        Class::Read
    } else if first.is_any(&["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"]) {
        Class::Write
    } else if first.is_any(&["SET", "RESET", "DISCARD"]) {
        Class::Session
    } else if first.is_any(&[
        "CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "REINDEX", "CLUSTER",
        "REFRESH", "SECURITY", "REASSIGN", "IMPORT", "ANALYZE", "ANALYSE",
    ]) {
        Class::Ddl
    } else {
        Class::Other
    }
}

fn transaction(phrase: Phrase<'_, '_>) -> Option<&'static str> {
    let control: [(&[&str], &str); 16] = [
        (&["BEGIN"], "BEGIN"),
        (&["START", "TRANSACTION"], "START TRANSACTION"),
        (&["COMMIT", "PREPARED"], "COMMIT PREPARED"),
        (&["COMMIT"], "COMMIT"),
        (&["END"], "END"),
        (&["ROLLBACK", "PREPARED"], "ROLLBACK PREPARED"),
        (&["ROLLBACK"], "ROLLBACK"),
        (&["ABORT"], "ABORT"),
        (&["SAVEPOINT"], "SAVEPOINT"),
        (&["RELEASE"], "RELEASE"),
        (&["PREPARE", "TRANSACTION"], "PREPARE TRANSACTION"),
        (&["SET", "TRANSACTION"], "SET TRANSACTION"),
        (&["SET", "LOCAL", "TRANSACTION"], "SET TRANSACTION"),
        (&["SET", "SESSION", "TRANSACTION"], "SET TRANSACTION"),
        (&["SET", "SESSION", "CHARACTERISTICS"], "SET SESSION CHARACTERISTICS"),
        (&["XA"], "XA"),
    ];
    control.into_iter().find(|(words, _)| phrase.begins(words)).map(|(_, name)| name)
}

fn refuses_transaction(phrase: Phrase<'_, '_>) -> Option<&'static str> {
    let outside: [(&[&str], &str); 11] = [
        (&["VACUUM"], "VACUUM"),
        (&["CREATE", "INDEX", "CONCURRENTLY"], "CREATE INDEX CONCURRENTLY"),
        (&["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"], "CREATE INDEX CONCURRENTLY"),
        (&["DROP", "INDEX", "CONCURRENTLY"], "DROP INDEX CONCURRENTLY"),
        (&["CREATE", "DATABASE"], "CREATE DATABASE"),
        (&["DROP", "DATABASE"], "DROP DATABASE"),
        (&["CREATE", "TABLESPACE"], "CREATE TABLESPACE"),
        (&["DROP", "TABLESPACE"], "DROP TABLESPACE"),
        (&["CREATE", "SUBSCRIPTION"], "CREATE SUBSCRIPTION"),
        (&["DROP", "SUBSCRIPTION"], "DROP SUBSCRIPTION"),
        (&["ALTER", "SYSTEM"], "ALTER SYSTEM"),
    ];
    if let Some((_, name)) = outside.into_iter().find(|(words, _)| phrase.begins(words)) {
        Some(name)
    } else if phrase.begins(&["REINDEX"]) {
        reindex(phrase.from(1))
    } else if phrase.begins(&["CLUSTER"]) {
        let names_table = behind_options(phrase.from(1), &["VERBOSE"]).first().is_some();
        (!names_table).then_some("CLUSTER")
    } else if phrase.begins(&["ALTER", "DATABASE"]) && phrase.holds(&["SET", "TABLESPACE"]) {
        Some("ALTER DATABASE SET TABLESPACE")
    } else if phrase.begins(&["ALTER", "SUBSCRIPTION"]) && phrase.holds(&["REFRESH"]) {
        Some("ALTER SUBSCRIPTION REFRESH")
    } else if phrase.begins(&["ALTER", "TABLE"])
        && phrase.holds(&["DETACH"])
        && phrase.holds(&["CONCURRENTLY"])
    {
        Some("ALTER TABLE DETACH PARTITION CONCURRENTLY")
    } else if phrase.begins(&["DISCARD", "ALL"]) {
        Some("DISCARD ALL")
    } else {
        None
    }
}

fn reindex(phrase: Phrase<'_, '_>) -> Option<&'static str> {
    let what = behind_options(phrase, &["VERBOSE"]);
    let whole = [
        ("DATABASE", "REINDEX DATABASE"),
        ("SYSTEM", "REINDEX SYSTEM"),
        ("SCHEMA", "REINDEX SCHEMA"),
    ];
    let whole = whole.into_iter().find(|(word, _)| what.begins(&[word])).map(|(_, name)| name);
    whole.or_else(|| phrase.holds(&["CONCURRENTLY"]).then_some("REINDEX CONCURRENTLY"))
}

/// Leaves out `(a, b)` and these old-style options in front of the thing itself.
fn behind_options<'t, 'a>(phrase: Phrase<'t, 'a>, words: &[&str]) -> Phrase<'t, 'a> {
    let opens = phrase.first().is_some_and(|token| token.is_punct("("));
    let phrase = match phrase.iter().position(|token| token.is_punct(")")) {
        Some(close) if opens => phrase.from(close + 1),
        _ => phrase,
    };
    phrase.without(words)
}

/// `SELECT ... INTO table` makes a table, and a part of `WITH` may write.
fn query(phrase: Phrase<'_, '_>) -> Class {
    let class = if phrase.begins(&["WITH"]) { phrase.with_query() } else { Class::Read };
    let into = phrase.outside_brackets().any(|(_, token)| token.is("INTO"));
    if into && class == Class::Read { Class::Ddl } else { class }
}

/// `EXPLAIN ANALYZE` runs the statement that it explains.
fn explain(phrase: Phrase<'_, '_>) -> Class {
    let inner = behind_options(phrase, &["ANALYZE", "ANALYSE", "VERBOSE"]);
    let options = phrase.iter().count() - inner.iter().count();
    let runs = phrase.iter().take(options).any(|token| {
        ["analyze", "analyse"]
            .iter()
            .any(|option| token.text.trim_matches('"').eq_ignore_ascii_case(option))
    });
    if runs { verb(inner).max(Class::Read) } else { Class::Read }
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
