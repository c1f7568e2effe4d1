//! A real run: lock, plan, and one step after the other.

use std::path::PathBuf;
use std::time::Duration;

use super::books;
use super::error::RunError;
use super::ghosts;
use super::half_course::Course;
use super::half_undo;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::step::{Carriage, Migration, Position, Stop};
use super::undo;
use crate::backend::connection::{Class, Connection, Lock};
use crate::backend::dialect::Dialect;
use crate::report::event::Event;
use crate::revision::{self, Direction, Graph, Plan, RevisionFile, RevisionId, State, Target};
use crate::session::catalog_cache::CatalogCache;
use crate::session::error::SessionError;
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
    books::exist(&mut *connection)?;
    let lock = lock(&*connection, options)?;
    let dialect = connection.dialect();
    let mut carriage = Carriage {
        dialect,
        sink: Box::new(Live { connection, keeps: true }),
        catalog: CatalogCache::default(),
        lock: Some(lock),
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
        outcome.heads = books::heads(connection)?;
    }
    Ok(outcome)
}

/// Takes the lock of the runners; says so when it has to wait for it.
pub(super) fn lock(
    connection: &dyn Connection,
    options: &Options,
) -> Result<Box<dyn Lock>, SessionError> {
    let doing = "waiting for another runner";
    match connection.lock(Duration::ZERO) {
        Err(error) if error.class == Class::Busy && !options.lock_wait.is_zero() => {
            options.watcher.tell(Event::WaitingForLock);
            connection.lock(options.lock_wait).map_err(SessionError::database(doing))
        }
        taken => taken.map_err(SessionError::database(doing)),
    }
}

#[derive(PartialEq, Eq)]
enum Round {
    Done,
    Again,
    /// A half-done run was undone, which is a step of a way down.
    Undone,
}

/// One plan, carried out until it is done or overtaken.
fn round(
    project: &Project,
    carriage: &mut Carriage<'_>,
    way: &Way,
    outcome: &mut Outcome,
) -> Result<Round, RunError> {
    let course = Course::of(project, carriage, way.direction)?;
    if let Course::Undo(half) = course {
        let is_step = way.direction == Direction::Down && half.direction == Direction::Up.word();
        outcome.done.push(half_undo::undo(project, carriage, half)?);
        return Ok(if is_step { Round::Undone } else { Round::Again });
    }
    let Some(connection) = carriage.sink.reader() else { return Ok(Round::Done) };
    let (graph, plan, migrations) =
        planned(project, connection, carriage.dialect, way, carriage.options)?;
    course.fits(&plan)?;
    tell_plan(&plan, carriage.options);
    if plan.is_empty() {
        return Ok(Round::Done);
    }
    let made = books::create(carriage.dialect, &mut *carriage.sink)?;
    if !made.lines.is_empty() {
        carriage.options.watcher.tell(Event::Bookkeeping { transcript: made });
    }
    drop(graph);
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

/// Plans the way and makes every migration of it ready.
pub(super) fn planned(
    project: &Project,
    connection: &mut dyn Connection,
    dialect: &'static dyn Dialect,
    way: &Way,
    options: &Options,
) -> Result<(Graph, Plan, Vec<Migration>), RunError> {
    let there = books::exist(connection)?;
    let heads = if there { books::heads(connection)? } else { Vec::new() };
    let graph = ghosts::graph_with_ghosts(project, connection, &heads)?;
    let state = State::read(&graph, &heads)?;
    let plan = plan(&state, way)?;
    if there && way.direction == Direction::Up && !plan.is_empty() && !options.allow_edited {
        refuse_edited(project, connection, &state)?;
    }
    let workshop = Workshop::new(project, dialect, options);
    let mut memory = Memory::journal(connection);
    let mut migrations = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
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
