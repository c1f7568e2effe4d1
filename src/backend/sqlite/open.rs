//! Opens a database from its URL.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::OpenFlags;

use super::connection::SqliteConnection;
use super::failure::failure;
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
    let (opening, address) = match place(url)? {
        Place::Memory => (Opening::memory(options.busy_wait), ":memory:".to_owned()),
        Place::File { path, read_only } => {
            if !options.create && !path.exists() {
                return Err(missing(&path));
            }
            let address = path.display().to_string();
            let access = match (read_only, options.create) {
                (true, _) => OpenFlags::SQLITE_OPEN_READ_ONLY,
                (false, true) => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
                (false, false) => OpenFlags::SQLITE_OPEN_READ_WRITE,
            };
            (Opening { name: path, flags: access | ALWAYS, busy_wait: options.busy_wait }, address)
        }
    };
    Ok(Box::new(SqliteConnection::open(opening, address, None)?))
}

/// `VACUUM INTO` takes a URI only where the connection does; and each connection is one thread's.
const ALWAYS: OpenFlags = OpenFlags::SQLITE_OPEN_URI.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What a connection is opened with.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    name: PathBuf,
    flags: OpenFlags,
    busy_wait: Duration,
}

impl Opening {
    /// A new memory database, which [`Connection::again`] reaches by its name within this process.
    fn memory(busy_wait: Duration) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("file:sandshift-{number}?mode=memory&cache=shared").into();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_MEMORY
            | OpenFlags::SQLITE_OPEN_SHARED_CACHE;
        Self { name, flags: flags | ALWAYS, busy_wait }
    }

    /// Another file, which is there already and may be written.
    pub(super) fn file(&self, path: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | ALWAYS;
        Self { name: path.to_path_buf(), flags, busy_wait: self.busy_wait }
    }

    /// The same database once more; a file that is gone is not made again.
    pub(super) fn again(&self) -> Self {
        let flags = match self.flags.contains(OpenFlags::SQLITE_OPEN_MEMORY) {
            true => self.flags,
            false => self.flags.difference(OpenFlags::SQLITE_OPEN_CREATE),
        };
        Self { flags, ..self.clone() }
    }

    /// The file of an open database, by the path that all its users come to; none for one in memory.
    pub(super) fn file_of(&self, handle: &rusqlite::Connection) -> Option<PathBuf> {
        match self.flags.contains(OpenFlags::SQLITE_OPEN_MEMORY) {
            true => None,
            // SQLite has followed the links in the path; one that is not in Unicode it does not tell.
            false => Some(handle.path().map_or_else(|| self.name.clone(), PathBuf::from)),
        }
    }

    /// Opens it; foreign keys are enforced.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`], most often of class [`Class::Unreachable`].
    pub(super) fn open(&self) -> Result<rusqlite::Connection, DatabaseError> {
        let opened = rusqlite::Connection::open_with_flags(&self.name, self.flags);
        let ready = opened.and_then(|handle| {
            handle.busy_timeout(self.busy_wait)?;
            handle.execute_batch("PRAGMA foreign_keys = ON")?;
            Ok(handle)
        });
        ready.map_err(|error| failure(&error, ""))
    }
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
