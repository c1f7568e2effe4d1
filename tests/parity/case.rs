//! The cases, and their twins in rhai.

use std::fs;
use std::path::{Path, PathBuf};

/// A migration that exists in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Every operation, and values of every kind.
    Shop,
    /// Rows that are read, decided about and written by key.
    SpecialFloats,
}

impl Case {
    /// Tells whether rows are changed one by one.
    pub(crate) fn transforms_rows(self) -> bool {
        self == Self::SpecialFloats
    }

    /// The name of its folders.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::SpecialFloats => "special_floats",
        }
    }

    fn folder(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity").join(self.name())
    }

    /// The revision of the migration.
    pub(crate) fn revision(self) -> &'static str {
        match self {
            Self::Shop => "5b01",
            Self::SpecialFloats => "f0a2",
        }
    }

    /// The rollback target that undoes the migration and nothing else.
    pub(crate) fn before(self) -> &'static str {
        match self {
            Self::Shop => "base",
            Self::SpecialFloats => "f0a1",
        }
    }

    /// The name of its file, without what stands behind the dot.
    pub(crate) fn stem(self) -> String {
        format!("{}_{}", self.revision(), self.name())
    }

    /// The revision that has to be there before: the name and the text of its file.
    pub(crate) fn start(self) -> Option<(String, String)> {
        match self {
            Self::Shop => None,
            Self::SpecialFloats => {
                let text = read(&self.folder().join("start.rhai"));
                Some((format!("{}_start.rhai", self.before()), text))
            }
        }
    }

    /// The migration as rhai.
    pub(crate) fn twin(self) -> String {
        read(&self.folder().join("migration.rhai"))
    }

    /// The header of the twin, for files that keep theirs beside them.
    pub(crate) fn header(self) -> String {
        let twin = self.twin();
        let lines = twin.lines().map_while(|line| line.strip_prefix("//! "));
        lines.map(|line| format!("{line}\n")).collect()
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
