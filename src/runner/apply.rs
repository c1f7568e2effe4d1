//! A real run: lock, plan, and one step after the other.

use std::path::PathBuf;

use super::approving;
use super::books;
use super::error::RunError;
use super::ghosts;
use super::granting::{limit_waits, must_be_granted, wall_in};
use super::half_course::Course;
use super::half_undo;
use super::hold::Hold;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::step::{Carriage, Migration, Position, Stop};
use super::undo;
use crate::backend::connection::Connection;
use crate::report::event::Event;
use crate::revision::{self, Direction, Graph, Plan, RevisionFile, RevisionId, State, Target};
use crate::session::catalog_cache::CatalogCache;
use crate::session::error::SessionError;
use crate::session::fence::Fence;
use crate::session::sink::Live;

/// How often to make a new plan because another runner was faster, before giving up.
const REPLANS: usize = 100;

/// Where to go.
#[derive(Debug, Clone)]
pub struct Way {
    /// Up or down.
    pub direction: Direction,
    /// The target, as it was typed.
    pub target: Target,
}

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The revisions that ran, in order.
    pub done: Vec<(RevisionId, Direction)>,
    /// The recorded heads afterwards.
    pub heads: Vec<String>,
}

/// Runs to a target.
///
/// # Errors
///
/// [`RunError`]; what was done before it stays done, and [`super::failure::Failure`] says what.
pub fn apply(
    project: &Project,
    mut connection: Box<dyn Connection>,
    way: &Way,
    options: &Options,
) -> Result<Outcome, RunError> {
    announce(&*connection, options);
    listen(&*connection, options);
    books::exist(&mut *connection)?;
    let hold = Hold::take(&*connection, options)?;
    limit_waits(&mut *connection, options)?;
    wall_in(&mut *connection, options)?;
    let dialect = connection.dialect();
    let mut carriage = Carriage {
        dialect,
        sink: Box::new(Live { connection, keeps: true }),
        catalog: CatalogCache::default(),
        lock: Some(hold),
        options,
        moment: Moment::of(options),
        undo: Vec::new(),
        half: None,
    };
    let mut outcome = Outcome::default();
    let mut way = way.clone();
    for _ in 0..REPLANS {
        match round(project, &mut carriage, &way, &mut outcome)? {
            Round::Done => break,
            Round::Again => {}
            // What was done of a half-done revision is the first one that goes back.
            Round::Undone => match way.target.one_less() {
                Some(target) => way.target = target,
                None => break,
            },
        }
        carriage.catalog = CatalogCache::default();
    }
    if let Some(connection) = carriage.sink.reader() {
        outcome.heads = match outcome.done.is_empty() {
            true => books::heads(connection)?,
            false => books::heads_there(connection)?,
        };
    }
    Ok(outcome)
}

/// Lets whoever wants the run to stop end the statement that this connection carries out.
pub(super) fn listen(connection: &dyn Connection, options: &Options) {
    let interrupt = connection.interrupter();
    options.limits.cancel.ends_far_work_by(move || {
        // It is tried again as long as the statement is on its way.
        let _ = interrupt();
    });
}

#[derive(PartialEq, Eq)]
enum Round {
    Done,
    Again,
    /// A half-done run was undone, which is a step of a way down.
    Undone,
}

/// Reads where the fence stands.
fn look(carriage: &mut Carriage<'_>) -> Result<Option<Fence>, SessionError> {
    match (&mut carriage.lock, carriage.sink.reader()) {
        (Some(hold), Some(connection)) => hold.look(connection),
        _ => Ok(None),
    }
}

/// Raises the fence; says no when another runner did meanwhile.
fn raise(carriage: &mut Carriage<'_>, found: Option<Fence>) -> Result<bool, SessionError> {
    match &mut carriage.lock {
        Some(hold) => hold.raise(carriage.dialect, &mut *carriage.sink, found),
        None => Ok(true),
    }
}

/// One plan, carried out until it is done or overtaken.
fn round(
    project: &Project,
    carriage: &mut Carriage<'_>,
    way: &Way,
    outcome: &mut Outcome,
) -> Result<Round, RunError> {
    let found = look(carriage)?;
    // Asked once: a server that is far away takes its time for each question, and the lock is ours.
    let there = match carriage.sink.reader() {
        Some(connection) => books::exist(connection)?,
        None => false,
    };
    let course = match there {
        true => Course::of(project, carriage, way.direction)?,
        false => Course::Free,
    };
    if let Course::Undo(half) = course {
        approving::must_not_undo(&half.revision, carriage.options)?;
        if !raise(carriage, found)? {
            return Ok(Round::Again);
        }
        let is_step = way.direction == Direction::Down && half.direction == Direction::Up.word();
        outcome.done.push(half_undo::undo(project, carriage, half)?);
        return Ok(if is_step { Round::Undone } else { Round::Again });
    }
    let Some(connection) = carriage.sink.reader() else { return Ok(Round::Done) };
    let (graph, plan, migrations) = planned(project, connection, there, way, carriage.options)?;
    course.fits(&plan)?;
    let name = carriage.dialect.name();
    approving::must_be_approved(name, &plan, &migrations, carriage.options)?;
    tell_plan(&plan, carriage.options);
    if plan.is_empty() {
        return Ok(Round::Done);
    }
    if !there {
        let made = books::create(carriage.dialect, &mut *carriage.sink)?;
        if !made.lines.is_empty() {
            carriage.options.watcher.tell(Event::Bookkeeping { transcript: made });
        }
    }
    drop(graph);
    if !raise(carriage, found)? {
        return Ok(Round::Again);
    }
    course.prepare(carriage)?;
    if let (Direction::Up, Some(connection)) = (way.direction, carriage.sink.reader()) {
        undo::expire(connection, carriage.options)?;
    }
    let carried = carry(carriage, &plan, migrations, &mut outcome.done);
    carriage.half = None;
    match carried {
        Ok(()) => Ok(Round::Done),
        Err(Stop::Replan | Stop::Scratch) => Ok(Round::Again),
        Err(Stop::Failed(failure)) => Err(RunError::Migration(failure)),
        Err(Stop::Cancelled(error)) => Err(*error),
    }
}

