//! One migration, from its source to its last trace: compile, begin, call, verify, end.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use sandshift_model::origin::Origin;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest, SharedHost};
use sandshift_sandbox::host::Facts;
use sha2::{Digest, Sha256};

use super::account;
use super::books;
use super::drive::{Halt, drive, hold, restart};
use super::error::RunError;
use super::failure::{Cause, Failure};
use super::half_run::HalfRun;
use super::hold::Hold;
use super::modules::ModuleFolder;
use super::options::{Moment, Options, TOOL_VERSION};
use crate::backend::dialect::{Dialect, ForeignKeys};
use crate::policy::allow::Allow;
use crate::policy::guard::Guard;
use crate::report::event::Event;
use crate::revision::{Direction, Pins, RevisionId, Step};
use crate::session::Run;
use crate::session::catalog_cache::CatalogCache;
use crate::session::ending::Left;
use crate::session::error::{Restart, SessionError};
use crate::session::gate::{Gate, GateParts};
use crate::session::resume::Resume;
use crate::session::scope::{Keeping, Scope, Undo};
use crate::session::sink::{Record, Sink};
use crate::session::undo::UndoOptions;

/// A revision that is ready to run in one direction: compiled, nothing of it run.
pub(super) struct Migration {
    pub(super) revision: RevisionId,
    pub(super) direction: Direction,
    pub(super) message: String,
    pub(super) file: Option<PathBuf>,
    /// How the modules are read that it names.
    pub(super) pins: Pins,
    pub(super) language: &'static str,
    pub(super) source: String,
    pub(super) checksum: String,
    pub(super) header: String,
    pub(super) transaction: bool,
    /// Whether the rows that it changes may be kept.
    pub(super) undo: bool,
    pub(super) guest: Box<dyn Guest>,
    /// What its header asks for.
    pub(super) request: Option<Allow>,
    /// Its program is the host's own: a way back that was derived.
    pub(super) is_own: bool,
}

/// What carries a run from one migration to the next.
pub(super) struct Carriage<'a> {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) sink: Box<dyn Sink>,
    pub(super) catalog: CatalogCache,
    pub(super) lock: Option<Hold>,
    pub(super) options: &'a Options,
    pub(super) moment: Moment,
    /// What each migration left as its way back; kept for runs without a journal.
    pub(super) undo: Vec<(RevisionId, Vec<Undo>)>,
    /// The half-done run that this one goes on with, or undoes.
    pub(super) half: Option<Half>,
}

/// What is done about a half-done run.
#[derive(Debug)]
pub(super) struct Half {
    /// The run that is gone on with.
    pub(super) resuming: Option<Resuming>,
    /// The id of the run that is undone.
    pub(super) undoes: Option<String>,
}

/// A run that is gone on with: its row in the journal, and what its program saw.
#[derive(Debug, Clone)]
pub(super) struct Resuming {
    revision: String,
    id: String,
    seed: String,
    now_micros: i64,
    behind: Resume,
}

/// Why a step did not come to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The heads are not what the plan says: another runner was faster.
    Replan,
    /// The rehearsal needs a scratch copy.
    Scratch,
    /// Somebody wanted the run to stop, and it did between two steps.
    Cancelled(Box<RunError>),
    /// It failed.
    Failed(Box<Failure>),
}

/// Where a step stands in its plan.
pub(super) struct Position {
    pub(super) heads_before: BTreeSet<RevisionId>,
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Carriage<'_> {
    /// Carries out one step of a plan.
    pub(super) fn carry_out(
        &mut self,
        migration: &mut Migration,
        step: &Step,
        position: &Position,
    ) -> Result<(), Stop> {
        self.options.watcher.tell(Event::Started {
            revision: migration.revision.clone(),
            message: migration.message.clone(),
            direction: migration.direction,
            position: position.number,
            of: position.of,
        });
        self.catalog.begin();
        let mut foreign_keys = ForeignKeys::Enforced;
        loop {
            let gate = Arc::new(Mutex::new(self.gate(migration, foreign_keys)));
            let driven = drive(&gate, migration, step, position, &mut self.lock);
            let halt = match driven {
                Ok(()) => {
                    self.end(&gate, migration, position);
                    return Ok(());
                }
                Err(halt) => halt,
            };
            let again = restart(&halt);
            let stop = self.stop(&gate, migration, halt, Some(position));
            match &stop {
                // What was committed before stays, so nobody knows any more what is there.
                Stop::Failed(failure) if failure.left != Left::Nothing => {
                    self.catalog = CatalogCache::default();
                }
                _ => self.catalog.back(),
            }
            match again {
                Some(_) if !self.sink.can_start_again() => return Err(Stop::Scratch),
                Some(Restart::ForeignKeysOff) if foreign_keys == ForeignKeys::Enforced => {
                    foreign_keys = ForeignKeys::CheckedAtEnd;
                }
                Some(Restart::OnScratch) => return Err(Stop::Scratch),
                _ => return Err(stop),
            }
        }
    }

