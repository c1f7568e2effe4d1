//! Failures of SQLite as the house knows them.

use rusqlite::Error;

use super::rebuild::PASSING;
use crate::backend::connection::{Class, DatabaseError};

/// SQLite's BUSY_SNAPSHOT: the transaction read before somebody else wrote.
const BUSY_SNAPSHOT: i32 = 517;

/// The failure behind an error that this text met.
pub(super) fn failure(error: &Error, sql: &str) -> DatabaseError {
    match error {
        Error::SqliteFailure(code, Some(message)) => of_code(code.extended_code, message),
        Error::SqliteFailure(code, None) => of_code(code.extended_code, &code.to_string()),
        Error::SqlInputError { error, msg, sql: rest, offset } => {
            let position = position(sql, rest, *offset);
            DatabaseError { position, ..of_code(error.extended_code, msg) }
        }
        other => DatabaseError::new(Class::Statement, other.to_string()),
    }
}

/// Where in a text, in characters from 1, a byte of its end stands.
fn position(sql: &str, rest: &str, offset: i32) -> Option<usize> {
    let offset = usize::try_from(offset).ok()?;
    let before = sql.get(..sql.len().checked_sub(rest.len())? + offset)?;
    Some(before.chars().count() + 1)
}

/// The failure behind a result code.
pub(super) fn of_code(number: i32, message: &str) -> DatabaseError {
    let class = class(number);
    DatabaseError {
        class,
        // The passing name of a table that is being made again would only puzzle its owner.
        message: message.replace(PASSING, ""),
        code: Some(number.to_string()),
        position: None,
        advice: advice(class, number).map(str::to_owned),
    }
}

/// The class of a result code; its low byte is the primary code.
fn class(number: i32) -> Class {
    match number & 0xff {
        _ if number == BUSY_SNAPSHOT => Class::Retry,
        5 | 6 => Class::Busy,
        9 => Class::Ended,
        8 => Class::ReadOnly,
        10 | 13 => Class::Storage,
        11 | 26 => Class::Corrupt,
        14 => Class::Unreachable,
        _ => Class::Statement,
    }
}

fn advice(class: Class, number: i32) -> Option<&'static str> {
    match (class, number & 0xff) {
        (Class::Busy, _) => {
            Some("another process is writing to the file; try again when it is done")
        }
        (Class::ReadOnly, _) => Some("check the permissions of the file and of its folder"),
        (Class::Storage, 10) => Some(
            "check that the disk has room and no errors, and that no limit on the size of files \
             stands in the way",
        ),
        (Class::Storage, 13) => Some("free some space on the disk and run again"),
        (Class::Corrupt, 26) => Some("check that the path names an SQLite file"),
        (Class::Corrupt, _) => Some("restore the file from a backup"),
        (Class::Unreachable, _) => Some("check the path of the database file"),
        _ => None,
    }
}

/// The failure for a statement that must not reach SQLite, for which a text ends at a NUL: what stands
/// behind it would be left out without a word.
pub(super) fn nul_in_statement() -> DatabaseError {
    DatabaseError::new(Class::Statement, "the statement holds a NUL character")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_from_the_beginning_of_the_whole_text() {
        let sql = "SELECT 'é'; SELEC 1";
        assert_eq!(position(sql, "SELEC 1", 0), Some(13));
        assert_eq!(position(sql, sql, 0), Some(1));
        assert_eq!(position(sql, "SELEC 1", -1), None);
        assert_eq!(position("", "SELEC 1", 0), None);
    }

    #[test]
    fn extended_codes_fall_into_the_class_of_their_primary_code() {
        assert_eq!(class(5), Class::Busy);
        assert_eq!(class(BUSY_SNAPSHOT), Class::Retry);
        assert_eq!(class(1032), Class::ReadOnly); // SQLITE_READONLY_DBMOVED
        assert_eq!(class(2067), Class::Statement); // SQLITE_CONSTRAINT_UNIQUE
        assert_eq!(class(26), Class::Corrupt);
        assert_eq!(class(14), Class::Unreachable);
    }
}
