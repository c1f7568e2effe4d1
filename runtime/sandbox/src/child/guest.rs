//! A guest whose program runs in a child.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::Launch;
use super::process::{Lost, Process};
use super::serving;
use super::wire::error::{self, Kept};
use super::wire::{FromChild, Language, ToChild};
use crate::error::{GuestError, ProcessFault};
use crate::guest::{Entry, Guest, SharedHost};
use crate::limits::Limits;
use crate::wasm::{self, Compilation};

/// Children that wait for the call of their entry at most. A plan may have a thousand migrations; those that
/// come later are begun again when it is their turn.
const WAITING: usize = 4;

static LIVING: AtomicUsize = AtomicUsize::new(0);

/// A migration program that runs in a process of its own, which no other migration ever gets.
#[derive(Debug)]
pub struct ChildGuest {
    launch: Launch,
    language: Language,
    source: Vec<u8>,
    limits: Limits,
    entries: Vec<Entry>,
    process: Option<Living>,
}

/// A child that waits for its next call, and is counted.
#[derive(Debug)]
struct Living(Process);

impl Living {
    /// Keeps a child, if it runs and there is room for it.
    fn keep(process: Process) -> Option<Self> {
        if !process.runs() {
            return None;
        }
        if LIVING.fetch_add(1, Relaxed) >= WAITING {
            LIVING.fetch_sub(1, Relaxed);
            return None;
        }
        Some(Self(process))
    }
}

impl ChildGuest {
    /// Compiles a script in a child; runs nothing of it.
    ///
    /// # Errors
    ///
    /// As [`crate::rhai::RhaiGuest::compile`], and what can go wrong with a process.
    pub fn script(source: &str, limits: &Limits, launch: &Launch) -> Result<Self, GuestError> {
        Self::begin(Language::Script, source.as_bytes().to_vec(), limits, launch)
    }

    /// Compiles a script that declares a schema in a child; runs nothing of it.
    ///
    /// # Errors
    ///
    /// As [`crate::rhai::RhaiGuest::compile_schema`], and what can go wrong with a process.
    pub fn schema(source: &str, limits: &Limits, launch: &Launch) -> Result<Self, GuestError> {
        Self::begin(Language::Schema, source.as_bytes().to_vec(), limits, launch)
    }

    /// Compiles a module, in a child of another kind, and loads its machine code in a child; runs nothing of it.
    /// This process never loads it.
    ///
    /// # Errors
    ///
    /// As [`crate::wasm::WasmGuest::load`], and what can go wrong with a process.
    pub fn module(
        bytes: &[u8],
        limits: &Limits,
        compilation: &Compilation,
        launch: &Launch,
    ) -> Result<Self, GuestError> {
        let code = wasm::compile_migration(bytes, limits, compilation)?;
        let language = Language::Module { bytes: bytes.len() };
        Self::begin(language, [bytes, &code].concat(), limits, launch)
    }

    fn begin(
        language: Language,
        source: Vec<u8>,
        limits: &Limits,
        launch: &Launch,
    ) -> Result<Self, GuestError> {
        let (launch, limits) = (launch.clone(), limits.clone());
        let mut guest =
            Self { launch, language, source, limits, entries: Vec::new(), process: None };
        let (process, entries) = guest.compile()?;
        guest.entries = entries;
        guest.process = Living::keep(process);
        Ok(guest)
    }

    /// Begins a child and has it compile the program.
    fn compile(&self) -> Result<(Process, Vec<Entry>), GuestError> {
        let process = Process::start(&self.launch, &self.limits)?;
        let head = ToChild::Program { language: self.language, limits: (&self.limits).into() };
        let said = process.say(&head, &self.source);
        let heard = said.and_then(|()| process.hear()).map_err(|lost| process.end(lost))?;
        match heard.0 {
            FromChild::Compiled(Ok(entries)) => Ok((process, entries)),
            FromChild::Compiled(Err(fault)) => Err(error::take(fault, &mut Kept::default())),
            _ => Err(process.end(Lost::Rubbish("it runs what was not called".to_owned()))),
        }
    }

    /// Takes the child that waits.
    fn take(&mut self) -> Option<Process> {
        let Living(process) = self.process.take()?;
        LIVING.fetch_sub(1, Relaxed);
        Some(process)
    }

    /// A child that has compiled the program and waits for a call.
    fn ready(&mut self) -> Result<Process, GuestError> {
        if let Some(process) = self.take().filter(Process::runs) {
            return Ok(process);
        }
        let (process, entries) = self.compile()?;
        match entries == self.entries {
            true => Ok(process),
            false => Err(error::process(
                ProcessFault::Rubbish,
                "the process of the guest compiles the same program differently",
            )),
        }
    }
}

impl Drop for ChildGuest {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl Guest for ChildGuest {
    fn has(&self, entry: Entry) -> bool {
        self.entries.contains(&entry)
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        if !self.has(entry) {
            return Err(GuestError::Missing { entry: entry.name() });
        }
        let process = self.ready()?;
        // A host that panics has failed, wherever its guest is.
        let serve = || serving::serve(&process, entry, &host, &self.limits);
        let outcome = catch_unwind(AssertUnwindSafe(serve)).unwrap_or_else(|_| {
            process.lose(Lost::Ended);
            Err(error::defect("the host of the guest panicked"))
        });
        self.process = Living::keep(process);
        outcome
    }
}
