//! The one list of databases: which URL means which, and how each is opened.

use std::path::Path;

use url::Url;

use super::connection::{Class, Connection, DatabaseError};
use super::dialect::Dialect;
use super::mysql::{Flavour, MysqlDialect};
use super::postgres::PostgresDialect;
use super::sqlite::SqliteDialect;
use super::{mysql, postgres, sqlite};

/// All dialects, by the order in which people are told about them.
pub const DIALECTS: [&dyn Dialect; 3] =
    [&SqliteDialect, &PostgresDialect, &MysqlDialect { flavour: Flavour::MariaDb }];

/// The dialect of this name; `mariadb` and `postgresql` are understood too.
#[must_use]
pub fn dialect(name: &str) -> Option<&'static dyn Dialect> {
    let name = match name {
        "mariadb" => "mysql",
        "postgresql" => "postgres",
        name => name,
    };
    DIALECTS.into_iter().find(|dialect| dialect.name() == name)
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The database may be changed; a missing SQLite file is made.
    Change,
    /// Nothing may stay behind; a missing SQLite file counts as an empty database.
    Look,
    /// What is there is what matters; a missing SQLite file is an error.
    Keep,
}

/// Opens the database of a URL: `sqlite:…`, `postgres://…`, `mysql://…` or `mariadb://…`.
///
/// # Errors
///
/// [`DatabaseError`] of class [`Class::Unreachable`] for a URL of no known database, of any class
/// when the database does not open. The message never holds the password.
pub fn open(url: &str, purpose: Purpose) -> Result<Box<dyn Connection>, DatabaseError> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "sqlite" => open_sqlite(url, purpose),
        "postgres" | "postgresql" => postgres::connect(&parse(url)?),
        "mysql" | "mariadb" => mysql::connect(&parse(url)?),
        _ => Err(DatabaseError {
            advice: Some(
                "a database URL begins with `sqlite:`, `postgres://`, `mysql://` or `mariadb://`"
                    .to_owned(),
            ),
            ..DatabaseError::new(Class::Unreachable, "the database URL names no known database")
        }),
    }
}

fn open_sqlite(url: &str, purpose: Purpose) -> Result<Box<dyn Connection>, DatabaseError> {
    let options = sqlite::Options { create: purpose == Purpose::Change, ..Default::default() };
    if purpose == Purpose::Look && sqlite::file(url).is_some_and(|file| !Path::new(&file).exists())
    {
        return sqlite::connect("sqlite::memory:", &options);
    }
    sqlite::connect(url, &options)
}

fn parse(url: &str) -> Result<Url, DatabaseError> {
    Url::parse(url).map_err(|error| DatabaseError {
        advice: Some("write it as `scheme://user:password@host:port/database`".to_owned()),
        // The URL itself may hold a password and is not repeated.
        ..DatabaseError::new(
            Class::Unreachable,
            format!("the database URL cannot be read: {error}"),
        )
    })
}

/// The URL with its password taken out, for people.
#[must_use]
pub fn redacted(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            // A URL with a password has a host, so setting it cannot fail.
            let _ = parsed.set_password(Some("***"));
            parsed.to_string()
        }
        Ok(_) => url.to_owned(),
        Err(_) => url.split(':').next().unwrap_or_default().to_owned() + ":…",
    }
}
