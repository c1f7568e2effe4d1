//! Undoing a half-done run, statement by statement: the ways back that were kept with its statements, last
//! thing first. It is a run of its own in the journal, and goes on like any other when it is cut short.

use sandshift_model::origin::Origin;
use sandshift_model::statement::Statement;
use sandshift_sandbox::guest::Entry;

use super::books;
use super::derived::{DerivedGuest, Obstacles};
use super::error::RunError;
use super::half_run::HalfRun;
use super::project::Project;
use super::settle::{Onward, settle};
use super::stamp;
use super::step::{Carriage, Half, Migration, Position, Stop};
use crate::backend::dialect::ForeignKeys;
use crate::backend::statement_class::Class as Statements;
use crate::backend::walls::Identity;
use crate::report::event::Event;
use crate::revision::{Direction, RevisionId, Step};
use crate::session::error::SessionError;
use crate::session::mark;
use crate::session::resume::{Kept, Mark};
use crate::session::scope::Undo;
use crate::session::sink::SinkError;
use crate::session::transcript::Transcript;

/// Undoes a half-done run.
pub(super) fn undo(
    project: &Project,
    carriage: &mut Carriage<'_>,
    mut half: HalfRun,
) -> Result<(RevisionId, Direction), RunError> {
    let revision: RevisionId = half.revision.parse().map_err(|_| SessionError::Tampered {
        reason: format!("the journal names a revision `{}`", half.revision),
    })?;
    let back = if half.direction == Direction::Up.word() { Direction::Down } else { Direction::Up };
    let undoing = half.undoing.take();
    if undoing.is_none() {
        must_have_a_way_back(carriage, &half, &revision)?;
        settle(carriage, &mut half, Onward::Back)?;
        finish_step(carriage, &mut half)?;
    }
    let undoing = match undoing {
        Some(mut undoing) => {
            settle(carriage, &mut undoing, Onward::On)?;
            Some(*undoing)
        }
        None => None,
    };
    let message = match undoing {
        Some(_) => format!("goes on undoing what was done of `{revision}`"),
        None => format!("undoes what was done of `{revision}`: {}", counted(half.done().len())),
    };
    carriage.options.watcher.tell(Event::Notice { message });
    let kept = half.steps.iter().filter(|step| !step.is_unbegun());
    let kept: Vec<Undo> = kept.flat_map(|step| step.undo.iter().cloned()).collect();
    let entry = if back == Direction::Up { Entry::Up } else { Entry::Down };
    let mut migration = migration(project, &revision, back, DerivedGuest::of_half(kept, entry));
    let resuming = undoing.map(|run| carriage.resuming(&run)).transpose()?;
    carriage.half = Some(Half { resuming, undoes: Some(half.id.clone()) });
    let step = Step { direction: back, revision: revision.clone(), changes: Vec::new() };
    let heads = match carriage.sink.reader() {
        Some(connection) => books::heads(connection)?,
        None => Vec::new(),
    };
    let heads_before = heads.iter().filter_map(|head| head.parse().ok()).collect();
    let position = Position { heads_before, number: 1, of: 1 };
    let carried = carriage.carry_out(&mut migration, &step, &position);
    carriage.half = None;
    match carried {
        Ok(()) => Ok((revision, back)),
        Err(Stop::Failed(failure)) => Err(RunError::Migration(failure)),
        Err(Stop::Cancelled(error)) => Err(*error),
        // Nobody else is at work, and a real run needs no scratch copy.
        Err(Stop::Replan | Stop::Scratch) => Err(RunError::Unfinished {
            revision: half.revision.clone(),
            done: half.done(),
            in_flight: None,
        }),
    }
}

/// Counts statements, for people.
pub(super) fn counted(statements: usize) -> String {
    match statements {
        1 => "1 statement".to_owned(),
        many => format!("{many} statements"),
    }
}

fn must_have_a_way_back(
    carriage: &mut Carriage<'_>,
    half: &HalfRun,
    revision: &RevisionId,
) -> Result<(), RunError> {
    let begun = half.steps.iter().filter(|step| {
        !(step.is_unbegun() || half.has_failed && step.statements[0].mark == Mark::InFlight)
    });
    let kept: Vec<Undo> = begun.flat_map(|step| step.undo.iter().cloned()).collect();
    let mut obstacles = Obstacles::of(&kept);
    if let Some(connection) = carriage.sink.reader() {
        let looking = |source| SessionError::database("looking for kept rows")(source);
        obstacles.missing(&kept, &mut |name| Ok(connection.has_table(name).map_err(looking)?))?;
    }
    if !obstacles.none.is_empty() {
        let direction = half.direction.clone();
        return Err(RunError::HalfNoWayBack { revision: revision.clone(), direction, obstacles });
    }
    if !obstacles.lossy.is_empty() && !carriage.options.accept_loss {
        return Err(RunError::Loss { revision: revision.clone(), obstacles });
    }
    Ok(())
}

/// Sends what is open of an operation with several statements: there is a way back from all of it
/// only.
fn finish_step(carriage: &mut Carriage<'_>, half: &mut HalfRun) -> Result<(), RunError> {
    let Some(step) = half.steps.last_mut().filter(|step| !step.is_unbegun()) else {
        return Ok(());
    };
    for kept in step.statements.iter_mut().filter(|kept| kept.mark != Mark::Done) {
        let done = mark(half.id.clone(), kept.ordinal, "done");
        let writes_rows = carriage.dialect.classify(&kept.sql) == Statements::Write;
        let frame = carriage.dialect.frame(ForeignKeys::Enforced);
        let doing = || SessionError::database("finishing an operation that is to be undone");
        // Rows and their mark are kept together; a schema statement commits by itself.
        for sql in frame.begin.iter().filter(|_| writes_rows) {
            carriage.sink.frame(sql).map_err(doing())?;
        }
        send(carriage, kept)?;
        if writes_rows {
            books::send(carriage.dialect, &mut *carriage.sink, &done, &mut Transcript::default())?;
            for sql in &frame.commit {
                carriage.sink.frame(sql).map_err(doing())?;
            }
        } else {
            stamp::send(&[done], carriage.dialect, &mut *carriage.sink)?;
        }
        kept.mark = Mark::Done;
    }
    Ok(())
}

/// Sends a statement, which may have taken effect already.
fn send(carriage: &mut Carriage<'_>, kept: &Kept) -> Result<(), SessionError> {
    let repeated = carriage.dialect.repeated(&kept.sql);
    match carriage.sink.run(&Statement::schema(kept.sql.clone()), Identity::Operation) {
        Err(SinkError::Database(error))
            if kept.mark == Mark::InFlight && repeated.says_done(&error) =>
        {
            Ok(())
        }
        Err(error) => Err(error.into_session(&kept.sql, Origin::new(kept.line, 0))),
        Ok(_) => Ok(()),
    }
}

fn migration(
    project: &Project,
    revision: &RevisionId,
    direction: Direction,
    guest: DerivedGuest,
) -> Migration {
    let file = project.files.get(revision);
    Migration {
        revision: revision.clone(),
        direction,
        message: file.map(|file| file.header.message.clone()).unwrap_or_default(),
        file: file.map(|file| file.path.clone()),
        pins: file.map(|file| file.pins.clone()).unwrap_or_default(),
        language: "",
        source: String::new(),
        checksum: String::new(),
        header: String::new(),
        // Each statement of it commits by itself here, as those did that it undoes.
        transaction: file.is_none_or(|file| file.header.transaction),
        undo: false,
        guest: Box::new(guest),
        request: None,
        is_own: true,
    }
}
