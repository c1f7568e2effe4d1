//! A dry run on a database: everything runs for real, and nothing stays.
//!
//! Where the database rolls back schema changes, all of it happens in one transaction that is
//! rolled back. Where it does not, or where a migration needs something that a transaction cannot
//! hold (a rebuild of a table that others point to, on SQLite), it happens on a scratch copy.

use std::sync::{Arc, Mutex, PoisonError};

use super::apply::{self, Outcome, Way};
use super::books;
use super::error::RunError;
use super::granting::{limit_waits, wall_in};
use super::half_course;
use super::options::{Moment, Options};
use super::project::Project;
use super::step::{Carriage, Stop};
use crate::backend::connection::Connection;
use crate::backend::dialect::{Dialect, ForeignKeys};
use crate::integrity::receipt::HeldLock;
use crate::report::event::Event;
use crate::report::{Watch, Watcher};
use crate::session::catalog_cache::CatalogCache;
use crate::session::error::SessionError;
use crate::session::sink::{Live, Rehearsal, Sink};

/// Rehearses the way to a target; what would be sent is told to the watcher.
///
/// # Errors
///
/// [`RunError`], just as the real run would give.
pub fn rehearse(
    project: &Project,
    mut connection: Box<dyn Connection>,
    way: &Way,
    options: &Options,
) -> Result<Outcome, RunError> {
    apply::announce(&*connection, options);
    let newest_id = books::last_id(&mut *connection)?;
    let moment = Moment { newest_id, ..Moment::of(options) };
    let dialect = connection.dialect();
    if dialect.rolls_back_schema() {
        let kept = Kept { live: options.watcher.clone(), events: Arc::default() };
        let quiet = Options { watcher: Watcher::new(kept.clone()), ..options.clone() };
        let again = connection.again().map_err(SessionError::database("connecting"))?;
        match in_transaction(project, again, way, &quiet, &moment)? {
            Some(outcome) => {
                kept.pass_on(options);
                return Ok(outcome);
            }
            None => drop(kept),
        }
    }
    on_scratch(project, &mut *connection, way, options, &moment)
}

/// The events of a rehearsal that may still turn out to need a scratch copy; how far its work is can be
/// told meanwhile.
#[derive(Clone)]
struct Kept {
    live: Watcher,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Watch for Kept {
    fn event(&mut self, event: Event) {
        match event {
            Event::Progress { .. } | Event::Rows { .. } => self.live.tell(event),
            event => self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event),
        }
    }
}

impl Kept {
    fn pass_on(&self, options: &Options) {
        let mut kept = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        kept.drain(..).for_each(|event| options.watcher.tell(event));
    }
}

/// Rehearses in one transaction; none when that transaction cannot hold it.
fn in_transaction(
    project: &Project,
    mut connection: Box<dyn Connection>,
    way: &Way,
    options: &Options,
    moment: &Moment,
) -> Result<Option<Outcome>, RunError> {
    let dialect = connection.dialect();
    let frame = dialect.frame(ForeignKeys::Enforced);
    apply::listen(&*connection, options);
    limit_waits(&mut *connection, options)?;
    wall_in(&mut *connection, options)?;
    let begin = SessionError::database("beginning the rehearsal");
    send_all(&mut *connection, &frame.begin).map_err(begin)?;
    let how = "rehearsed in a transaction that was rolled back".to_owned();
    options.watcher.tell(Event::Rehearsing { how });
    let sink = Box::new(Rehearsal { connection });
    let (mut sink, result) = carry(project, sink, dialect, way, options, moment);
    if let Some(connection) = sink.reader() {
        if options.approval.records && result.is_ok() {
            tell_locks(connection, options)?;
        }
        let end = SessionError::database("rolling back the rehearsal");
        send_all(connection, &frame.rollback).map_err(end)?;
    }
    match result {
        Ok(outcome) => Ok(Some(outcome)),
        Err(Halted::Scratch) => Ok(None),
        Err(Halted::Failed(error)) => Err(error),
    }
}

