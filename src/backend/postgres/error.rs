//! Failures of the server and of the way to it, in our classes.

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgErrorPosition};

use crate::backend::connection::{Class, DatabaseError};

/// A failure that the driver reports.
pub(super) fn failure(error: sqlx::Error) -> DatabaseError {
    match error {
        sqlx::Error::Database(error) => match error.try_downcast::<PgDatabaseError>() {
            Ok(error) => server(&error),
            Err(error) => DatabaseError::new(Class::Statement, error.message()),
        },
        sqlx::Error::Io(error) => {
            DatabaseError::new(Class::Unreachable, format!("the connection broke: {error}"))
        }
        sqlx::Error::Tls(error) => {
            DatabaseError::new(Class::Unreachable, format!("no encrypted connection: {error}"))
        }
        sqlx::Error::Configuration(error) => {
            DatabaseError::new(Class::Unreachable, format!("cannot connect: {error}"))
        }
        sqlx::Error::Protocol(error) => DatabaseError::new(
            Class::Unreachable,
            format!("the server does not speak PostgreSQL's protocol: {error}"),
        ),
        error => DatabaseError::new(Class::Statement, error.to_string()),
    }
}

/// A server that cannot be reached.
pub(super) fn unreachable(options: &PgConnectOptions, reason: &str) -> DatabaseError {
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let message = format!("no PostgreSQL server can be reached at {place}: {reason}");
    DatabaseError {
        advice: Some("check host and port of the URL, and that the server runs".to_owned()),
        ..DatabaseError::new(Class::Unreachable, message)
    }
}

fn server(error: &PgDatabaseError) -> DatabaseError {
    let mut message = error.message().to_owned();
    let mut add = |label: &str, text: Option<&str>| {
        if let Some(text) = text {
            let text = text.trim_end_matches('.').replace('\n', ", ");
            message += &format!("; {label}{text}");
        }
    };
    add("", error.detail());
    add("hint: ", error.hint());
    add("in ", error.r#where());
    let position = match error.position() {
        Some(PgErrorPosition::Original(position)) => Some(position),
        Some(PgErrorPosition::Internal { query, .. }) => {
            add("in ", Some(query));
            None
        }
        None => None,
    };
    DatabaseError {
        class: class(error.code()),
        code: Some(error.code().to_owned()),
        position,
        advice: advice(error),
        message,
    }
}

/// The class of an SQLSTATE; its first two characters are a class of PostgreSQL's own.
fn class(code: &str) -> Class {
    match code {
        "40001" | "40P01" => Class::Retry,
        "55P03" => Class::Busy,
        "57014" => Class::Ended,
        // A transaction that may only read.
        "25006" => Class::ReadOnly,
        // The disk is full; more in files than the server allows; input or output error.
        "53100" | "53400" | "58030" => Class::Storage,
        "XX001" | "XX002" => Class::Corrupt,
        // No such database; too many connections; shutting down or starting up.
        "3D000" | "53300" | "57P01" | "57P02" | "57P03" | "57P05" => Class::Unreachable,
        _ if code.starts_with("08") => Class::Unreachable,
        _ if code.starts_with("28") => Class::Login,
        _ => Class::Statement,
    }
}

fn advice(error: &PgDatabaseError) -> Option<String> {
    let advice = match error.code() {
        "3D000" => {
            let name = error.message().split('"').nth(1).unwrap_or("NAME");
            format!("createdb {name}")
        }
        "28P01" => "check user and password of the URL".to_owned(),
        code if code.starts_with("28") => {
            "check the user of the URL, and what the server's `pg_hba.conf` lets in".to_owned()
        }
        "53100" => "free space on the server's disk and run again".to_owned(),
        "55P04" => "put the new enum value into an earlier migration of its own, since PostgreSQL \
                    lets nobody use it before the commit"
            .to_owned(),
        "25001" => {
            "give the migration `transaction = false`, since PostgreSQL runs this statement \
                    only outside a transaction"
                .to_owned()
        }
        "53400" => {
            "let the migration do less at once, or raise that limit on the server".to_owned()
        }
        "53300" => "close other sessions, or raise `max_connections` on the server".to_owned(),
        "25006" => "connect to the primary server, with a role that may write".to_owned(),
        _ => return None,
    };
    Some(advice)
}
