//! Migrations written in rhai.
//!
//! [`RhaiGuest`] compiles a script and runs its `up`, `down` or `verify` with a `db` object, or the
//! `schema` of a script that declares one.
//! The methods of `db` are in `db/`, the functions beside it in `stdlib/`; each is declared with
//! one signature, from which its name, its arguments and its error messages come. All limits are
//! set in `engine.rs`. Nothing here knows a database.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::rhai::Scope;

use crate::error::GuestError;
use crate::guest::{Entry, Guest, Heeds, SharedHost};
use crate::limits::{Limits, Profile};

mod body;
mod call;
mod check;
mod columns;
mod compile;
mod constraints;
mod db;
mod decimal;
mod engine;
mod engines;
mod errors;
mod globals;
mod indexes;
mod inserter;
mod lookup;
mod lowered;
mod method;
mod missing;
mod modules;
mod moment;
mod names;
mod options;
mod pace;
mod position;
mod query;
mod row;
mod row_batch;
mod row_function;
mod row_outcome;
mod row_worker;
mod run;
mod savepoint;
mod stdlib;
mod transform;
mod typed;
mod types;
mod value;
mod watch;

pub use check::{Checked, check_all};
use compile::Program;

/// Stack that a script runs on. The deepest nesting that the limits allow needs
/// some ten megabytes in a debug build; what is not touched costs nothing.
const STACK_BYTES: usize = 64 << 20;

/// A compiled rhai migration.
#[derive(Debug)]
pub struct RhaiGuest {
    program: Program,
    limits: Limits,
}

impl RhaiGuest {
    /// Compiles a script under these limits; runs nothing of it.
    ///
    /// # Errors
    ///
    /// [`GuestError::Syntax`] when it does not parse, [`GuestError::Missing`] without `up`,
    /// [`GuestError::Misuse`] when an entry has the wrong parameters or a function takes the name
    /// of a host function, [`GuestError::Limit`] when it is too long or nested too deeply.
    pub fn compile(source: &str, limits: &Limits) -> Result<Self, GuestError> {
        Self::with(source, limits, compile::MIGRATION)
    }

    /// Compiles a script that declares a schema in `fn schema(db)`, in the words of migrations.
    ///
    /// # Errors
    ///
    /// As [`RhaiGuest::compile`], with `schema` in the place of `up`.
    pub fn compile_schema(source: &str, limits: &Limits) -> Result<Self, GuestError> {
        Self::with(source, limits, compile::SCHEMA)
    }

    fn with(source: &str, limits: &Limits, entries: &[Entry]) -> Result<Self, GuestError> {
        if limits.profile == Profile::Shared {
            return Err(errors::host_defect("it would run without walls"));
        }
        let program = on_big_stack(|| {
            let mut made = engines::take(limits);
            let program = compile::compile(&mut made.engine, source, limits, entries);
            made.give_back();
            program
        })?;
        Ok(Self { program, limits: limits.clone() })
    }

    /// The names of all methods and properties of `db` and of all free functions, for the
    /// definitions that editors read and for the documentation.
    #[must_use]
    pub fn vocabulary() -> Vec<&'static str> {
        let methods = db::methods().chain(globals::functions()).chain(columns::methods());
        let methods = methods.chain(inserter::methods()).chain(stdlib::dictionary::methods());
        methods.map(|method| method.signature).chain(db::PROPERTIES).collect()
    }
}

impl Guest for RhaiGuest {
    fn has(&self, entry: Entry) -> bool {
        self.program.entry(entry).is_some()
    }

    /// No script can catch what the host refuses, see `errors.rs`.
    fn heeds(&self) -> Heeds {
        Heeds::Answers
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        let Some(point) = self.program.entry(entry) else {
            return Err(GuestError::Missing { entry: entry.name() });
        };
        let made = engines::take(&self.limits);
        let (engine, run) = (&made.engine, &made.run);
        let mut has_ended = false;
        run.attach(entry, (&point.ast, &self.program.constants), host);
        let outcome = on_big_stack(|| {
            let running = watch::Running::start();
            // This thread's stretch of script time begins here, not when the engine was made.
            run.watch.resume();
            let mut scope = Scope::new();
            scope.push(point.parameter.clone(), db::object(run));
            let ended = engine.run_ast_with_scope(&mut scope, &point.ast);
            drop(running);
            has_ended = true;
            // The engine steps through `map[key] = value` without a position.
            ended.map_err(|failure| errors::guest_error(*failure, &run.limits).at(point.origin))
        });
        run.detach();
        if has_ended {
            made.give_back();
        }
        outcome
    }
}

/// Opens and looks up whatever scripts need of the system, for a process that cannot do so later. Gives the
/// descriptor that has to stay open.
#[cfg(unix)]
pub(crate) fn prepare() -> Option<i32> {
    use std::os::fd::AsRawFd;
    // Where the stack of this thread ends is read from a file, once.
    let _ = stacker::remaining_stack();
    watch::memory().map(AsRawFd::as_raw_fd)
}

/// Nothing has to be opened where there are no walls.
#[cfg(not(unix))]
pub(crate) fn prepare() -> Option<i32> {
    None
}

/// Does everything on one stack with room for scripts. Where they find it, they need no stacks of their
/// own, each of which is mapped, touched and given back.
pub fn with_room<T>(work: impl FnOnce() -> T) -> T {
    stacker::grow(STACK_BYTES, work)
}

/// Runs the engine where its recursion has room, and turns a panic of it into an error.
///
/// The stack is another one on the same thread: to start and end a thread for each of a thousand
/// small scripts takes as long as the scripts.
fn on_big_stack<T>(work: impl FnOnce() -> Result<T, GuestError>) -> Result<T, GuestError> {
    catch_unwind(AssertUnwindSafe(|| stacker::maybe_grow(STACK_BYTES / 2, STACK_BYTES, work)))
        .unwrap_or_else(|_| Err(errors::host_defect("it panicked")))
}
