//! What a guest is written with: the contract and the helpers of each language, embedded in this
//! program and written beside the migrations.
//!
//! A module is frozen together with what it depends on, so the folder belongs under version
//! control, its name holds the version of the contract, and a file that is there is never changed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::CliError;

/// The version of the contract and of all that helps to use it.
pub(crate) const VERSION: &str = "0.2.0";

/// The folder of everything that belongs to modules, in a folder of migrations.
const FOLDER: &str = ".sandshift";

/// What a compiler leaves on its way is of no use to others.
const IGNORED: &str = "build/\n__pycache__/\n";

macro_rules! embedded {
    ($($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../guests/", $file)))),*]
    };
}

/// Every file of the kit, by its path in `guests/`, with its text.
const FILES: &[(&str, &str)] = embedded! {
    "wit/changes.wit"
    "wit/operations.wit"
    "wit/reading.wit"
    "wit/rows.wit"
    "wit/schema.wit"
    "wit/surroundings.wit"
    "wit/types.wit"
    "wit/worlds.wit"
    "c/sandshift.h"
    "javascript/contract.d.ts"
    "javascript/sandshift.js"
    "python/sandshift.py"
    "sdk/Cargo.toml"
    "sdk/README.md"
    "sdk/src/batch.rs"
    "sdk/src/bindings.rs"
    "sdk/src/column.rs"
    "sdk/src/constraint.rs"
    "sdk/src/db.rs"
    "sdk/src/db/moment.rs"
    "sdk/src/db/schema.rs"
    "sdk/src/entry.rs"
    "sdk/src/error.rs"
    "sdk/src/host.rs"
    "sdk/src/index.rs"
    "sdk/src/lib.rs"
    "sdk/src/log.rs"
    "sdk/src/names.rs"
    "sdk/src/operation/columns.rs"
    "sdk/src/operation/constraints.rs"
    "sdk/src/operation/enums.rs"
    "sdk/src/operation/indexes.rs"
    "sdk/src/operation/mod.rs"
    "sdk/src/operation/objects.rs"
    "sdk/src/operation/programs.rs"
    "sdk/src/operation/rows.rs"
    "sdk/src/operation/tables.rs"
    "sdk/src/query.rs"
    "sdk/src/row.rs"
    "sdk/src/rows.rs"
    "sdk/src/table.rs"
    "sdk/src/testing/answer.rs"
    "sdk/src/testing/host.rs"
    "sdk/src/testing/mod.rs"
    "sdk/src/tests.rs"
    "sdk/src/transform.rs"
    "sdk/src/types.rs"
    "sdk/src/value.rs"
    "sdk/src/writer.rs"
    "sdk/wit/changes.wit"
    "sdk/wit/operations.wit"
    "sdk/wit/reading.wit"
    "sdk/wit/rows.wit"
    "sdk/wit/schema.wit"
    "sdk/wit/surroundings.wit"
    "sdk/wit/types.wit"
    "sdk/wit/worlds.wit"
};

/// The kit of one folder of migrations.
#[derive(Debug, Clone)]
pub(crate) struct Kit {
    above: PathBuf,
}

impl Kit {
    /// The kit in a folder of migrations, whether it was written or not.
    pub(crate) fn in_folder(migrations: &Path) -> Self {
        Self { above: migrations.join(FOLDER) }
    }

    /// Writes the files that are missing.
    ///
    /// # Errors
    ///
    /// A folder or file cannot be written.
    pub(crate) fn write(&self) -> Result<(), CliError> {
        create(&self.above.join(".gitignore"), IGNORED)?;
        FILES.iter().try_for_each(|(path, text)| create(&self.folder().join(path), text))
    }

    /// The contract.
    pub(crate) fn wit(&self) -> PathBuf {
        self.part("wit")
    }

    /// The part for one language.
    pub(crate) fn part(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The folder of migrations.
    pub(crate) fn migrations(&self) -> &Path {
        self.above.parent().unwrap_or(&self.above)
    }

    /// A folder beside the kit.
    pub(crate) fn folder_beside(&self, name: &str) -> PathBuf {
        self.above.join(name)
    }

    fn folder(&self) -> PathBuf {
        self.above.join(format!("guest-{VERSION}"))
    }
}

/// Writes a file unless it is there.
fn create(file: &Path, text: &str) -> Result<(), CliError> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(CliError::file(folder, "made"))?;
    match fs::OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(mut open) => std::io::Write::write_all(&mut open, text.as_bytes())
            .map_err(CliError::file(file, "written")),
        Err(fault) if fault.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(fault) => Err(CliError::file(file, "written")(fault)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn files_in(folder: &Path, above: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_made = ["target", "Cargo.lock", "__pycache__"].iter().any(|n| path.ends_with(n));
            match path.is_dir() {
                _ if is_made => {}
                true => files_in(&path, above, found),
                false => {
                    let name = path.strip_prefix(above).unwrap().to_string_lossy();
                    found.insert(name.replace('\\', "/"));
                }
            }
        }
    }

    #[test]
    fn the_kit_holds_every_file_of_the_folders_it_is_made_of() {
        let guests = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests");
        let parts: BTreeSet<&str> =
            FILES.iter().filter_map(|(path, _)| path.split('/').next()).collect();
        let mut there = BTreeSet::new();
        parts.iter().for_each(|part| files_in(&guests.join(part), &guests, &mut there));
        let held: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(held, there);
    }

    #[test]
    fn a_file_of_the_kit_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let kit = Kit::in_folder(folder.path());
        kit.write().unwrap();
        let file = kit.wit().join("types.wit");
        fs::write(&file, "older").unwrap();
        fs::remove_file(kit.wit().join("worlds.wit")).unwrap();
        kit.write().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "older");
        assert!(kit.wit().join("worlds.wit").exists());
    }

    #[test]
    fn the_kit_has_the_version_of_the_contract() {
        let (_, text) = FILES[0];
        assert!(text.starts_with(&format!("package sandshift:guest@{VERSION};")));
    }
}
