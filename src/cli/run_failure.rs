//! What the report of a stopped run says beyond other reports: the statement, and what is left.

use super::failure::Failure;
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
        RunError::Cancelled { done, .. } => {
            failure.done_before = done.iter().map(ToString::to_string).collect();
            failure.state = Some(match done.as_slice() {
                [] => "nothing was begun".to_owned(),
                done => format!("what was done stays: {}", list(done)),
            });
        }
        RunError::Revision(_)
        | RunError::Backup(_)
        | RunError::Edited { .. }
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

/// What to do next. A migration that is half done needs a person before anything else can run.
fn next(advice: Option<String>, stopped: &Stopped) -> String {
    let advice = advice.unwrap_or_else(|| "correct the migration and run again".to_owned());
    match stopped.left {
        Left::Nothing | Left::Batches(_) => advice,
        Left::Statements(_) => format!(
            "{advice}; before that, undo by hand what stays and let `sandshift unlock` forget the \
             half run, unless the migration is `restartable`"
        ),
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
    };
    match stopped.done_before.as_slice() {
        [] => this,
        done => format!("{this}; what came before it {kept}: {}", list(done)),
    }
}

fn list(revisions: &[RevisionId]) -> String {
    revisions.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
