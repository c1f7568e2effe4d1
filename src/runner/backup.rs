//! Backups: made, proved, remembered and brought back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sandshift_model::ident::ObjectName;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::books;
use super::error::RunError;
use super::hold::Hold;
use super::options::Options;
use super::step::run_id;
use crate::backend::backup::{BackupError, row_counts};
use crate::backend::connection::Connection;
use crate::session::backups::{self, Backup};
use crate::session::sink::Live;

/// Whether a backup is brought back once before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The file is whole, as far as it tells.
    Whole,
    /// It was brought back beside the database, and schema and counts of rows are the same.
    Restored,
}

/// Makes a backup; the file is there when it is whole, and not before. The database remembers it where
/// it has bookkeeping.
///
/// # Errors
///
/// [`RunError::Backup`], or the database cannot be read or written.
pub fn back_up(
    connection: &mut dyn Connection,
    file: &Path,
    proof: Proof,
    options: &Options,
) -> Result<Backup, RunError> {
    let failed = |doing| move |error: std::io::Error| cannot(file, doing, &error);
    if file.exists() {
        let reason = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(cannot(file, "written", &reason).into());
    }
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(failed("written"))?;
    let heads = books::heads(connection)?;
    let passing =
        NamedTempFile::with_prefix_in(".sandshift-", folder).map_err(failed("written"))?;
    connection.back_up(passing.path())?;
    if proof == Proof::Restored {
        prove(connection, passing.path(), file)?;
    }
    let (bytes, sha256) = digest(passing.path()).map_err(failed("read"))?;
    passing.as_file().sync_all().map_err(failed("written"))?;
    passing.persist_noclobber(file).map_err(|error| cannot(file, "written", &error.error))?;
    let backup = Backup {
        id: run_id(options),
        file: whole_path(file).display().to_string(),
        bytes,
        sha256,
        heads: heads.join(","),
        taken_micros: (options.clock.now_micros)(),
    };
    if books::exist(connection)? {
        backups::record(connection, &backup)?;
    }
    Ok(backup)
}

/// Puts a backup in place of what the database holds; gives the recorded heads afterwards.
///
/// # Errors
///
/// [`RunError`] when another runner is at work, or the file is no whole backup of this kind of
/// database; nothing was changed then.
pub fn restore(
    mut connection: Box<dyn Connection>,
    file: &Path,
    options: &Options,
) -> Result<Vec<String>, RunError> {
    connection.check_backup(file)?;
    let mut hold = Hold::take(&*connection, options)?;
    let before = hold.look(&mut *connection)?;
    connection.restore(file)?;
    let dialect = connection.dialect();
    let mut sink = Live { connection, keeps: true };
    hold.raise_above(dialect, &mut sink, before)?;
    Ok(books::heads(&mut *sink.connection)?)
}

/// Brings a backup back beside the database, and compares.
fn prove(connection: &mut dyn Connection, written: &Path, file: &Path) -> Result<(), BackupError> {
    let mut beside = connection.restore_beside(written)?;
    let (here, there) = (connection.inspect()?, beside.inspect()?);
    let differs = |reason: String| BackupError::Differs { file: file.to_path_buf(), reason };
    if here != there {
        return Err(differs("the schema is another one".to_owned()));
    }
    let tables: Vec<ObjectName> = here.tables.keys().cloned().collect();
    let counted = row_counts(connection, tables.iter().cloned())?;
    let restored = row_counts(&mut *beside, tables.into_iter())?;
    match counted.iter().zip(&restored).find(|(here, there)| here != there) {
        None => Ok(()),
        Some(((table, here), (_, there))) => Err(differs(format!(
            "`{table}` has {} rows here and {} there",
            sandshift_model::value::shown(here),
            sandshift_model::value::shown(there)
        ))),
    }
}

fn digest(file: &Path) -> std::io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let bytes = std::io::copy(&mut File::open(file)?, &mut HashWriter(&mut hash))?;
    Ok((bytes, hex::encode(hash.finalize())))
}

struct HashWriter<'h>(&'h mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn whole_path(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf())
}

fn cannot(file: &Path, doing: &'static str, error: &std::io::Error) -> BackupError {
    BackupError::File { file: file.to_path_buf(), doing, reason: error.to_string() }
}
