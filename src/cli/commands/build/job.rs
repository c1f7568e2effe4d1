//! What there is to build: modules of revisions, and modules of row transforms.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cli::failure::Failure;
use crate::revision::{RevisionFile, module_folder};
use crate::runner::project::Project as Revisions;

use super::files;
use super::site::{Site, sources_of_rows};

/// One module to build.
pub(super) enum Job<'r> {
    /// That of a revision.
    Revision(&'r RevisionFile),
    /// One of row transforms, in this folder of migrations.
    Rows { migrations: PathBuf, name: String },
}

impl<'r> Job<'r> {
    /// What has no module yet, and what has one that is older than its source.
    pub(super) fn open(revisions: &'r Revisions, folders: &[PathBuf]) -> (Vec<Self>, Vec<Self>) {
        let with_source = revisions.files.values().filter(|file| file.header.source.is_some());
        let of_revisions = with_source.map(Job::Revision);
        let of_rows = folders.iter().flat_map(|migrations| {
            let rows = |name| Job::Rows { migrations: migrations.clone(), name };
            sources_of_rows(migrations).into_iter().map(rows)
        });
        let (built, missing): (Vec<Self>, Vec<Self>) =
            of_revisions.chain(of_rows).partition(|job| job.module().exists());
        (missing, built.into_iter().filter(Self::is_outdated).collect())
    }

    /// The row transforms of this name, in the first folder that has them.
    pub(super) fn rows(folders: &[PathBuf], name: &str) -> Self {
        let has = |folder: &&PathBuf| sources_of_rows(folder).iter().any(|known| known == name);
        let found = folders.iter().find(has).or(folders.first());
        Self::Rows { migrations: found.cloned().unwrap_or_default(), name: name.to_owned() }
    }

    /// Where it is built.
    pub(super) fn site(&self) -> Result<Site, Failure> {
        match self {
            Self::Revision(file) => Site::of(file),
            Self::Rows { migrations, name } => Site::of_rows(migrations, name),
        }
    }

    /// The revision, or the name of the row transforms.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Revision(file) => file.header.revision.as_str(),
            Self::Rows { name, .. } => name,
        }
    }

    /// The command that builds it again.
    pub(super) fn command(&self) -> String {
        match self {
            Self::Revision(_) => format!("sandshift build {}", self.name()),
            Self::Rows { .. } => format!("sandshift build --module {}", self.name()),
        }
    }

    fn module(&self) -> PathBuf {
        match self {
            Self::Revision(file) => file.path.clone(),
            Self::Rows { migrations, name } => {
                module_folder(migrations).join(format!("{name}.wasm"))
            }
        }
    }

    fn source(&self) -> PathBuf {
        match self {
            Self::Revision(file) => file.source_folder().unwrap_or_default(),
            Self::Rows { migrations, name } => module_folder(migrations).join(name),
        }
    }

    /// Whether a file of the source was changed after the module was written.
    fn is_outdated(&self) -> bool {
        let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
        let inside = files::all_in(&self.source());
        let newest: Option<SystemTime> = inside.iter().filter_map(|path| changed(path)).max();
        newest.zip(changed(&self.module())).is_some_and(|(source, module)| source > module)
    }
}
