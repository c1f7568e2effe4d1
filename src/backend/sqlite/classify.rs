//! Classifies a statement for SQLite.

use crate::backend::lexis::Lexis;
use crate::backend::piece::SplitError;
use crate::backend::sqlite::split::only_one;
use crate::backend::statement_class::{Class, Phrase};

/// Settings that are refused or silently ignored in a transaction.
const PRAGMAS_OUTSIDE: [(&str, &str); 4] = [
    ("foreign_keys", "PRAGMA foreign_keys"),
    ("journal_mode", "PRAGMA journal_mode"),
    ("synchronous", "PRAGMA synchronous"),
    ("temp_store", "PRAGMA temp_store"),
];

/// Says what kind of statement this is; more than one, or broken text, is [`Class::Other`].
#[must_use]
pub fn classify(sql: &str) -> Class {
    let sql = match only_one(sql) {
        Ok(sql) => sql,
        Err(SplitError::Empty) => return Class::Empty,
        Err(_) => return Class::Other,
    };
    Phrase::tokens(sql, &Lexis::SQLITE).map_or(Class::Other, |tokens| verb(Phrase::new(&tokens)))
}

fn verb(phrase: Phrase<'_, '_>) -> Class {
    let Some(first) = phrase.first() else {
        return Class::Empty;
    };
    let control = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    if let Some(name) = control.into_iter().find(|name| first.is(name)) {
        return Class::Transaction(name);
    }
    let outside = ["VACUUM", "ATTACH", "DETACH"];
    if let Some(name) = outside.into_iter().find(|name| first.is(name)) {
        return Class::RefusesTransaction(name);
    }
    if first.is("PRAGMA") {
        pragma(phrase.from(1))
    } else if first.is("WITH") {
        phrase.with_query()
    } else if first.is_any(&["CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE"]) {
        Class::Ddl
    } else if first.is_any(&["INSERT", "UPDATE", "DELETE", "REPLACE"]) {
        Class::Write
    } else if first.is_any(&["SELECT", "VALUES", "EXPLAIN"]) {
        Class::Read
    } else {
        Class::Other
    }
}

fn pragma(phrase: Phrase<'_, '_>) -> Class {
    let has_schema = phrase.from(1).first().is_some_and(|token| token.is_punct("."));
    let phrase = if has_schema { phrase.from(2) } else { phrase };
    let sets = phrase.from(1).first().is_some();
    let outside = phrase
        .first_name()
        .and_then(|name| PRAGMAS_OUTSIDE.into_iter().find(|(pragma, _)| name == *pragma));
    match outside {
        Some((_, statement)) if sets => Class::RefusesTransaction(statement),
        _ => Class::Session,
    }
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
