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
        _ if number == 1021 || number == 1114 || tells_of_full_disk(message) => {
            (Class::Storage, Some("free space on the server's disk and run again"))
        }
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

/// What the system's numbers for a full disk and a full quota on Linux look like in messages of MariaDB and MySQL, which
/// pass them on under the numbers of many errors of their own.
fn tells_of_full_disk(message: &str) -> bool {
    [
        "(Errcode: 28 ",
        "(errno: 28 ",
        "(OS errno 28 ",
        "Got error 28 ",
        "(Errcode: 122 ",
        "(errno: 122 ",
    ]
    .iter()
    .any(|text| message.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u16, message: &str, class: Class) {
        assert_eq!(of_server(number, message).class, class, "{message}");
    }

    #[test]
    fn a_full_disk_is_known_by_the_number_of_the_system() {
        let full = r#"Error writing file './shop/t.frm' (Errcode: 28 "No space left on device")"#;
        check(3, full, Class::Storage);
        check(
            1005,
            r#"Can't create table `t` (errno: 28 "No space left on device")"#,
            Class::Storage,
        );
        check(
            1030,
            r#"Got error 28 "No space left on device" from storage engine"#,
            Class::Storage,
        );
        check(1114, "The table 't' is full", Class::Storage);
        let key =
            r#"Can't create table `t` (errno: 150 "Foreign key constraint is incorrectly formed")"#;
        check(1005, key, Class::Statement);
    }
}