/// Tells what the rehearsal has locked, as a run would.
fn tell_locks(connection: &mut dyn Connection, options: &Options) -> Result<(), SessionError> {
    let asking = SessionError::database("asking which locks are held");
    let locks = connection.held_locks().map_err(asking)?;
    let locks = locks.into_iter().map(|(relation, mode)| HeldLock { relation, mode }).collect();
    options.watcher.tell(Event::Locks { locks });
    Ok(())
}

/// Rehearses on a scratch copy, which is dropped with its connection.
fn on_scratch(
    project: &Project,
    connection: &mut dyn Connection,
    way: &Way,
    options: &Options,
    moment: &Moment,
) -> Result<Outcome, RunError> {
    let dialect = connection.dialect();
    let copying = SessionError::database("making a scratch copy of the database");
    let mut scratch = connection.scratch().map_err(copying)?;
    limit_waits(&mut *scratch, options)?;
    wall_in(&mut *scratch, options)?;
    let how = "rehearsed on a scratch copy of the database, which is gone again".to_owned();
    options.watcher.tell(Event::Rehearsing { how });
    apply::listen(&*scratch, options);
    let sink = Box::new(Live { connection: scratch, keeps: false });
    let (_sink, result) = carry(project, sink, dialect, way, options, moment);
    result.map_err(|halted| match halted {
        Halted::Failed(error) => error,
        Halted::Scratch => SessionError::Tampered {
            reason: "the heads changed while the rehearsal ran on its own copy".to_owned(),
        }
        .into(),
    })
}

enum Halted {
    Scratch,
    Failed(RunError),
}

impl<E: Into<RunError>> From<E> for Halted {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn carry(
    project: &Project,
    mut sink: Box<dyn Sink>,
    dialect: &'static dyn Dialect,
    way: &Way,
    options: &Options,
    moment: &Moment,
) -> (Box<dyn Sink>, Result<Outcome, Halted>) {
    let settings = dialect.session_settings().iter().map(ToString::to_string).collect();
    options.watcher.tell(Event::Settings { statements: settings });
    let plan = match sink.reader() {
        Some(connection) => half_course::refuse(connection)
            .and_then(|there| apply::planned(project, connection, there, way, options)),
        None => return (sink, Ok(Outcome::default())),
    };
    let (_graph, plan, migrations) = match plan {
        Ok(planned) => planned,
        Err(error) => return (sink, Err(Halted::Failed(error))),
    };
    apply::tell_plan(&plan, options);
    if plan.is_empty() {
        let heads = plan.before.iter().map(ToString::to_string).collect();
        return (sink, Ok(Outcome { done: Vec::new(), heads }));
    }
    match books::create(dialect, &mut *sink) {
        Ok(made) if made.lines.is_empty() => {}
        Ok(transcript) => options.watcher.tell(Event::Bookkeeping { transcript }),
        Err(error) => return (sink, Err(error.into())),
    }
    let catalog = CatalogCache::default();
    let (moment, undo, half) = (moment.clone(), Vec::new(), None);
    let mut carriage = Carriage { dialect, sink, catalog, lock: None, options, moment, undo, half };
    let mut done = Vec::new();
    let result = match apply::carry(&mut carriage, &plan, migrations, &mut done) {
        Ok(()) => {
            let heads = plan.after.iter().map(ToString::to_string).collect();
            Ok(Outcome { done, heads })
        }
        Err(Stop::Scratch | Stop::Replan) => Err(Halted::Scratch),
        Err(Stop::Failed(failure)) => Err(Halted::Failed(RunError::Migration(failure))),
        Err(Stop::Cancelled(error)) => Err(Halted::Failed(*error)),
    };
    (carriage.sink, result)
}

fn send_all(
    connection: &mut dyn Connection,
    statements: &[String],
) -> Result<(), crate::backend::connection::DatabaseError> {
    statements.iter().try_for_each(|sql| connection.execute(sql).map(|_| ()))
}