/// Carries out a plan whose migrations are ready; each is dropped when it is done.
///
/// # Errors
///
/// [`Stop`]; what was done before is in `done`.
pub(super) fn carry(
    carriage: &mut Carriage<'_>,
    plan: &Plan,
    migrations: Vec<Migration>,
    done: &mut Vec<(RevisionId, Direction)>,
) -> Result<(), Stop> {
    let steps = plan.steps.iter().zip(migrations).zip(plan.heads());
    for (at, ((step, mut migration), heads_before)) in steps.enumerate() {
        if carriage.options.limits.cancel.is_wanted() {
            let done = done.iter().map(|(id, _)| id.clone()).collect();
            return Err(Stop::Cancelled(Box::new(cancelled(plan, at, done))));
        }
        let position = Position { heads_before, number: at + 1, of: plan.steps.len() };
        match carriage.carry_out(&mut migration, step, &position) {
            Ok(()) => done.push((step.revision.clone(), step.direction)),
            Err(Stop::Failed(mut failure)) => {
                failure.done_before = done.iter().map(|(id, _)| id.clone()).collect();
                return Err(Stop::Failed(failure));
            }
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

/// Why a plan ends before the step at this place.
fn cancelled(plan: &Plan, at: usize, done: Vec<RevisionId>) -> RunError {
    RunError::Cancelled { before: plan.steps[at].revision.clone(), done, of: plan.steps.len() }
}

/// Plans the way and makes every migration of it ready; `there` says whether there is bookkeeping.
pub(super) fn planned(
    project: &Project,
    connection: &mut dyn Connection,
    there: bool,
    way: &Way,
    options: &Options,
) -> Result<(Graph, Plan, Vec<Migration>), RunError> {
    let dialect = connection.dialect();
    let heads = if there { books::heads_there(connection)? } else { Vec::new() };
    let graph = ghosts::graph_with_ghosts(project, connection, &heads)?;
    let state = State::read(&graph, &heads)?;
    let plan = plan(&state, way)?;
    if there && way.direction == Direction::Up && !plan.is_empty() && !options.allow_edited {
        refuse_edited(project, connection, &state)?;
    }
    must_be_granted(project, &plan, options)?;
    let workshop = Workshop::new(project, dialect, options);
    let mut memory = Memory::journal_of(connection, &plan.steps);
    let mut migrations = Vec::with_capacity(plan.steps.len());
    for (at, step) in plan.steps.iter().enumerate() {
        if options.limits.cancel.is_wanted() {
            return Err(cancelled(&plan, at, Vec::new()));
        }
        migrations.push(workshop.migration(step, &mut memory)?);
    }
    Ok((graph, plan, migrations))
}

/// Plans the way from a state.
pub(super) fn plan(state: &State<'_>, way: &Way) -> revision::Result<Plan> {
    match way.direction {
        Direction::Up => revision::upgrade(state, &way.target),
        Direction::Down => revision::downgrade(state, &way.target),
    }
}

pub(super) fn announce(connection: &dyn Connection, options: &Options) {
    let server = connection.server();
    options.watcher.tell(Event::Connected {
        address: server.address.clone(),
        version: server.version.clone(),
    });
}

pub(super) fn tell_plan(plan: &Plan, options: &Options) {
    let steps = plan.steps.iter().map(|step| (step.revision.clone(), step.direction)).collect();
    options.watcher.tell(Event::Planned { steps });
}

fn refuse_edited(
    project: &Project,
    connection: &mut dyn Connection,
    state: &State<'_>,
) -> Result<(), RunError> {
    let applied: Vec<&RevisionFile> =
        state.applied().into_iter().filter_map(|id| project.files.get(id)).collect();
    let revisions = edited(connection, &applied)?;
    if revisions.is_empty() { Ok(()) } else { Err(RunError::Edited { revisions }) }
}

/// Which of these files mean something else than when they were applied.
pub(super) fn edited(
    connection: &mut dyn Connection,
    files: &[&RevisionFile],
) -> Result<Vec<(RevisionId, PathBuf)>, RunError> {
    let recorded = books::last_ups(connection)?;
    let mut edited = Vec::new();
    for file in files {
        let Some(row) = recorded.get(file.header.revision.as_str()) else { continue };
        if !row.checksum.is_empty() && row.checksum != hex::encode(file.checksum()?.as_bytes()) {
            edited.push((file.header.revision.clone(), file.path.clone()));
        }
    }
    Ok(edited)
}
