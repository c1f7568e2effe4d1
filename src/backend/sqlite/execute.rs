//! Raw SQL: what a statement does, as far as it can be seen from its first words.

use sandshift_model::operation::Execute;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::cursor::Cursor;
use super::parameters::with_parameters;
use super::rows::variant;
use super::tokens::first;
use crate::backend::dialect::DialectError;

/// Pragmas that do nothing inside a transaction, or fail there.
const OUTSIDE: [&str; 6] =
    ["foreign_keys", "journal_mode", "synchronous", "wal_checkpoint", "auto_vacuum", "page_size"];

/// Verbs that change rows.
const ROWS: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];

/// The statement of an operation with its literals in place.
pub(super) fn execute(operation: &Execute) -> Result<Vec<Statement>, DialectError> {
    let sql = with_parameters(variant(&operation.sql)?, &operation.parameters)?;
    let statement = match effect(&sql) {
        Effect::Schema => Statement::schema(sql),
        Effect::Rows => Statement::rows(sql),
        Effect::Read => Statement::read(sql),
        Effect::Session => Statement::session(sql),
    };
    if refuses_transaction(&statement.sql) {
        // Nothing can stand in for it in a transaction that is rolled back.
        let alone = statement.with(Surroundings::NoTransaction).rehearsed_as(Vec::new());
        return Ok(vec![alone]);
    }
    Ok(vec![statement])
}

/// What a statement does, by its first word; a WITH counts by the first verb behind it.
pub(super) fn effect(sql: &str) -> Effect {
    let Some(first) = first(sql) else { return Effect::Read };
    let is = |words: &[&str]| words.iter().any(|word| first.is_word(word));
    if is(&ROWS) {
        Effect::Rows
    } else if is(&["SELECT", "VALUES", "EXPLAIN"]) {
        Effect::Read
    } else if is(&["WITH"]) {
        effect_of_with(sql)
    } else if is(&["PRAGMA", "ATTACH", "DETACH"]) {
        Effect::Session
    } else {
        Effect::Schema
    }
}

fn effect_of_with(sql: &str) -> Effect {
    let mut cursor = Cursor::new(sql);
    while let Some(token) = cursor.peek() {
        if ROWS.iter().any(|word| token.is_word(word)) {
            return Effect::Rows;
        }
        if token.is_word("SELECT") || token.is_word("VALUES") {
            return Effect::Read;
        }
        // The queries of the WITH list stand in parentheses and may hold any word.
        if !token.is_symbol("(") {
            cursor.next();
        } else if cursor.group().is_err() {
            return Effect::Read;
        }
    }
    Effect::Read
}

fn refuses_transaction(sql: &str) -> bool {
    let Some(first) = first(sql) else { return false };
    if !first.is_word("PRAGMA") {
        return first.is_word("VACUUM") || first.is_word("DETACH");
    }
    let mut cursor = Cursor::new(sql);
    cursor.next();
    let mut name = cursor.name().map(String::from).unwrap_or_default();
    if cursor.eat_symbol(".") {
        name = cursor.name().map(String::from).unwrap_or_default();
    }
    OUTSIDE.iter().any(|pragma| name.eq_ignore_ascii_case(pragma))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_with_counts_by_the_verb_behind_it() {
        assert_eq!(effect("WITH a AS (SELECT 1) DELETE FROM t"), Effect::Rows);
        assert_eq!(effect("with a as (delete) select 1"), Effect::Read);
        assert_eq!(effect("-- x\nupdate t set a = 1"), Effect::Rows);
        assert_eq!(effect("CREATE TABLE t (a)"), Effect::Schema);
        assert_eq!(effect("PRAGMA user_version = 3"), Effect::Session);
    }

    #[test]
    fn statements_that_refuse_a_transaction_are_known() {
        assert!(refuses_transaction("vacuum"));
        assert!(refuses_transaction("PRAGMA main.journal_mode = WAL"));
        assert!(!refuses_transaction("PRAGMA user_version = 3"));
    }
}
