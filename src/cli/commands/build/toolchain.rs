//! The languages with a toolchain, told by the main file of the source.

use super::{BuildError, Built, Site, c, javascript, python, rust};

/// The toolchain that a source needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toolchain {
    /// A package of cargo.
    Rust,
    /// C, compiled by zig.
    C,
    /// An ECMAScript module.
    JavaScript,
    /// A Python module.
    Python,
}

impl Toolchain {
    const ALL: [Self; 4] = [Self::Rust, Self::C, Self::JavaScript, Self::Python];

    /// Tells the toolchain from the files in the folder of the source.
    ///
    /// # Errors
    ///
    /// No file is a main file, or several are.
    pub(super) fn of(site: &Site) -> Result<Self, BuildError> {
        let is_there = |toolchain: &Self| site.source.join(toolchain.main_file()).exists();
        let found: Vec<Self> = Self::ALL.into_iter().filter(is_there).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            _ => Err(BuildError::Language {
                folder: site.source.clone(),
                found: found.iter().map(|toolchain| toolchain.main_file()).collect(),
                known: Self::ALL.map(Self::main_file),
            }),
        }
    }

    fn main_file(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::C => c::MAIN_FILE,
            Self::JavaScript => javascript::MAIN_FILE,
            Self::Python => python::MAIN_FILE,
        }
    }

    /// Compiles.
    ///
    /// # Errors
    ///
    /// The toolchain is missing or refuses the source.
    pub(super) fn build(self, site: &Site) -> Result<Built, BuildError> {
        match self {
            Self::Rust => rust::build(site),
            Self::C => c::build(site),
            Self::JavaScript => javascript::build(site),
            Self::Python => python::build(site),
        }
    }
}