    /// Calls the `verify` function alone; what it might change is the caller's to undo.
    pub(super) fn verify_only(&mut self, migration: &mut Migration) -> Result<(), Stop> {
        // Nothing of it stays, so that nothing has to be kept.
        migration.undo = false;
        let gate = Arc::new(Mutex::new(self.gate(migration, ForeignKeys::Enforced)));
        let host: SharedHost = gate.clone();
        let called = migration.guest.call(Entry::Verify, host);
        match called {
            Ok(()) => {
                self.take_back(&mut hold(&gate));
                Ok(())
            }
            Err(error) => Err(self.stop(&gate, migration, Halt::Guest(error), None)),
        }
    }

    /// What is needed to go on with a half-done run.
    pub(super) fn resuming(&mut self, half: &HalfRun) -> Result<Resuming, SessionError> {
        let recorded = match self.sink.reader() {
            Some(connection) => books::recorded(connection, &half.id)?,
            None => None,
        };
        let recorded = recorded.unwrap_or_default();
        Ok(Resuming {
            revision: half.revision.clone(),
            id: half.id.clone(),
            seed: recorded.seed,
            now_micros: recorded.now_micros,
            behind: half.resume(),
        })
    }

    fn gate(&mut self, migration: &Migration, foreign_keys: ForeignKeys) -> Gate {
        let half = self.half.as_ref();
        let resuming = half
            .and_then(|half| half.resuming.clone())
            .filter(|resuming| resuming.revision == migration.revision.as_str());
        let undoes = half.and_then(|half| half.undoes.clone());
        let (now_micros, seed) = match &resuming {
            Some(run) => (run.now_micros, run.seed.clone()),
            None => {
                (self.moment.now_micros, digest(&[&self.moment.seed, migration.revision.as_str()]))
            }
        };
        let (dialect, revision) = (self.dialect.name().to_owned(), migration.revision.to_string());
        let facts = Facts { dialect, revision, now_micros, seed };
        let mut gate = self.gate_with(migration, foreign_keys, facts);
        if undoes.is_some() {
            gate.undo_run(undoes);
        }
        if let Some(Resuming { id, behind, .. }) = resuming {
            gate.go_on_behind(id, behind);
        }
        gate
    }

    /// The gate of a migration that sees these facts.
    pub(super) fn gate_with(
        &mut self,
        migration: &Migration,
        foreign_keys: ForeignKeys,
        facts: Facts,
    ) -> Gate {
        let keeping = Keeping::of(self.dialect, migration.transaction);
        let mut scope = Scope::new(self.dialect, keeping, foreign_keys);
        scope.sent = self.options.approval.begin(migration);
        let run = self.run(migration, facts.seed.clone(), facts.now_micros);
        let parts = GateParts {
            sink: std::mem::replace(&mut self.sink, Box::new(Record)),
            catalog: std::mem::take(&mut self.catalog),
            scope,
            run,
            facts,
            parameters: self.options.parameters.clone(),
            watcher: self.options.watcher.clone(),
            clock: self.options.clock,
            detail: self.options.detail,
            modules: Box::new(ModuleFolder::beside(
                migration.file.as_deref(),
                &migration.pins,
                self.options,
            )),
            cancel: self.options.limits.cancel.clone(),
            guard: self.guard(migration),
            fence: self.lock.as_ref().and_then(|hold| hold.fence),
            heeds: migration.guest.heeds(),
        };
        Gate::new(self.dialect, parts)
    }

    fn guard(&self, migration: &Migration) -> Option<Guard> {
        let policy = self.options.policy.as_ref()?;
        let request = migration.request.clone();
        Some(policy.guard(self.dialect.name(), &migration.revision, request, migration.is_own))
    }

    fn run(&self, migration: &Migration, seed: String, now_micros: i64) -> Run {
        let direction = migration.direction.word();
        let id = if self.sink.keeps() {
            run_id(self.options)
        } else {
            // Two dry runs of the same thing give the same text, and its rows sort where they
            // belong: behind all that there are, before those of any later run.
            let newest = uuid::Uuid::parse_str(&self.moment.newest_id).unwrap_or_default();
            let next = newest.as_u128().wrapping_add(1 + self.undo.len() as u128);
            uuid::Uuid::from_u128(next).to_string()
        };
        Run {
            id,
            revision: migration.revision.to_string(),
            direction,
            message: migration.message.clone(),
            checksum: migration.checksum.clone(),
            language: migration.language.to_owned(),
            has_down: migration.guest.has(Entry::Down),
            undo: self.undo_of(migration),
            header: migration.header.clone(),
            source: migration.source.clone(),
            actor: self.options.actor.clone(),
            tool_version: TOOL_VERSION.to_owned(),
            now_micros,
            seed,
            begun_micros: (self.options.clock.elapsed_micros)(),
        }
    }

