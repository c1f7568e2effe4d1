//! The life of a child: walls first, then the program, then its entries, one after the other, until the pipe ends.

use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex};

use self::host::FarHost;
use self::pipe::Pipe;
use super::walls::{self, Bounds};
use super::wire::error::{self, Numbered};
use super::wire::{FromChild, Language, ToChild};
use crate::cancel::Cancel;
use crate::error::GuestError;
use crate::guest::{Entry, Guest, SharedHost};
use crate::limits::Limits;
use crate::rhai::{self, RhaiGuest};
use crate::spool;
use crate::wasm::{self, WasmGuest};

mod host;
mod pipe;
mod workers;

/// The walls do not stand; why is on standard error.
pub(super) const NO_WALLS: u8 = 66;

/// The parent does not speak as it should, which only another version of this program does.
const ODD_PARENT: u8 = 67;

/// Runs a guest: `input` and `output` are the pipe to the parent, beside the standard streams. Gives the exit
/// code for the process.
pub fn serve(bounds: Bounds, input: File, output: File, mut complaint: impl Write) -> u8 {
    let prepared = prepare(bounds, &input, &output);
    if let Err(reason) = prepared {
        // Nobody is left to hear of it when even this cannot be written.
        let _ = writeln!(complaint, "{reason}");
        return NO_WALLS;
    }
    let cancel = Cancel::new();
    let pipe = Pipe::new(input, output, cancel.clone());
    match pipe.and_then(|pipe| live(&pipe, &cancel)) {
        Some(()) => 0,
        None => ODD_PARENT,
    }
}

#[cfg(unix)]
fn prepare(bounds: Bounds, input: &File, output: &File) -> std::io::Result<()> {
    use std::os::fd::AsRawFd;
    spool::without_files();
    let status = rhai::prepare();
    let keep: Vec<i32> =
        [input.as_raw_fd(), output.as_raw_fd()].into_iter().chain(status).collect();
    walls::shut_in(bounds, &keep)
}

#[cfg(not(unix))]
fn prepare(bounds: Bounds, _input: &File, _output: &File) -> std::io::Result<()> {
    rhai::prepare();
    spool::without_files();
    walls::shut_in(bounds, &[])
}

/// Serves the parent to its end; none when it does not speak as it should.
fn live(pipe: &Arc<Pipe>, cancel: &Cancel) -> Option<()> {
    let (head, tail) = pipe.hear()?;
    let ToChild::Program { language, limits } = head else { return None };
    let limits = limits.limits(cancel.clone());
    let mut guest = match program(language, &limits, &tail) {
        Ok(guest) => guest,
        Err(fault) => {
            let compiled = Err(error::put(fault, &mut Numbered));
            return pipe.say(&FromChild::Compiled(compiled), &[]);
        }
    };
    let all = [Entry::Up, Entry::Down, Entry::Verify, Entry::Schema];
    let entries = all.into_iter().filter(|entry| guest.has(*entry)).collect();
    pipe.say(&FromChild::Compiled(Ok(entries)), &[])?;
    loop {
        let (ToChild::Call { entry, facts }, _) = pipe.hear()? else { return None };
        let host: SharedHost =
            Arc::new(Mutex::new(FarHost::new(Arc::clone(pipe), limits.clone(), facts)));
        let ended = guest.call(entry, host).map_err(|error| error::put(error, &mut Numbered));
        pipe.say(&FromChild::Ended(ended), &[])?;
    }
}

fn program(language: Language, limits: &Limits, tail: &[u8]) -> Result<Box<dyn Guest>, GuestError> {
    // What is no text was refused by the parent.
    let text = || String::from_utf8_lossy(tail);
    Ok(match language {
        Language::Script => Box::new(RhaiGuest::compile(&text(), limits)?),
        Language::Schema => Box::new(RhaiGuest::compile_schema(&text(), limits)?),
        Language::Module { bytes } => {
            let (bytes, code) = tail.split_at_checked(bytes).unwrap_or_default();
            Box::new(WasmGuest::ready(bytes, wasm::Code::HandedOver(code), limits)?)
        }
    })
}
