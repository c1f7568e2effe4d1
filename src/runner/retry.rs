//! Rows that a transform refused, given to its function again.
//!
//! The function is reached by running `up` of the applied revision with a host that lets nothing through but
//! that transform, see `retry_host.rs`. The script is the one that is there now, edited or not; it sees
//! the moment and the seed of the run that refused the rows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sandshift_model::origin::Origin;
use sandshift_sandbox::guest::Entry;
use sandshift_sandbox::host::Facts;

use super::apply;
use super::books::Recorded;
use super::error::RunError;
use super::granting::wall_in;
use super::hold::Hold;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::ran::statements;
use super::retry_host::{Ran, RetryHost, refused};
use super::status;
use super::step::{Carriage, Migration};
use crate::backend::connection::Connection;
use crate::backend::dialect::ForeignKeys;
use crate::revision::{Direction, RevisionId, State, Step, Target, lookup};
use crate::session::catalog_cache::CatalogCache;
use crate::session::cause::Cause;
use crate::session::ending::Left;
use crate::session::error::SessionError;
use crate::session::sink::Live;
use crate::transform::{Retried, line};

/// Gives the refused rows of an applied revision to its script again: those of one table, or of all.
///
/// # Errors
///
/// [`RunError`] when the revision is not applied, has refused no such rows, or its script cannot be asked
/// about them alone. Rows that were done before it stay done.
pub fn retry_rejects(
    project: &Project,
    mut connection: Box<dyn Connection>,
    revision: &Target,
    table: Option<&str>,
    options: &Options,
) -> Result<Vec<Retried>, RunError> {
    apply::announce(&*connection, options);
    let mut hold = Hold::take(&*connection, options)?;
    let revision = applied(project, &mut *connection, revision)?;
    let recorded = Memory::journal(&mut *connection).recorded(&revision)?.ok_or_else(|| {
        let reason = format!("revision `{revision}` was stamped, so that it refused no rows");
        refused("backfill::no_rejects", reason, "`sandshift history` shows what ran")
    })?;
    let ran = ran(&mut *connection, &recorded, table)?;
    let dialect = connection.dialect();
    let step = Step { direction: Direction::Up, revision, changes: Vec::new() };
    let workshop = Workshop::new(project, dialect, options);
    let migration = workshop.migration(&step, &mut Memory::journal(&mut *connection))?;
    wall_in(&mut *connection, options)?;
    let found = hold.look(&mut *connection)?;
    let mut sink = Live { connection, keeps: true };
    hold.raise_or_stop(dialect, &mut sink, found)?;
    let carriage = Carriage {
        dialect,
        sink: Box::new(sink),
        catalog: CatalogCache::default(),
        lock: Some(hold),
        options,
        moment: Moment::of(options),
        undo: Vec::new(),
        half: None,
    };
    carry_out(carriage, migration, recorded, ran)
}

/// The one applied revision that is meant.
fn applied(
    project: &Project,
    connection: &mut dyn Connection,
    target: &Target,
) -> Result<RevisionId, RunError> {
    let status = status::status(project, connection)?;
    let state = State::read(&status.graph, &status.heads)?;
    let found = lookup(&state, target)?;
    match found.as_slice() {
        [one] if state.has_applied(one) => Ok((*one).clone()),
        [one] => {
            let reason = format!("revision `{one}` is not applied, so that it refused no rows");
            Err(refused("backfill::not_applied", reason, "run it first: `sandshift run`"))
        }
        _ => {
            let reason = "the rows of one revision are retried at a time".to_owned();
            Err(refused("backfill::not_one", reason, "name one revision"))
        }
    }
}

/// The transforms of a run as the journal has them, with those that are to be retried.
fn ran(
    connection: &mut dyn Connection,
    recorded: &Recorded,
    table: Option<&str>,
) -> Result<VecDeque<Ran>, RunError> {
    let lines = statements(connection, &recorded.id)?;
    let is_meant = |name: &str| table.is_none_or(|table| line::shown(table) == name);
    let ran: VecDeque<Ran> = lines
        .iter()
        .filter_map(|ran| line::read(&ran.statement))
        .map(|(table, report)| {
            let is_wanted = report.refused > 0 && is_meant(&table);
            Ran { table, report, is_wanted }
        })
        .collect();
    let revision = &recorded.revision;
    let mut wanted: Vec<&str> =
        ran.iter().filter(|one| one.is_wanted).map(|one| one.table.as_str()).collect();
    if wanted.is_empty() {
        let of = table.map(|table| format!(" of `{table}`")).unwrap_or_default();
        let reason = format!("revision `{revision}` refused no rows{of} when it ran");
        return Err(refused("backfill::no_rejects", reason, &others(&ran)));
    }
    wanted.sort_unstable();
    if let Some(twice) = wanted.windows(2).find(|pair| pair[0] == pair[1]) {
        let reason = format!(
            "two transforms of revision `{revision}` refused rows of `{}`, and nobody knows which of them \
             which row",
            twice[0]
        );
        return Err(refused("backfill::ambiguous", reason, "write a revision for these rows"));
    }
    Ok(ran)
}

/// Which tables have refused rows.
fn others(ran: &VecDeque<Ran>) -> String {
    let tables: Vec<String> = ran
        .iter()
        .filter(|one| one.report.refused > 0)
        .map(|one| format!("`{}`", one.table))
        .collect();
    match tables.is_empty() {
        true => {
            "only a transform with `refused: #{ into: …, most: … }` keeps refused rows".to_owned()
        }
        false => format!("it refused rows of {}", tables.join(", ")),
    }
}

/// Runs the script as far as its last transform that is retried.
fn carry_out(
    mut carriage: Carriage<'_>,
    mut migration: Migration,
    recorded: Recorded,
    ran: VecDeque<Ran>,
) -> Result<Vec<Retried>, RunError> {
    let facts = Facts {
        dialect: carriage.dialect.name().to_owned(),
        revision: migration.revision.to_string(),
        now_micros: recorded.now_micros,
        seed: recorded.seed,
    };
    let gate = carriage.gate_with(&migration, ForeignKeys::Enforced, facts);
    let host = Arc::new(Mutex::new(RetryHost::new(gate, ran)));
    let begun = host.lock().unwrap_or_else(PoisonError::into_inner).begin();
    begun.map_err(RunError::Session)?;
    let called = migration.guest.call(Entry::Up, host.clone());
    let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
    host.end();
    match (host.outcome(), called) {
        (Some(done), _) => Ok(done),
        (None, Err(error)) => {
            let (cause, origin) = Cause::of_guest(error);
            Err(failed(&migration, cause, origin))
        }
        (None, Ok(())) => {
            let reason = "the script ended before the transform whose rows are retried".to_owned();
            let error = SessionError::Refused {
                reason,
                advice: "let it come to the same transforms as when it ran".to_owned(),
                code: "backfill::changed",
                kind: crate::error::Kind::Refused,
                origin: Origin::default(),
            };
            Err(failed(&migration, Cause::Session(Box::new(error)), Origin::default()))
        }
    }
}

fn failed(migration: &Migration, cause: Cause, origin: Origin) -> RunError {
    RunError::Migration(Box::new(migration.failure(cause, origin, Left::Nothing)))
}
