//! What compiles: in this process, or as the whole life of a child process.

use std::io::{self, Read, Write};

use wasmtime::Engine;

use super::super::{engine, errors};
use crate::child;
use crate::limits::Profile;

/// What the engine and the allocator say when the limit on memory is reached.
pub(crate) const NO_MEMORY: [&str; 3] =
    ["out of memory", "memory allocation of", "Cannot allocate memory"];

/// The child understood, but the bytes are no component; why stands on standard error.
pub(super) const BROKEN: u8 = 65;

/// The argument behind the memory that says whose module it is.
pub const SHARED: &str = "shared";

/// The walls around the child do not stand; why stands on standard error.
pub(super) const NO_WALLS: u8 = 66;

/// Compiles one component from `input` to `output`, and says on `complaint` what is wrong with
/// it. Gives the exit code for the process: 0 when all went well.
///
/// `memory_bytes` bounds the address space of this process, on systems that can. Where there are walls for guests
/// (see [`crate::child`]), the compiler stands behind them as well; for modules of the shared profile it does so or
/// compiles nothing.
pub fn serve(
    input: impl Read,
    mut output: impl Write,
    mut complaint: impl Write,
    memory_bytes: u64,
    profile: Profile,
) -> u8 {
    bound_memory(memory_bytes);
    // What the engine reads of the machine it reads now; what is wrong with it shows again below.
    let _ = engine::shared();
    if let Err(reason) = child::shut_in_compiler(memory_bytes)
        && profile == Profile::Shared
    {
        let _ = writeln!(complaint, "{reason}");
        return NO_WALLS;
    }
    match answer(input, &mut output) {
        Ok(()) => 0,
        Err(reason) => {
            // Nobody is left to hear of it when even this cannot be written.
            let _ = writeln!(complaint, "{reason}");
            BROKEN
        }
    }
}

fn answer(mut input: impl Read, output: &mut impl Write) -> Result<(), String> {
    let io = |error: io::Error| error.to_string();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(io)?;
    let code = compile(&engine::shared()?.engine, &bytes)?;
    output.write_all(&code).and_then(|()| output.flush()).map_err(io)
}

/// Machine code of a component; the error is a fragment about the bytes.
pub(super) fn compile(engine: &Engine, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let code = engine.precompile_component(bytes);
    code.map_err(|error| errors::fragment(&error.root_cause().to_string()))
}

#[cfg(unix)]
fn bound_memory(bytes: u64) {
    use nix::sys::resource::{Resource, setrlimit};
    // Without the limit the wall clock still holds.
    let _ = setrlimit(Resource::RLIMIT_AS, bytes, bytes);
}

#[cfg(not(unix))]
fn bound_memory(_bytes: u64) {}
