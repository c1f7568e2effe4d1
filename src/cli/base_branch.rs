//! The revision files of a git branch, read without touching the work tree.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::error::CliError;
use super::failure::Failure;
use crate::revision::{self, Layout, RevisionFile, RevisionId};

/// The revisions of a git branch; their files live in a temporary folder as long as this does.
#[derive(Debug)]
pub(super) struct BaseBranch {
    /// The revision files.
    pub files: Vec<RevisionFile>,
    _copies: TempDir,
}

impl BaseBranch {
    /// Reads the migrations of a branch or commit.
    ///
    /// # Errors
    ///
    /// git is missing, the folders are in no repository, there is no such branch, or a header in
    /// it is faulty.
    pub(super) fn read(name: &str, folders: &[PathBuf], layout: Layout) -> Result<Self, Failure> {
        let copies = TempDir::new().map_err(CliError::file(&std::env::temp_dir(), "written"))?;
        let commit = format!("{name}^{{commit}}");
        let mut places = Vec::new();
        for (number, folder) in folders.iter().enumerate() {
            // `--end-of-options` keeps a name that begins with a dash from being an option of git.
            let commit =
                git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
                    .map_err(|reason| unknown(name, &reason))?;
            let commit = String::from_utf8_lossy(&commit).trim().to_owned();
            let place = copies.path().join(number.to_string());
            fs::create_dir_all(&place).map_err(CliError::file(&place, "made"))?;
            copy_folder(folder, &commit, &place, layout)?;
            places.push(place);
        }
        Ok(Self { files: revision::list_as(&places, layout)?, _copies: copies })
    }

    /// The revisions that both sides have with different meanings.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub(super) fn edited<'a>(
        &self,
        ours: impl Iterator<Item = &'a RevisionFile> + Clone,
    ) -> Result<Vec<RevisionId>, Failure> {
        let mut edited = Vec::new();
        for theirs in &self.files {
            let id = &theirs.header.revision;
            let same_id = ours.clone().find(|file| &file.header.revision == id);
            if let Some(file) = same_id
                && file.checksum()? != theirs.checksum()?
            {
                edited.push(id.clone());
            }
        }
        Ok(edited)
    }
}

/// Copies the files that lie directly in a folder of a commit; for layouts with a folder for each
/// revision also those within.
fn copy_folder(folder: &Path, commit: &str, place: &Path, layout: Layout) -> Result<(), Failure> {
    let failed = |reason: String| program_failed(&reason);
    let depth = (layout == Layout::Diesel).then_some("-r");
    let arguments = ["ls-tree", "-z"].into_iter().chain(depth).chain([commit, "./"]);
    let listing = git(folder, arguments).map_err(failed)?;
    for entry in listing.split(|&byte| byte == 0).filter(|entry| !entry.is_empty()) {
        let text = String::from_utf8_lossy(entry);
        let Some((facts, path)) = text.split_once('\t') else { continue };
        let mut facts = facts.split(' ').skip(1);
        let (Some("blob"), Some(object)) = (facts.next(), facts.next()) else { continue };
        let bytes = git(folder, ["cat-file", "blob", object]).map_err(failed)?;
        let copy = place.join(path);
        let above = copy.parent().unwrap_or(place);
        fs::create_dir_all(above).map_err(CliError::file(above, "made"))?;
        fs::write(&copy, bytes).map_err(CliError::file(&copy, "written"))?;
    }
    Ok(())
}

fn git(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .current_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|fault| fault.to_string())?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn unknown(name: &str, reason: &str) -> CliError {
    let reason = match reason {
        "" => format!("there is no commit `{name}`"),
        reason => reason.to_owned(),
    };
    CliError::Program {
        program: "git".into(),
        reason,
        advice: Some(
            "name a branch that is here, such as `origin/main`; `git fetch` gets it".into(),
        ),
    }
}

fn program_failed(reason: &str) -> CliError {
    CliError::Program { program: "git".into(), reason: reason.to_owned(), advice: None }
}
