//! Opens a database from its URL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::connection::SqliteConnection;
use crate::backend::connection::{Class, Connection, DatabaseError};

/// How a database is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// A missing file is made. A dry run says no here and asks for `sqlite::memory:` instead when
    /// the file is missing, so that it leaves nothing behind.
    pub create: bool,
    /// How long a statement waits for a lock that another process holds.
    pub busy_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { create: true, busy_wait: Duration::from_secs(5) }
    }
}

/// Where a database lives.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Memory,
    File { path: PathBuf, read_only: bool },
}

/// Opens the database of a URL: `sqlite:relative/path.db`, `sqlite://relative.db`,
/// `sqlite:///absolute/path.db`, `sqlite::memory:`, or a plain path. `?mode=ro` opens a file for
/// reading only.
///
/// # Errors
///
/// [`Class::Unreachable`] when the URL makes no sense or the file is missing and may not be made,
/// [`Class::Corrupt`] when the file is no database, [`Class::Busy`] when it is locked.
pub fn connect(url: &str, options: &Options) -> Result<Box<dyn Connection>, DatabaseError> {
    let driver = SqliteConnectOptions::new()
        .foreign_keys(true)
        .busy_timeout(options.busy_wait)
        .statement_cache_capacity(0)
        // Statements hold the data of users, which has no place in a log.
        .disable_statement_logging();
    let (driver, address) = match place(url)? {
        Place::Memory => (memory(driver)?, ":memory:".to_owned()),
        Place::File { path, read_only } => {
            if !options.create && !path.exists() {
                return Err(missing(&path));
            }
            let create = options.create && !read_only;
            let address = path.display().to_string();
            (driver.filename(path).create_if_missing(create).read_only(read_only), address)
        }
    };
    Ok(Box::new(SqliteConnection::open(driver, address, None)?))
}

/// A memory database that [`Connection::again`] reaches as well. Only the driver's own URL makes
/// one with a name of its own.
fn memory(driver: SqliteConnectOptions) -> Result<SqliteConnectOptions, DatabaseError> {
    let named: SqliteConnectOptions = "sqlite::memory:"
        .parse()
        .map_err(|error: sqlx::Error| DatabaseError::new(Class::Unreachable, error.to_string()))?;
    Ok(driver.filename(named.get_filename()).in_memory(true).shared_cache(true))
}

fn place(url: &str) -> Result<Place, DatabaseError> {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, mode) = match rest.split_once('?') {
        None => (rest, ""),
        Some((path, mode)) => (path, mode),
    };
    let read_only = match mode {
        "" | "mode=rw" | "mode=rwc" => false,
        "mode=ro" => true,
        _ => {
            let message = format!("`{mode}` in the database URL means nothing here");
            return Err(DatabaseError {
                advice: Some("leave it out, or write `mode=ro`".to_owned()),
                ..DatabaseError::new(Class::Unreachable, message)
            });
        }
    };
    match path {
        ":memory:" => Ok(Place::Memory),
        "" => Err(DatabaseError {
            advice: Some("write `sqlite:path/to/file.db` or `sqlite::memory:`".to_owned()),
            ..DatabaseError::new(Class::Unreachable, "the database URL names no file")
        }),
        path if path.contains('\0') => {
            Err(DatabaseError::new(Class::Unreachable, "the path holds a NUL character"))
        }
        path => Ok(Place::File { path: PathBuf::from(path), read_only }),
    }
}

/// The file that a URL names; none for a memory database, or when it makes no sense.
#[must_use]
pub fn file(url: &str) -> Option<PathBuf> {
    match place(url) {
        Ok(Place::File { path, .. }) => Some(path),
        Ok(Place::Memory) | Err(_) => None,
    }
}

fn missing(path: &Path) -> DatabaseError {
    DatabaseError {
        advice: Some("check the path, or run without `--dry-run` to make the file".to_owned()),
        ..DatabaseError::new(
            Class::Unreachable,
            format!("there is no database file `{}`", path.display()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, path: &str) {
        let expected = Place::File { path: path.into(), read_only: false };
        assert_eq!(place(url).unwrap(), expected, "{url}");
    }

    #[test]
    fn urls_name_files() {
        check("sqlite:relative/path.db", "relative/path.db");
        check("sqlite:///abs/path.db", "/abs/path.db");
        check("sqlite://rel.db", "rel.db");
        check("plain.db", "plain.db");
        assert_eq!(place("sqlite::memory:").unwrap(), Place::Memory);
        assert!(place("sqlite:").is_err());
        assert!(place("sqlite:a.db?cache=shared").is_err());
    }
}
