//! How large the parts of a module are: a few bytes can ask a compiler for much work, and no fuel
//! holds it while it compiles.
//!
//! The bounds are far above what toolchains make; the interpreters of Python and JavaScript, which
//! are the largest modules that there are, stay below a quarter of each.

use sandshift_model::origin::Origin;
use wasmparser::{BinaryReaderError, FunctionBody, Parser, Payload};

use crate::error::{GuestError, Resource};

use super::errors;

/// Functions of a module, in all its parts together.
const FUNCTIONS: usize = 100_000;

/// Bytes of one function: the time to compile one grows faster than its length.
const FUNCTION_BYTES: usize = 2 << 20;

/// Variables of one function, which take one byte for any number of them.
const LOCALS: usize = 5_000;

/// Variables of all functions together.
const ALL_LOCALS: usize = 1_000_000;

/// Core modules and components within a component.
const PARTS: usize = 200;

/// What a module consists of.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Structure {
    parts: usize,
    functions: usize,
    locals: usize,
    largest_function_bytes: usize,
    most_locals: usize,
}

/// Refuses a module with a part over its bound, before it is validated or compiled.
pub(super) fn bounded(bytes: &[u8]) -> Result<(), GuestError> {
    let seen = measure(bytes).map_err(|error| errors::broken(error.message()))?;
    let bounds = [
        (seen.parts, PARTS, "parts of a module"),
        (seen.functions, FUNCTIONS, "functions of a module"),
        (seen.largest_function_bytes, FUNCTION_BYTES, "bytes of one function of a module"),
        (seen.most_locals, LOCALS, "variables of one function of a module"),
        (seen.locals, ALL_LOCALS, "variables of all functions of a module"),
    ];
    match bounds.into_iter().find(|(found, most, _)| found > most) {
        None => Ok(()),
        Some((_, most, what)) => {
            Err(errors::limit(Resource::Length, format!("{most} {what}"), Origin::default()))
        }
    }
}

fn measure(bytes: &[u8]) -> Result<Structure, BinaryReaderError> {
    let mut seen = Structure::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => seen.parts += 1,
            Payload::CodeSectionEntry(function) => seen.add(&function)?,
            _ => {}
        }
    }
    Ok(seen)
}

impl Structure {
    fn add(&mut self, function: &FunctionBody<'_>) -> Result<(), BinaryReaderError> {
        self.functions += 1;
        self.largest_function_bytes = self.largest_function_bytes.max(function.as_bytes().len());
        let mut locals = 0_usize;
        for declared in function.get_locals_reader()? {
            locals = locals.saturating_add(declared?.0 as usize);
        }
        self.most_locals = self.most_locals.max(locals);
        self.locals = self.locals.saturating_add(locals);
        Ok(())
    }
}
