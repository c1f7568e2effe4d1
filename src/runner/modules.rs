//! The modules of row transforms beside a migration: the folder `modules` in its folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowModule;
use sandshift_sandbox::host::CallError;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{Compilation, WasmRows};

use super::options::Options;
use crate::session::gate::Modules;

/// The folder, beside the migrations, so that no listing takes a module for a migration.
const FOLDER: &str = "modules";

/// The modules that one migration may use.
#[derive(Debug)]
pub(super) struct ModuleFolder {
    /// None for a migration whose file is gone.
    folder: Option<PathBuf>,
    limits: Limits,
    compilation: Compilation,
}

impl ModuleFolder {
    pub(super) fn beside(migration: Option<&Path>, options: &Options) -> Self {
        Self::new(migration, &options.limits, &options.compilation)
    }

    pub(super) fn new(
        migration: Option<&Path>,
        limits: &Limits,
        compilation: &Compilation,
    ) -> Self {
        let folder = migration.and_then(Path::parent).map(|folder| folder.join(FOLDER));
        Self { folder, limits: limits.clone(), compilation: compilation.clone() }
    }

    /// The bytes of a module, which must really lie in the folder.
    fn read(&self, file: &str) -> Result<Vec<u8>, HostError> {
        let bad = |message: String| HostError::new(Fault::BadInput, message);
        if !is_plain(file) {
            let message = format!(
                "`{file}` is no name of a module; write one such as `normalise.wasm`, which lies in `{FOLDER}/` beside the migration"
            );
            return Err(bad(message));
        }
        let Some(folder) = &self.folder else {
            return Err(bad(format!("the module `{file}` is gone with the file of the revision")));
        };
        let path = folder.join(file);
        let missing =
            |error| bad(format!("the module `{}` cannot be read: {error}", path.display()));
        let real = path.canonicalize().map_err(missing)?;
        if !folder.canonicalize().is_ok_and(|folder| real.starts_with(folder)) {
            return Err(bad(format!("the module `{}` lies in another folder", path.display())));
        }
        fs::read(real).map_err(missing)
    }
}

/// A file name, or several below each other: nothing that leads out of the folder.
fn is_plain(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    file.ends_with(".wasm") && parts.all(|part| matches!(part, Component::Normal(_)))
}

impl Modules for ModuleFolder {
    fn open(&self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        let bytes = self.read(file)?;
        Ok(Box::new(WasmRows::open(&bytes, &self.limits, &self.compilation)?))
    }
}
