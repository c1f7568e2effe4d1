//! What a run or a rollback does about a run that stopped half-way.

use super::books;
use super::error::RunError;
use super::half_run::{self, HalfRun};
use super::half_undo::counted;
use super::project::Project;
use super::settle::{Onward, settle};
use super::step::{Carriage, Half};
use crate::backend::connection::Connection;
use crate::report::event::Event;
use crate::revision::{Direction, Plan};
use crate::session::transcript::Transcript;

/// What is done about it.
#[derive(Debug)]
pub(super) enum Course {
    /// There is none.
    Free,
    /// The run goes on behind it.
    GoOn(HalfRun),
    /// It begins again, as its header promises that it may.
    Again(HalfRun),
    /// It goes back statement by statement.
    Undo(HalfRun),
}

impl Course {
    /// Looks for a half-done run in the bookkeeping, which is there.
    pub(super) fn of(
        project: &Project,
        carriage: &mut Carriage<'_>,
        direction: Direction,
    ) -> Result<Self, RunError> {
        let Some(connection) = carriage.sink.reader() else { return Ok(Self::Free) };
        let Some(half) = half_run::read(connection)? else { return Ok(Self::Free) };
        let is_same_way = half.direction == direction.word();
        Ok(match half.undoing {
            // What its header promises is about `up`; a way back goes on behind what was done.
            None if is_same_way
                && direction == Direction::Up
                && may_start_again(project, &half) =>
            {
                Self::Again(half)
            }
            None if is_same_way => Self::GoOn(half),
            _ => Self::Undo(half),
        })
    }

    /// Makes sure that nothing else happens before the half-done revision is finished.
    pub(super) fn fits(&self, plan: &Plan) -> Result<(), RunError> {
        let (Self::GoOn(half) | Self::Again(half) | Self::Undo(half)) = self else {
            return Ok(());
        };
        let begins_with_it = plan.steps.first().is_none_or(|step| {
            step.revision.as_str() == half.revision && step.direction.word() == half.direction
        });
        if begins_with_it { Ok(()) } else { Err(unfinished(half)) }
    }

    /// Makes the journal ready: what is gone on with is settled, and what was cut short counts as running no
    /// longer; a run may have been killed before its first statement.
    pub(super) fn prepare(self, carriage: &mut Carriage<'_>) -> Result<(), RunError> {
        let mut cut_short = match carriage.sink.reader() {
            Some(connection) => books::running(connection)?,
            None => Vec::new(),
        };
        match self {
            Self::Free | Self::Undo(_) => {}
            Self::GoOn(mut half) => {
                cut_short.retain(|id| *id != half.id);
                settle(carriage, &mut half, Onward::On)?;
                let done = counted(half.done().len());
                let message =
                    format!("`{}` goes on behind {done} of an earlier run", half.revision);
                carriage.options.watcher.tell(Event::Notice { message });
                let resuming = Some(carriage.resuming(&half)?);
                carriage.half = Some(Half { resuming, undoes: None });
            }
            Self::Again(half) => {
                let message =
                    format!("`{}` stopped half-way before and begins again", half.revision);
                carriage.options.watcher.tell(Event::Notice { message });
                if !cut_short.contains(&half.id) {
                    cut_short.push(half.id);
                }
            }
        }
        let mut sent = Transcript::default();
        for id in cut_short {
            books::send(carriage.dialect, &mut *carriage.sink, &books::abandon(id), &mut sent)?;
        }
        Ok(())
    }
}

/// Refuses what cannot go on behind a half-done run: a dry run. Tells whether there is bookkeeping.
pub(super) fn refuse(connection: &mut dyn Connection) -> Result<bool, RunError> {
    if !books::exist(connection)? {
        return Ok(false);
    }
    half_run::read(connection)?.map_or(Ok(true), |half| Err(unfinished(&half)))
}

/// Tells whether the header promises that a half-done revision can begin again.
fn may_start_again(project: &Project, half: &HalfRun) -> bool {
    let file = project.files.iter().find(|(id, _)| id.as_str() == half.revision);
    file.is_some_and(|(_, file)| file.header.restartable)
}

fn unfinished(half: &HalfRun) -> RunError {
    RunError::Unfinished {
        revision: half.revision.clone(),
        done: half.done(),
        in_flight: half.in_flight().map(|kept| kept.sql.clone()),
    }
}
