//! Backups of SQLite: the pages of a database as they are, copied while others use it.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection as Handle, OpenFlags};

use super::connection::SqliteConnection;
use super::failure::failure;
use crate::backend::backup::{BackupError, Backups, Form, cannot};
use crate::backend::connection::{Class, Connection, DatabaseError};

/// Pages that are copied before others get their turn.
const PAGES_AT_ONCE: i32 = 4_096;

/// How long they get.
const TURN: Duration = Duration::from_millis(1);

impl Backups for SqliteConnection {
    fn backup_extension(&self) -> &'static str {
        "sqlite"
    }

    fn back_up(&mut self, file: &Path) -> Result<(), BackupError> {
        let mut copy = Handle::open(file).map_err(|error| failure(&error, ""))?;
        pages(self.handle(), &mut copy)?;
        // A file of its own needs no log beside it, whatever the database has.
        let log = copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
        log.map_err(|error| failure(&error, ""))?;
        drop(copy);
        self.check_backup(file)
    }

    fn check_backup(&self, file: &Path) -> Result<(), BackupError> {
        Form::Sqlite.must_be(file)?;
        let incomplete = |reason: String| BackupError::Incomplete { file: file.into(), reason };
        let broken = |error: rusqlite::Error| incomplete(failure(&error, "").message);
        let copy = opened(file)?;
        let said: String =
            copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(broken)?;
        if said == "ok" { Ok(()) } else { Err(incomplete(said)) }
    }

    fn restore_beside(&mut self, file: &Path) -> Result<Box<dyn Connection>, BackupError> {
        let home = tempfile::Builder::new().prefix("sandshift-").tempdir();
        let home = home.map_err(|error| cannot(file, "copied", error))?;
        let path = home.path().join("restored.db");
        std::fs::copy(file, &path).map_err(|error| cannot(file, "copied", error))?;
        let address = format!("a copy of {}", self.server().address);
        Ok(Box::new(Self::open(self.opening.file(&path), address, Some(home))?))
    }

    /// One transaction of the database holds all of it.
    fn restore(&mut self, file: &Path) -> Result<(), BackupError> {
        let copy = opened(file)?;
        Ok(pages(&copy, self.handle_mut())?)
    }
}

fn opened(file: &Path) -> Result<Handle, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Handle::open_with_flags(file, flags).map_err(|error| failure(&error, ""))
}

fn pages(from: &Handle, to: &mut Handle) -> Result<(), DatabaseError> {
    let copying = Backup::new(from, to)
        .and_then(|backup| backup.run_to_completion(PAGES_AT_ONCE, TURN, None));
    copying.map_err(|error| match failure(&error, "") {
        busy if busy.class == Class::Busy => {
            DatabaseError { message: "another process uses the database file".to_owned(), ..busy }
        }
        other => other,
    })
}
