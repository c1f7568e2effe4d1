//! Failures of the driver and the server as ours.

use sqlx::mysql::MySqlDatabaseError;

use crate::backend::connection::{Class, DatabaseError};

/// Sorts a failure by what can be done about it.
pub(super) fn failure(error: &sqlx::Error) -> DatabaseError {
    match error {
        sqlx::Error::Database(inner) => match inner.try_downcast_ref::<MySqlDatabaseError>() {
            Some(inner) => of_server(inner.number(), inner.message()),
            None => DatabaseError::new(Class::Statement, inner.message()),
        },
        sqlx::Error::Io(inner) => unreachable_because(inner.to_string()),
        sqlx::Error::Configuration(inner) => {
            unreachable_because(format!("the database URL is wrong: {inner}"))
        }
        other => unreachable_because(other.to_string()),
    }
}

/// A server that does not answer, or no longer.
pub(super) fn unreachable_because(message: impl Into<String>) -> DatabaseError {
    DatabaseError {
        advice: Some("check that the server runs, and the host and port of the URL".to_owned()),
        ..DatabaseError::new(Class::Unreachable, message)
    }
}

fn of_server(number: u16, message: &str) -> DatabaseError {
    let (class, advice) = match number {
        1045 | 1698 => (Class::Login, Some("check user and password of the URL")),
        1044 => (Class::Login, Some("let an administrator grant this user what it needs")),
        1049 => (Class::Unreachable, Some("create the database first, or correct the URL")),
        1040 | 1203 => (Class::Unreachable, Some("the server has no free connection; try later")),
        1053 | 1077 | 1079 | 1080 | 1152..=1161 | 1927 | 2002 | 2003 | 2006 | 2013 => {
            (Class::Unreachable, Some("check that the server runs, and run again"))
        }
        1021 | 1114 => (Class::Storage, Some("free space on the server's disk and run again")),
        1290 | 1792 | 1836 => {
            (Class::ReadOnly, Some("connect to the primary, or switch the server's read-only off"))
        }
        1205 => (Class::Busy, Some("another session holds a lock; run again when it is done")),
        1213 => (Class::Retry, Some("run again")),
        // A KILL QUERY; a limit of time, in either product.
        1317 | 1969 | 3024 => (Class::Ended, None),
        3780 | 1005 => (
            Class::Statement,
            Some("both columns of a foreign key need the same type, character set and collation"),
        ),
        _ => (Class::Statement, None),
    };
    DatabaseError {
        code: Some(number.to_string()),
        advice: advice.map(str::to_owned),
        ..DatabaseError::new(class, message)
    }
}
