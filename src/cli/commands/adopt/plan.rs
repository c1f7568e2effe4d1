//! What an adoption will do: the files to write and the revision to record.

use std::fs;
use std::path::PathBuf;

use crate::adopt::history::History;
use crate::cli::CliError;
use crate::cli::failure::Failure;
use crate::cli::new_file::create;
use crate::revision::{RevisionId, Target};
use crate::runner::project::Project as Revisions;

/// What an adoption will do, after everything was checked.
#[derive(Debug)]
pub(super) struct Plan {
    /// The history that was found.
    pub(super) history: Option<History>,
    /// The revisions afterwards.
    pub(super) revisions: Revisions,
    /// The applied ones, in order.
    pub(super) applied: Vec<RevisionId>,
    /// The others, in order.
    pub(super) pending: Vec<RevisionId>,
    /// The folder with the revisions.
    pub(super) folder: PathBuf,
    /// New files with their texts.
    pub(super) files: Vec<(PathBuf, String)>,
    /// The settings file with its text, when it changes.
    pub(super) settings: Option<(PathBuf, String)>,
}

/// What was written, to be taken back when the database refuses.
#[derive(Debug)]
pub(super) struct Written {
    new: Vec<PathBuf>,
    before: Option<(PathBuf, Vec<u8>)>,
}

impl Plan {
    /// What is recorded: the last applied revision; none when nothing is applied.
    ///
    /// # Errors
    ///
    /// Never for a revision that exists.
    pub(super) fn target(&self) -> Result<Option<Target>, Failure> {
        Ok(self.applied.last().map(|id| id.as_str().parse()).transpose()?)
    }

    /// Writes the files; none of the new ones may be there.
    ///
    /// # Errors
    ///
    /// A file is in the way or cannot be written; what was written before it is gone again.
    pub(super) fn write(&self) -> Result<Written, Failure> {
        let mut written = Written { new: Vec::new(), before: None };
        match self.write_into(&mut written) {
            Ok(()) => Ok(written),
            Err(error) => {
                written.undo();
                Err(error.into())
            }
        }
    }

    fn write_into(&self, written: &mut Written) -> Result<(), CliError> {
        for (file, text) in &self.files {
            create(file, text)?;
            written.new.push(file.clone());
        }
        let Some((file, text)) = &self.settings else { return Ok(()) };
        if !file.exists() {
            create(file, text)?;
            written.new.push(file.clone());
            return Ok(());
        }
        let before = fs::read(file).map_err(CliError::file(file, "read"))?;
        written.before = Some((file.clone(), before));
        fs::write(file, text).map_err(CliError::file(file, "written"))
    }
}

impl Written {
    /// Takes everything back, as far as the file system lets it.
    pub(super) fn undo(self) {
        for file in &self.new {
            // The error that brought us here is the one to report.
            let _ = fs::remove_file(file);
        }
        if let Some((file, before)) = &self.before {
            let _ = fs::write(file, before);
        }
    }
}