    /// Rows are kept for the way back that is derived; a migration with its own needs none.
    fn undo_of(&self, migration: &Migration) -> UndoOptions {
        let is_derived = migration.direction == Direction::Up
            && migration.undo
            && !migration.guest.has(Entry::Down);
        UndoOptions {
            keep: self.options.keep_rows.filter(|_| is_derived),
            on_conflict: self.options.on_conflict,
        }
    }

    /// Takes back what outlives the migration, and tells that it is done.
    fn end(&mut self, gate: &Arc<Mutex<Gate>>, migration: &Migration, position: &Position) {
        let mut gate = hold(gate);
        let run = gate.run().clone();
        let (mut scope, micros) = self.take_back(&mut gate);
        drop(gate);
        let sent = scope.sent.take();
        account::tell(self.options, &run, position, sent, (micros, None));
        self.undo.push((migration.revision.clone(), scope.undo));
        let file = migration.file.as_ref().and_then(|file| file.file_name());
        self.options.watcher.tell(Event::Finished {
            revision: migration.revision.clone(),
            message: migration.message.clone(),
            file: file.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            direction: migration.direction,
            transcript: scope.transcript,
            micros,
        });
    }

    /// Undoes what can be undone and says what is left.
    fn stop(
        &mut self,
        gate: &Arc<Mutex<Gate>>,
        migration: &Migration,
        halt: Halt,
        position: Option<&Position>,
    ) -> Stop {
        let mut gate = hold(gate);
        let (cause, origin) = match halt {
            Halt::Replan => {
                gate.undo_all();
                self.take_back(&mut gate);
                return Stop::Replan;
            }
            Halt::Guest(GuestError::Cancelled { origin }) => {
                (Cause::Session(Box::new(SessionError::Cancelled)), origin)
            }
            Halt::Guest(error) => Cause::of_guest(error),
            Halt::Session(error) => {
                let origin = error.origin().unwrap_or_default();
                (Cause::Session(Box::new(error)), origin)
            }
        };
        let cause = match cause {
            // The database only says that somebody ended the statement.
            Cause::Session(error) if self.options.limits.cancel.is_wanted() && error.is_ended() => {
                Cause::Session(Box::new(SessionError::Cancelled))
            }
            cause => cause,
        };
        let left = gate.undo_all();
        let restarts =
            matches!(&cause, Cause::Session(error) if matches!(**error, SessionError::Restart(_)));
        if !restarts {
            gate.record_failure(&cause.to_string());
        }
        let run = gate.run().clone();
        let (mut scope, micros) = self.take_back(&mut gate);
        let failure = migration.failure(cause, origin, left);
        if let (Some(position), false) = (position, restarts) {
            let sent = scope.sent.take();
            account::tell(self.options, &run, position, sent, (micros, Some(&failure)));
        }
        Stop::Failed(Box::new(failure))
    }

    fn take_back(&mut self, gate: &mut MutexGuard<'_, Gate>) -> (Scope, u64) {
        let parts = gate.take_parts();
        self.sink = parts.sink;
        self.catalog = parts.catalog;
        (parts.scope, parts.micros)
    }
}

impl Migration {
    pub(super) fn failure(&self, cause: Cause, origin: Origin, left: Left) -> Failure {
        Failure {
            revision: self.revision.clone(),
            direction: self.direction,
            file: self.file.clone(),
            origin,
            cause,
            left,
            done_before: Vec::new(),
        }
    }
}

/// A new id for a row of the journal: a uuid of version 7, whose first random bits count the
/// microseconds (RFC 9562, 6.2, method 3), so that ids made later sort behind.
pub(super) fn run_id(options: &Options) -> String {
    let micros = u64::try_from((options.clock.now_micros)()).unwrap_or(0);
    let mut random = [0; 10];
    random.copy_from_slice(&uuid::Uuid::new_v4().as_bytes()[..10]);
    let [high, low] = u16::to_be_bytes((micros % 1_000 * 4_096 / 1_000) as u16);
    (random[0], random[1]) = (high, low);
    uuid::Builder::from_unix_timestamp_millis(micros / 1_000, &random).into_uuid().to_string()
}

/// The SHA-256 of some texts, in hexadecimal.
fn digest(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hex::encode(hash.finalize())
}
