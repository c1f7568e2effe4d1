//! The modules of row transforms beside a migration: the folder `modules` in its folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use sandshift_model::origin::Origin;
use sandshift_sandbox::child;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowModule;
use sandshift_sandbox::host::CallError;
use sandshift_sandbox::limits::{Limits, Profile};
use sandshift_sandbox::wasm::{Compilation, WasmRows};

use super::options::Options;
use crate::error::Coded;
use crate::revision::{Pins, RevisionError, module_folder};
use crate::session::error::SessionError;
use crate::session::gate::Modules;

/// The modules that one migration may use.
#[derive(Debug)]
pub(super) struct ModuleFolder {
    /// None for a migration whose file is gone.
    folder: Option<PathBuf>,
    pins: Pins,
    limits: Limits,
    compilation: Compilation,
}

impl ModuleFolder {
    pub(super) fn beside(migration: Option<&Path>, pins: &Pins, options: &Options) -> Self {
        Self::new(migration, pins, (&options.limits, &options.compilation))
    }

    pub(super) fn new(
        migration: Option<&Path>,
        pins: &Pins,
        (limits, compilation): (&Limits, &Compilation),
    ) -> Self {
        let folder = migration.and_then(Path::parent).map(module_folder);
        let (limits, compilation) = (limits.clone(), compilation.clone());
        Self { folder, pins: pins.clone(), limits, compilation }
    }

    /// The bytes of a module, which must really lie in the folder.
    fn read(&self, file: &str) -> Result<Vec<u8>, HostError> {
        let bad = |message: String| HostError::new(Fault::BadInput, message);
        if !is_plain(file) {
            let message = format!(
                "`{file}` is no name of a module; write one such as `normalise.wasm`, which lies in `modules/` beside the migration"
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
        if self.pins.is_locked() {
            return self.pins.read(&path).map_err(|error| refused(&error));
        }
        fs::read(real).map_err(missing)
    }
}

/// The error of a module that is not what the lock names, which no script can catch.
fn refused(error: &RevisionError) -> HostError {
    let refused = SessionError::Refused {
        reason: error.to_string(),
        advice: error.hint().unwrap_or_default(),
        code: error.code(),
        kind: error.kind(),
        origin: Origin::default(),
    };
    HostError::caused(Fault::Refused, refused)
}

/// The name of a file, which leads nowhere else.
fn is_plain(file: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(file).components().collect();
    file.ends_with(".wasm") && matches!(parts.as_slice(), [Component::Normal(_)])
}

impl Modules for ModuleFolder {
    fn open(&self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        let bytes = self.read(file)?;
        let (limits, compilation) = (&self.limits, &self.compilation);
        Ok(match limits.profile {
            Profile::Trusted => Box::new(WasmRows::open(&bytes, limits, compilation)?),
            // The guest asks for it on the other side of a pipe, and opens it there.
            Profile::Shared => child::open_module(bytes, limits, compilation)?,
        })
    }
}
