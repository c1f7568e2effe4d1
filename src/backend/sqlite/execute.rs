//! Raw SQL: what a statement does, as far as it can be seen from its first words.

use sandshift_model::operation::Execute;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::cursor::Cursor;
use super::parameters::with_parameters;
use super::rows::variant;
use crate::backend::dialect::DialectError;

/// Pragmas that do nothing inside a transaction, or fail there.
const OUTSIDE: [&str; 6] =
    ["foreign_keys", "journal_mode", "synchronous", "wal_checkpoint", "auto_vacuum", "page_size"];

/// The statement of an operation with its literals in place.
pub(super) fn execute(operation: &Execute) -> Result<Vec<Statement>, DialectError> {
    let sql = with_parameters(variant(&operation.sql)?, &operation.parameters)?;
    let statement = match effect(&sql) {
        Effect::Schema => Statement::schema(sql),
        Effect::Rows => Statement::rows(sql),
        Effect::Read => Statement::read(sql),
        Effect::Session => Statement::session(sql),
    };
    let alone = refuses_transaction(&statement.sql);
    Ok(vec![if alone { statement.with(Surroundings::NoTransaction) } else { statement }])
}

/// What a statement does, by its first word; a WITH counts by the first verb behind it.
pub(super) fn effect(sql: &str) -> Effect {
    let mut cursor = Cursor::new(sql);
    let verbs = |cursor: &Cursor<'_>, words: &[&str]| words.iter().any(|w| cursor.sees(&[w]));
    const ROWS: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];
    if verbs(&cursor, &ROWS) {
        return Effect::Rows;
    }
    if verbs(&cursor, &["SELECT", "VALUES", "EXPLAIN"]) {
        return Effect::Read;
    }
    if cursor.eat(&["WITH"]) {
        while cursor.peek().is_some() {
            if verbs(&cursor, &ROWS) {
                return Effect::Rows;
            }
            if verbs(&cursor, &["SELECT", "VALUES"]) {
                return Effect::Read;
            }
            // The queries of the WITH list stand in parentheses and may hold any word.
            if cursor.sees_symbol("(") {
                if cursor.group().is_err() {
                    return Effect::Read;
                }
            } else {
                cursor.next();
            }
        }
        return Effect::Read;
    }
    if verbs(&cursor, &["PRAGMA", "ATTACH", "DETACH"]) {
        return Effect::Session;
    }
    Effect::Schema
}

fn refuses_transaction(sql: &str) -> bool {
    let mut cursor = Cursor::new(sql);
    if cursor.sees(&["VACUUM"]) || cursor.sees(&["DETACH"]) {
        return true;
    }
    if !cursor.eat(&["PRAGMA"]) {
        return false;
    }
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
