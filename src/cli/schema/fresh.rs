//! Where the tables of the last reading of a declared schema are kept, and how to do without them.

use std::path::{Path, PathBuf};

use clap::Args;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use crate::backend::dialect::Dialect;
use crate::cli::project::Project;
use crate::schema::declared::Made;

// A doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::cli) struct FreshOption {
    /// Make every table of the declared schema anew in the scratch database, also those that are known
    /// from the last time or from their text alone
    #[arg(long)]
    fresh: bool,
}

impl FreshOption {
    /// Tells whether the option was given.
    pub(in crate::cli) fn is_said(&self) -> bool {
        self.fresh
    }

    /// Which tables of a declared schema are made.
    pub(super) fn made(&self, project: &Project, dialect: &dyn Dialect) -> Made {
        match self.fresh {
            true => Made::All,
            false => Made::Unknown { kept: Self::file(project, dialect) },
        }
    }

    /// The file of a project and an engine in the user's cache; none for an account without a home.
    fn file(project: &Project, dialect: &dyn Dialect) -> Option<PathBuf> {
        let folder = match project.folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => &project.folder,
        };
        let folder = folder.canonicalize().ok()?;
        let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
        let cache = etcetera::choose_base_strategy().ok()?.cache_dir();
        let name = format!("{}-{}", hex::encode(&digest[..16]), dialect.name());
        Some(cache.join("sandshift").join("known-tables").join(name))
    }
}
