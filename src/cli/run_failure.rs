//! What the report of a stopped run says beyond other reports: the statement, and what is left.

use super::failure::Failure;
use crate::error::Coded as _;
use crate::revision::{Direction, RevisionId};
use crate::runner::error::RunError;
use crate::runner::failure::Failure as Stopped;
use crate::session::ending::Left;

/// The report of a run that stopped.
#[must_use]
pub(super) fn of_run(error: &RunError) -> Failure {
    let mut failure = Failure::of(error);
    match error {
        RunError::Migration(stopped) => describe(&mut failure, stopped),
        RunError::Session(session) => failure.sql = session.sql().map(str::to_owned),
        RunError::Unfinished { done, in_flight, .. } => {
            failure.sql.clone_from(in_flight);
            failure.state = Some(match done.len() {
                0 => "no statement of it is known to have taken effect".to_owned(),
                _ => format!("these statements of it took effect: {}", done.join("; ")),
            });
        }
        RunError::InFlight { sql, .. } => failure.sql = Some(sql.clone()),
        RunError::Cancelled { done, .. } => {
            failure.done_before = done.iter().map(ToString::to_string).collect();
            failure.state = Some(match done.as_slice() {
                [] => "nothing was begun".to_owned(),
                done => format!("what was done stays: {}", list(done)),
            });
        }
        RunError::Revision(_)
        | RunError::Policy(_)
        | RunError::Backup(_)
        | RunError::Receipt(_)
        | RunError::Edited { .. }
        | RunError::HalfNoWayBack { .. }
        | RunError::Irreversible { .. }
        | RunError::NoWayBack { .. }
        | RunError::Loss { .. }
        | RunError::NoSource { .. } => {}
    }
    failure
}

/// The report of one migration that failed.
#[must_use]
pub(super) fn of_migration(stopped: &Stopped) -> Failure {
    let mut failure = Failure::of(stopped);
    describe(&mut failure, stopped);
    failure
}

fn describe(failure: &mut Failure, stopped: &Stopped) {
    failure.sql = stopped.sql().map(str::to_owned);
    failure.revision = Some(stopped.revision.to_string());
    failure.done_before = stopped.done_before.iter().map(ToString::to_string).collect();
    failure.state = Some(state(stopped));
    failure.hint = Some(next(failure.hint.take(), stopped));
}

/// What to do next about a migration that may be half done.
fn next(advice: Option<String>, stopped: &Stopped) -> String {
    let standing = match stopped.left {
        Left::Committed | Left::Unknown => "run again",
        Left::Nothing | Left::Statements(_) | Left::Batches(_) => {
            "correct the migration and run again"
        }
    };
    let advice = advice.unwrap_or_else(|| standing.to_owned());
    match stopped.left {
        Left::Nothing | Left::Batches(_) | Left::Committed | Left::Unknown => advice,
        // It says both ways out already.
        Left::Statements(_) if stopped.code() == "state::edited_half_way" => advice,
        Left::Statements(_) => format!(
            "{advice}: `{}` goes on behind what was done, which must stay in the migration as it is; \
             or undo what was done with `{}`",
            ways(stopped.direction)[0],
            ways(stopped.direction)[1],
        ),
    }
}

/// The command that goes on, and the one that goes back.
fn ways(direction: Direction) -> [&'static str; 2] {
    match direction {
        Direction::Up => ["sandshift run", "sandshift rollback"],
        Direction::Down => ["sandshift rollback", "sandshift run"],
    }
}

fn state(stopped: &Stopped) -> String {
    let (verb, kept) = match stopped.direction {
        Direction::Up => ("running", "stays applied"),
        Direction::Down => ("undoing", "stays undone"),
    };
    let this = match &stopped.left {
        Left::Nothing => {
            format!("{verb} `{}` was rolled back, nothing of it is left", stopped.revision)
        }
        Left::Statements(statements) => format!(
            "{verb} `{}` stopped half-way, and these statements of it stay:\n  {}",
            stopped.revision,
            statements.join("\n  ")
        ),
        Left::Batches(rows) => format!(
            "{verb} `{}` stopped, and the batches that were committed stay: {rows} are done, and the \
             next run goes on behind them",
            stopped.revision
        ),
        Left::Committed => format!(
            "{verb} `{}` was committed before the connection broke: all of it is done",
            stopped.revision
        ),
        Left::Unknown => format!(
            "the connection broke when {verb} `{}` was about to be committed, in whole or in part: \
             whether it was is not known, and the next run finds out",
            stopped.revision
        ),
    };
    match stopped.done_before.as_slice() {
        [] => this,
        done => format!("{this}; what came before it {kept}: {}", list(done)),
    }
}

fn list(revisions: &[RevisionId]) -> String {
    revisions.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
