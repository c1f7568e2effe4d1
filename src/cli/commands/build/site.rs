//! Where modules are built, and from what.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::CliError;
use crate::cli::failure::Failure;
use crate::cli::kit::Kit;
use crate::revision::{RevisionFile, module_folder};

use super::{BuildError, files};

/// The world of modules of row transforms.
const TRANSFORM: &str = "transform";

/// Where a module is built, and from what; all paths are absolute.
pub(super) struct Site {
    /// The revision, or the name of a module of row transforms.
    pub(super) revision: String,
    /// The folder with the source.
    pub(super) source: PathBuf,
    /// The module.
    pub(super) module: PathBuf,
    /// The header that is told what is known about it; row transforms have none.
    pub(super) header: Option<PathBuf>,
    /// A folder for what is made on the way, of this module alone.
    pub(super) build: PathBuf,
    /// A folder for what is made on the way, shared by all modules.
    pub(super) shared: PathBuf,
    /// The contract and what helps to use it.
    pub(super) kit: Kit,
    /// The world that the header names, or `migration`.
    pub(super) world: String,
}

impl Site {
    /// The module of a revision.
    pub(super) fn of(file: &RevisionFile) -> Result<Self, Failure> {
        let revision = file.header.revision.to_string();
        let Some(source) = file.source_folder() else {
            return Err(BuildError::NoSource { file: file.path.clone(), revision }.into());
        };
        let source = absolute(&source)?;
        if !source.is_dir() {
            return Err(BuildError::SourceMissing { folder: source, revision }.into());
        }
        let folder = absolute(file.path.parent().unwrap_or(Path::new("")))?;
        let (module, header) = (file.path.clone(), Some(file.path.with_extension("toml")));
        let world = file.header.world.clone().unwrap_or_else(|| "migration".into());
        Self::at(&folder, revision, source, module, header, world)
    }

    /// A module of row transforms: the folder of its source lies beside it, in the folder
    /// `modules` of the migrations.
    pub(super) fn of_rows(migrations: &Path, name: &str) -> Result<Self, Failure> {
        let folder = module_folder(migrations);
        let source = absolute(&folder.join(name))?;
        if !source.is_dir() {
            let revision = name.to_owned();
            return Err(BuildError::SourceMissing { folder: source, revision }.into());
        }
        let module = folder.join(format!("{name}.wasm"));
        let migrations = absolute(migrations)?;
        Self::at(&migrations, name.to_owned(), source, module, None, TRANSFORM.to_owned())
    }

    fn at(
        migrations: &Path,
        revision: String,
        source: PathBuf,
        module: PathBuf,
        header: Option<PathBuf>,
        world: String,
    ) -> Result<Self, Failure> {
        let kit = Kit::in_folder(migrations);
        kit.write()?;
        let shared = kit.folder_beside("build");
        let build = shared.join(module.file_stem().unwrap_or_default());
        files::make_folder(&build)?;
        Ok(Self { revision, source, module, header, build, shared, kit, world })
    }
}

/// The names of the sources of row transforms in a folder of migrations, in order.
pub(super) fn sources_of_rows(migrations: &Path) -> Vec<String> {
    let entries = fs::read_dir(module_folder(migrations)).into_iter().flatten();
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::path::absolute(path).map_err(CliError::file(path, "found from the root"))
}
