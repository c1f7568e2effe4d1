//! What happens inside one migration: begin, call the guest, verify, end.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, SharedHost};

use super::hold::Hold;
use super::step::{Migration, Position};
use crate::revision::{Direction, RevisionId, Step};
use crate::session::error::{Restart, SessionError};
use crate::session::gate::Gate;

/// Why a migration did not come to its end.
pub(super) enum Halt {
    Replan,
    Guest(GuestError),
    Session(SessionError),
}

impl From<SessionError> for Halt {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

/// Calls the guest between the begin and the end of its scope.
pub(super) fn drive(
    gate: &Arc<Mutex<Gate>>,
    migration: &mut Migration,
    step: &Step,
    position: &Position,
    lock: &mut Option<Hold>,
) -> Result<(), Halt> {
    hold(gate).begin()?;
    if let Some(heads) = heads(gate, position)? {
        let heads: BTreeSet<&str> = heads.iter().map(String::as_str).collect();
        let expected: BTreeSet<&str> =
            position.heads_before.iter().map(RevisionId::as_str).collect();
        if heads != expected {
            return Err(Halt::Replan);
        }
    }
    let host: SharedHost = gate.clone();
    let entry = match migration.direction {
        Direction::Up => Entry::Up,
        Direction::Down => Entry::Down,
    };
    call(gate, migration, entry, &host)?;
    hold(gate).settle()?;
    if entry == Entry::Up && migration.guest.has(Entry::Verify) && hold(gate).can_read() {
        call(gate, migration, Entry::Verify, &host)?;
    }
    let now = hold(gate).micros();
    let lock = lock.as_mut().and_then(|hold| hold.due(now));
    Ok(hold(gate).finish(&step.changes, lock)?)
}

fn call(
    gate: &Arc<Mutex<Gate>>,
    migration: &mut Migration,
    entry: Entry,
    host: &SharedHost,
) -> Result<(), Halt> {
    let called = migration.guest.call(entry, host.clone());
    // A guest that went on without what it was denied may fail for another reason.
    let origin = called.as_ref().err().map(GuestError::origin).unwrap_or_default();
    hold(gate).raise_denials(origin)?;
    called.map_err(Halt::Guest)
}

/// The recorded heads where somebody may have moved them. Behind the first step of a plan nobody has, because
/// the lock and the fence are ours; where that is not kept, the change of the heads tells. A migration that
/// cannot be rolled back then does not begin without a look.
fn heads(
    gate: &Arc<Mutex<Gate>>,
    position: &Position,
) -> Result<Option<Vec<String>>, SessionError> {
    let mut gate = hold(gate);
    match position.number > 1 && gate.keeps_whole() {
        true => Ok(None),
        false => gate.heads(),
    }
}

pub(super) fn hold(gate: &Arc<Mutex<Gate>>) -> MutexGuard<'_, Gate> {
    gate.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Under which other circumstances to start again, if that is why it halted.
pub(super) fn restart(halt: &Halt) -> Option<Restart> {
    match halt {
        Halt::Session(SessionError::Restart(restart)) => Some(*restart),
        Halt::Guest(error) => Restart::of_guest(error),
        _ => None,
    }
}
