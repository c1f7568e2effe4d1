//! How modules are compiled from the command line: by this program once more, as a child, with
//! the machine code kept in the user's cache.

use std::env;
use std::io;

use etcetera::BaseStrategy;
use sandshift_sandbox::wasm::{self, Compilation, Notice, Places};

use super::output::Output;

/// The hidden command that a child process of ours is called with.
pub(super) const COMMAND: &str = "compile-module";

/// A module of more bytes takes so long to compile that somebody could think it hangs.
const LONG_BYTES: usize = 1 << 20;

/// Compiles by a child process and keeps what comes of it, as far as the surroundings allow.
pub(super) fn compilation(output: &Output) -> Compilation {
    let program = env::current_exe().ok().map(|program| (program, COMMAND.to_owned()));
    let output = output.clone();
    let notice = Notice::new(move |bytes| {
        if bytes >= LONG_BYTES {
            let megabytes = bytes / LONG_BYTES;
            output.say(&format!(
                "Compiling a module of {megabytes} MiB for this machine; that takes about {megabytes} s, once"
            ));
        }
    });
    Compilation { program, places: places(), notice: Some(notice) }
}

/// The user's own folders; none for an account without a home.
fn places() -> Option<Places> {
    let folders = etcetera::choose_base_strategy().ok()?;
    // What must stay secret and what may be thrown away at any time never share a folder.
    let secrets = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(Places {
        code: folders.cache_dir().join("sandshift").join("modules"),
        key: secrets.join("sandshift").join("modules.key"),
    })
}

/// The life of the child: a module on standard input, machine code on standard output.
pub(super) fn serve(memory_bytes: u64) -> u8 {
    wasm::serve(io::stdin().lock(), io::stdout().lock(), io::stderr().lock(), memory_bytes)
}
