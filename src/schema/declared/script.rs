//! A script that declares a schema, run through the gate that migrations pass.

use std::sync::{Arc, Mutex, PoisonError};

use sandshift_sandbox::child::ChildGuest;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::guest::{Entry, Guest, Heeds, RowModule, SharedHost};
use sandshift_sandbox::host::{CallError, Facts};
use sandshift_sandbox::rhai::RhaiGuest;

use super::Surroundings;
use super::books;
use super::error::{DeclaredError, Origin};
use crate::backend::connection::Connection;
use crate::backend::dialect::ForeignKeys;
use crate::report::sql::Detail;
use crate::session::Run;
use crate::session::catalog_cache::CatalogCache;
use crate::session::cause::Cause;
use crate::session::error::{Restart, SessionError};
use crate::session::gate::{Gate, GateParts, Modules};
use crate::session::scope::{Keeping, Scope};
use crate::session::sink::{Live, Sink};
use crate::session::undo::UndoOptions;

/// What a script sees as its revision, and what its uuids start from: the same at every time.
const NAME: &str = "schema";

/// Runs the function `schema` of a script on an empty database.
pub(super) fn run(
    text: &str,
    mut connection: Box<dyn Connection>,
    surroundings: &Surroundings,
    origin: &Origin,
) -> Result<(), DeclaredError> {
    let mut guest = guest(text, surroundings)
        .map_err(|error| stopped(Stop::Guest(of_schema(error)), origin))?;
    books::make(&mut *connection).map_err(|error| stopped(Stop::Session(error), origin))?;
    let mut sink: Box<dyn Sink> = Box::new(Live { connection, keeps: false });
    let mut foreign_keys = ForeignKeys::Enforced;
    loop {
        let gate = Arc::new(Mutex::new(gate((sink, guest.heeds()), surroundings, foreign_keys)));
        let halt = match drive(&gate, &mut *guest) {
            Ok(()) => return Ok(()),
            Err(halt) => halt,
        };
        let mut held = gate.lock().unwrap_or_else(PoisonError::into_inner);
        held.undo_all();
        sink = held.take_parts().sink;
        match halt.restart() {
            Some(Restart::ForeignKeysOff) if foreign_keys == ForeignKeys::Enforced => {
                foreign_keys = ForeignKeys::CheckedAtEnd;
            }
            _ => return Err(stopped(halt, origin)),
        }
    }
}

fn guest(text: &str, surroundings: &Surroundings) -> Result<Box<dyn Guest>, GuestError> {
    let Surroundings { limits, compilation, .. } = surroundings;
    Ok(match compilation.launch_for(limits.profile)? {
        None => Box::new(RhaiGuest::compile_schema(text, limits)?),
        Some(launch) => Box::new(ChildGuest::schema(text, limits, launch)?),
    })
}

/// Says of a script without the function that it needs how that is written.
fn of_schema(error: GuestError) -> GuestError {
    match error {
        GuestError::Missing { .. } => GuestError::Misuse {
            message: "the script has no function `schema`".to_owned(),
            hint: Some("write `fn schema(db) { … }`".to_owned()),
            origin: Default::default(),
        },
        other => other,
    }
}

/// What stopped a script.
pub(super) enum Stop {
    Guest(GuestError),
    Session(SessionError),
}

impl From<SessionError> for Stop {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl Stop {
    fn restart(&self) -> Option<Restart> {
        match self {
            Self::Guest(error) => Restart::of_guest(error),
            Self::Session(SessionError::Restart(restart)) => Some(*restart),
            Self::Session(_) => None,
        }
    }
}

pub(super) fn stopped(stop: Stop, origin: &Origin) -> DeclaredError {
    let (cause, at) = match stop {
        Stop::Guest(error) => Cause::of_guest(error),
        Stop::Session(error) => {
            let at = error.origin().unwrap_or_default();
            (Cause::Session(Box::new(error)), at)
        }
    };
    let at = (at.line, at.column);
    DeclaredError::Script { origin: origin.clone(), at, cause: Box::new(cause) }
}

/// Calls the script between the begin and the end of its scope.
fn drive(gate: &Arc<Mutex<Gate>>, guest: &mut dyn Guest) -> Result<(), Stop> {
    let hold = || gate.lock().unwrap_or_else(PoisonError::into_inner);
    hold().begin()?;
    let host: SharedHost = gate.clone();
    guest.call(Entry::Schema, host).map_err(Stop::Guest)?;
    hold().settle()?;
    Ok(hold().finish(&[], None)?)
}

fn gate(
    (mut sink, heeds): (Box<dyn Sink>, Heeds),
    surroundings: &Surroundings,
    foreign_keys: ForeignKeys,
) -> Gate {
    let dialect = sink.reader().map_or(crate::backend::open::DIALECTS[0], |c| c.dialect());
    let facts = Facts {
        dialect: dialect.name().to_owned(),
        revision: NAME.to_owned(),
        now_micros: 0,
        seed: NAME.to_owned(),
    };
    let parts = GateParts {
        sink,
        catalog: CatalogCache::default(),
        scope: Scope::new(dialect, Keeping::of(dialect, true), foreign_keys),
        run: run_of(surroundings),
        facts,
        parameters: surroundings.parameters.clone(),
        watcher: surroundings.watcher.clone(),
        clock: surroundings.clock,
        detail: Detail::Full,
        modules: Box::new(NoModules),
        fence: None,
        cancel: Default::default(),
        // The project's own text, made in a database that is empty and thrown away.
        guard: None,
        heeds,
    };
    Gate::new(dialect, parts)
}

/// The run for a journal that goes with the scratch database.
fn run_of(surroundings: &Surroundings) -> Run {
    Run {
        id: NAME.to_owned(),
        revision: NAME.to_owned(),
        direction: "up",
        message: String::new(),
        checksum: String::new(),
        language: "rhai".to_owned(),
        has_down: false,
        undo: UndoOptions::default(),
        header: String::new(),
        source: String::new(),
        actor: String::new(),
        tool_version: String::new(),
        now_micros: 0,
        seed: NAME.to_owned(),
        begun_micros: (surroundings.clock.elapsed_micros)(),
    }
}

/// A declared schema has no rows to transform.
#[derive(Debug)]
struct NoModules;

impl Modules for NoModules {
    fn open(&self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        let message = format!("a declared schema has no rows, and cannot use the module `{file}`");
        Err(HostError::new(Fault::BadInput, message).into())
    }
}
