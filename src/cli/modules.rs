//! How modules are compiled from the command line: by this program once more, as a child, with
//! the machine code kept in the user's cache.

use std::env;
use std::fs::File;
use std::io;

use etcetera::BaseStrategy;
use sandshift_sandbox::child::{self, Bounds, Launch};
use sandshift_sandbox::limits::Profile;
use sandshift_sandbox::wasm::{self, Compilation, Notice, Places};

use super::output::Output;
use crate::error::Kind;

/// The hidden command that a child process of ours is called with.
pub(super) const COMMAND: &str = "compile-module";

/// The hidden command of a child that runs guests.
pub(super) const GUEST: &str = "run-guest";

/// A module of more bytes takes so long to compile that somebody could think it hangs.
const LONG_BYTES: usize = 1 << 20;

/// Compiles by a child process and keeps what comes of it, as far as the surroundings allow.
pub(super) fn compilation(output: &Output) -> Compilation {
    let program = env::current_exe().ok();
    let launch = program.clone().map(|program| Launch { program, argument: GUEST.to_owned() });
    let program = program.map(|program| (program, COMMAND.to_owned()));
    let output = output.clone();
    let notice = Notice::new(move |bytes| {
        if bytes >= LONG_BYTES {
            let megabytes = bytes / LONG_BYTES;
            output.say(&format!(
                "Compiling a module of {megabytes} MiB for this machine; that takes about {megabytes} s, once"
            ));
        }
    });
    Compilation { program, launch, places: places(), notice: Some(notice) }
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
pub(super) fn serve(memory_bytes: u64, profile: Profile) -> u8 {
    let (input, output, complaint) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    wasm::serve(input, output, complaint, memory_bytes, profile)
}

/// The life of a child that runs a guest: the pipe to its parent is standard input and output.
pub(super) fn run_guest(bounds: Bounds) -> u8 {
    match pipe() {
        Ok((input, output)) => child::serve(bounds, input, output, io::stderr().lock()),
        Err(_) => Kind::Internal.exit_code(),
    }
}

/// The pipe, without the buffers that standard streams come with.
#[cfg(unix)]
fn pipe() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

#[cfg(not(unix))]
fn pipe() -> io::Result<(File, File)> {
    Err(io::ErrorKind::Unsupported.into())
}
