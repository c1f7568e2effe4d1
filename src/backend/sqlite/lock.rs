//! One runner at a time: a lock on a file beside the database.
//!
//! SQLite's own locks are those of its transactions, and a run does work between them. The lock is not on the
//! database file itself, because closing a file drops every lock of SQLite that the process holds on it ("How To
//! Corrupt An SQLite Database File", section 2.2). The system lets go of it when the process ends, however that comes.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{process, thread};

use same_file::Handle;

use crate::backend::connection::{Class, DatabaseError, Lock};

/// What its name has behind that of the database.
const ENDING: &str = "-sandshift-lock";
/// How long we wait between attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// The locked file, which goes with the lock.
#[derive(Debug)]
pub(super) struct FileLock {
    handle: Handle,
    path: PathBuf,
}

impl FileLock {
    /// Takes the lock of a database file.
    pub(super) fn take(database: &Path, wait: Duration) -> Result<Self, DatabaseError> {
        let mut path = OsString::from(database);
        path.push(ENDING);
        let path = PathBuf::from(path);
        let mut left = wait;
        loop {
            match Self::attempt(&path).map_err(|error| failed(&path, &error))? {
                Some(lock) => return Ok(lock),
                None if left.is_zero() => return Err(busy(&path)),
                None => {}
            }
            let pause = left.min(PAUSE);
            thread::sleep(pause);
            left -= pause;
        }
    }

    /// Nothing when somebody else holds it.
    fn attempt(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let mut options = File::options();
            let options = options.create(true).truncate(false).read(true).write(true);
            let handle = Handle::from_file(options.open(path)?)?;
            match handle.as_file().try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // Whoever held it last may have removed the file since it was opened.
            if is_at(&handle, path) {
                let mut lock = Self { handle, path: path.to_owned() };
                lock.sign();
                return Ok(Some(lock));
            }
        }
    }

    /// Says in the file who holds it, for those who wait; without that the lock is as good.
    fn sign(&mut self) {
        let file = self.handle.as_file_mut();
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", process::id()));
    }
}

/// Whether this file is the one that others find at the path. It is asked before each commit, and here the system
/// says so without opening the file.
#[cfg(unix)]
fn is_at(handle: &Handle, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).is_ok_and(|found| (found.dev(), found.ino()) == (handle.dev(), handle.ino()))
}

/// Whether this file is the one that others find at the path.
#[cfg(not(unix))]
fn is_at(handle: &Handle, path: &Path) -> bool {
    Handle::from_path(path).is_ok_and(|found| found == *handle)
}

impl Lock for FileLock {
    fn check(&mut self) -> Result<(), DatabaseError> {
        if is_at(&self.handle, &self.path) {
            return Ok(());
        }
        let message = format!("the file `{}` is gone", self.path.display());
        Err(DatabaseError {
            advice: Some("leave that file alone while a run goes on, and run again".to_owned()),
            ..DatabaseError::new(Class::Busy, message)
        })
    }

    /// Only its process can let go of it.
    fn can_pass_on(&self) -> bool {
        false
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Removed before it is let go, so that nobody's file is removed but this one. One that stays does no harm.
        if is_at(&self.handle, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn busy(path: &Path) -> DatabaseError {
    let holder = fs::read_to_string(path).ok().filter(|text| !text.is_empty());
    let holder = holder.map(|process| format!(": process {process}")).unwrap_or_default();
    DatabaseError {
        advice: Some("wait until it is done, or end that process".to_owned()),
        ..DatabaseError::new(Class::Busy, format!("another runner holds the lock{holder}"))
    }
}

fn failed(path: &Path, error: &io::Error) -> DatabaseError {
    let (class, advice) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            (Class::Storage, "free some space on the disk and run again")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            (Class::ReadOnly, "check the permissions of the folder of the database")
        }
        _ => (Class::Unreachable, "check the folder of the database"),
    };
    DatabaseError {
        advice: Some(advice.to_owned()),
        ..DatabaseError::new(class, format!("cannot lock `{}`: {error}", path.display()))
    }
}

/// The lock of a database that nobody else can write, nor this run.
#[derive(Debug)]
pub(super) struct Unheld;

impl Lock for Unheld {
    fn check(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }

    fn can_pass_on(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time_and_nothing_stays() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("shop.db");
        let mut held = FileLock::take(&database, Duration::ZERO).unwrap();
        held.check().unwrap();

        let busy = FileLock::take(&database, PAUSE).unwrap_err();
        assert_eq!(busy.class, Class::Busy);
        let expected = format!("another runner holds the lock: process {}", process::id());
        assert_eq!(busy.message, expected);

        drop(held);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
        FileLock::take(&database, Duration::ZERO).unwrap();
    }

    #[test]
    fn the_file_of_a_killed_runner_is_taken_over() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("shop.db");
        fs::write(home.path().join("shop.db-sandshift-lock"), "4294967295").unwrap();
        drop(FileLock::take(&database, Duration::ZERO).unwrap());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_whose_file_was_removed_is_lost_and_that_of_others_stays() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("shop.db");
        let mut first = FileLock::take(&database, Duration::ZERO).unwrap();
        fs::remove_file(&first.path).unwrap();
        let mut second = FileLock::take(&database, Duration::ZERO).unwrap();
        assert_eq!(first.check().unwrap_err().class, Class::Busy);
        drop(first);
        second.check().unwrap();
    }

    #[test]
    fn many_that_wait_hold_it_one_after_the_other() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("shop.db");
        let inside = std::sync::atomic::AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let held = FileLock::take(&database, Duration::from_secs(60)).unwrap();
                        let before = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        assert_eq!(before, 0, "two hold it");
                        thread::yield_now();
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(held);
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
