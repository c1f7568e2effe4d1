//! What a module says of itself, read from its outermost sections: nothing of it is compiled,
//! and the engine is not even made.

use wasmparser::{
    BinaryReaderError, Chunk, ComponentExternalKind, ComponentTypeRef, Parser, Payload, TypeBounds,
};

use crate::error::GuestError;
use crate::guest::Entry;

use super::contract::{self, RAW_SQL};
use super::errors;

/// A module as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Bytes of the file.
    pub bytes: usize,
    /// The version of the contract that it was built against, such as `0.2.0`; none when it
    /// imports nothing of the contract.
    pub contract: Option<String>,
    /// The world that it keeps; none when it keeps none of them, and no run takes it then.
    pub world: Option<World>,
    /// The names of the interfaces that it imports, in the order of the file.
    pub imports: Vec<String>,
    /// The names of the functions that it exports, in the order of the file.
    pub exports: Vec<String>,
}

/// The worlds of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum World {
    /// A migration with a way back or a check of its own.
    Migration,
    /// A migration that leaves the way back to the host.
    MigrationForward,
    /// A migration that uses SQL in the database's own words.
    MigrationRaw,
    /// Row transforms.
    Transform,
}

impl World {
    /// The name that it has in the contract.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Migration => "migration",
            Self::MigrationForward => "migration-forward",
            Self::MigrationRaw => "migration-raw",
            Self::Transform => "transform",
        }
    }
}

impl std::fmt::Display for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Description {
    /// Tells whether it exports this entry.
    #[must_use]
    pub fn has(&self, entry: Entry) -> bool {
        self.exports(entry.name())
    }

    fn exports(&self, name: &str) -> bool {
        self.exports.iter().any(|export| export == name)
    }

    /// The world that the names show; whether their types are right is checked when the module is
    /// compiled. A module imports only what it uses, so that one built for a larger world may
    /// keep a smaller one.
    fn kept_world(&self) -> Option<World> {
        if self.has(Entry::Up) {
            let raw = self.imports.iter().any(|name| contract::interface(name) == Some(RAW_SQL));
            let forward = !self.has(Entry::Down) && !self.has(Entry::Verify);
            return Some(match (raw, forward) {
                (true, _) => World::MigrationRaw,
                (false, true) => World::MigrationForward,
                (false, false) => World::Migration,
            });
        }
        (self.exports("transform") && self.exports("transforms")).then_some(World::Transform)
    }
}

/// Describes a module without compiling or running anything of it.
///
/// It takes some microseconds and does not check what lies inside: a module that is described may
/// still be refused when it is compiled.
///
/// # Errors
///
/// [`GuestError::Syntax`] or [`GuestError::Misuse`] when the bytes are no component.
pub fn describe(bytes: &[u8]) -> Result<Description, GuestError> {
    contract::is_component(bytes)?;
    let (imports, exports) = outermost(bytes).map_err(|cut| match cut {
        Cut::Wrong(error) => errors::broken(error.message()),
        Cut::Short => errors::broken("it ends within a part"),
    })?;
    let contract = imports.iter().find_map(|name| contract::version(name)).map(str::to_owned);
    let bytes = bytes.len();
    let mut description = Description { bytes, contract, world: None, imports, exports };
    description.world = description.kept_world();
    Ok(description)
}

/// Why bytes cannot be read to their end.
enum Cut {
    Wrong(BinaryReaderError),
    Short,
}

impl From<BinaryReaderError> for Cut {
    fn from(error: BinaryReaderError) -> Self {
        Self::Wrong(error)
    }
}

/// The names of the imports and of the exported functions of a component. What lies within it is
/// passed over: a module of an interpreted language has thousands of functions.
fn outermost(bytes: &[u8]) -> Result<(Vec<String>, Vec<String>), Cut> {
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    let mut parser = Parser::new(0);
    let mut rest = bytes;
    // With the whole file at hand the parser never waits for more of it.
    while let Chunk::Parsed { consumed, payload } = parser.parse(rest, true)? {
        let mut passed = consumed;
        match payload {
            Payload::ModuleSection { unchecked_range, .. }
            | Payload::ComponentSection { unchecked_range, .. } => passed += unchecked_range.len(),
            Payload::ComponentImportSection(section) => {
                for import in section {
                    let import = import?;
                    // A world that uses a type by its name imports nothing with it.
                    if !matches!(import.ty, ComponentTypeRef::Type(TypeBounds::Eq(_))) {
                        imports.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ComponentExternalKind::Func {
                        exports.push(export.name.name.to_owned());
                    }
                }
            }
            Payload::End(_) => break,
            _ => {}
        }
        rest = rest.get(passed..).ok_or(Cut::Short)?;
    }
    Ok((imports, exports))
}
