//! A database that belongs to one test.

use std::{
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use tempfile::TempDir;

use crate::{MariaDb, Postgres, place::parent};

/// An empty database of one test, dropped with this value even when the test fails.
///
/// Sessions that are still open then are ended, so a test may drop its connections later or never.
#[derive(Debug)]
pub struct TestDatabase {
    /// What Sandshift is told, user and password included.
    pub url: String,
    /// The name of the database on its server; for SQLite the path of the file.
    pub name: String,
    pub(crate) home: Home,
}

#[derive(Debug)]
pub(crate) enum Home {
    Sqlite { file: PathBuf, _folder: TempDir },
    Postgres(Postgres),
    MariaDb(MariaDb),
}

impl TestDatabase {
    pub(crate) fn new(url: String, name: String, home: Home) -> Self {
        Self { url, name, home }
    }

    /// An empty SQLite database in a temporary folder of its own, for tests that run the same case on every database.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir_in(parent(None)).expect("a temporary directory can be made");
        let file = folder.path().join("test.db");
        // An empty file is a valid, empty SQLite database.
        std::fs::write(&file, "").expect("a file can be made in a temporary directory");
        let name = file.display().to_string();
        Self::new(format!("sqlite://{name}"), name, Home::Sqlite { file, _folder: folder })
    }

    /// The file of a SQLite database, `None` for the others.
    pub fn file(&self) -> Option<&Path> {
        match &self.home {
            Home::Sqlite { file, .. } => Some(file),
            Home::Postgres(_) | Home::MariaDb(_) => None,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let dropped = match &self.home {
            Home::Sqlite { .. } => return,
            Home::Postgres(server) => server.drop_database(&self.name),
            Home::MariaDb(server) => server.drop_database(&self.name),
        };
        if let Err(error) = dropped {
            // No panic: it would hide that of the test, and the server goes soon with all its databases.
            eprintln!("test database `{}` is not dropped: {error}", self.name);
        }
    }
}

/// Unique even when process ids come round again on a server that outlived a killed run.
pub(crate) fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test_{:x}_{}_{count}", now.as_micros(), process::id())
}
