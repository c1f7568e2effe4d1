//! Setting the recorded heads without running anything.

use sandshift_model::operation::Operation;
use sandshift_model::value::Value;

use super::apply;
use super::books;
use super::error::RunError;
use super::half_run;
use super::hold::Hold;
use super::options::{Options, TOOL_VERSION};
use super::project::Project;
use super::step;
use super::unlock;
use crate::backend::connection::Connection;
use crate::backend::dialect::{Dialect, ForeignKeys};
use crate::report::event::Event;
use crate::revision::{self, HeadsChange, Stamp, State, Target};
use crate::session::bookkeeping::{self, HEADS, JOURNAL};
use crate::session::error::SessionError;
use crate::session::sink::{Live, Record, Sink};
use crate::session::transcript::{Role, Transcript};

/// What a stamp did.
#[derive(Debug, Clone)]
pub struct Stamped {
    /// The recorded ids before.
    pub before: Vec<String>,
    /// The recorded ids after.
    pub after: Vec<String>,
    /// What was sent; nothing when the heads were right already.
    pub transcript: Transcript,
}

/// Records a target; with `purge` every recorded id goes first, known or not.
///
/// # Errors
///
/// [`RunError`] when the target means nothing, a recorded id is unknown (without `purge`), or
/// the database refuses.
pub fn stamp(
    project: &Project,
    mut connection: Box<dyn Connection>,
    target: &Target,
    purge: bool,
    options: &Options,
) -> Result<Stamped, RunError> {
    apply::announce(&*connection, options);
    books::exist(&mut *connection)?;
    let mut hold = Hold::take(&*connection, options)?;
    let found = hold.look(&mut *connection)?;
    let dialect = connection.dialect();
    let rows = books::heads(&mut *connection)?;
    let stamp = if purge {
        revision::stamp_purged(&project.graph, &rows, target)?
    } else {
        revision::stamp(&State::read(&project.graph, &rows)?, target)?
    };
    let mut transcript = Transcript::default();
    if !stamp.changes.is_empty() || !stamp.purged.is_empty() {
        let mut sink = Live { connection, keeps: true };
        books::create(dialect, &mut sink)?;
        hold.raise_or_stop(dialect, &mut sink, found)?;
        let mut operations = operations(&stamp, dialect, options);
        // Whoever records a state has looked at the database.
        operations
            .extend(half_run::read(&mut *sink.connection)?.into_iter().flat_map(unlock::forget));
        hold.check()?;
        transcript = send(&operations, dialect, &mut sink)?;
    }
    let after = stamp.after.iter().map(ToString::to_string).collect();
    Ok(Stamped { before: stamp.before, after, transcript })
}

/// Says what a stamp would send, without a database, as if nothing were recorded yet.
///
/// # Errors
///
/// [`RunError`] when the target means nothing.
pub fn stamp_offline(
    project: &Project,
    dialect: &'static dyn Dialect,
    target: &Target,
    options: &Options,
) -> Result<Stamped, RunError> {
    let stamp = revision::stamp(&State::empty(&project.graph), target)?;
    let settings = dialect.session_settings().iter().map(ToString::to_string).collect();
    options.watcher.tell(Event::Settings { statements: settings });
    let made = books::create(dialect, &mut Record)?;
    options.watcher.tell(Event::Bookkeeping { transcript: made });
    let transcript = send(&operations(&stamp, dialect, options), dialect, &mut Record)?;
    options.watcher.tell(Event::Bookkeeping { transcript: transcript.clone() });
    let after = stamp.after.iter().map(ToString::to_string).collect();
    Ok(Stamped { before: stamp.before, after, transcript })
}

fn operations(stamp: &Stamp, _dialect: &dyn Dialect, options: &Options) -> Vec<Operation> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut operations = Vec::new();
    for id in &stamp.purged {
        operations.push(bookkeeping::delete(HEADS, vec![("revision", text(id))]));
    }
    for change in &stamp.changes {
        operations.push(match change {
            HeadsChange::Insert(id) => {
                bookkeeping::insert(HEADS, &["revision"], vec![text(id.as_str())])
            }
            HeadsChange::Update { from, to } => bookkeeping::update(
                HEADS,
                vec![("revision", text(to.as_str()))],
                vec![("revision", text(from.as_str()))],
            ),
            HeadsChange::Delete(id) => {
                bookkeeping::delete(HEADS, vec![("revision", text(id.as_str()))])
            }
        });
    }
    let after: Vec<&str> = stamp.after.iter().map(|id| id.as_str()).collect();
    let columns = ["id", "revision", "direction", "outcome", "message", "actor", "tool_version"];
    let message = format!("was at {}", stamp.before.join(", "));
    let row = vec![
        text(&step::run_id(options)),
        text(&after.join(",")),
        text("stamp"),
        text("done"),
        text(&message),
        text(&options.actor),
        text(TOOL_VERSION),
    ];
    operations.push(bookkeeping::insert(JOURNAL, &columns, row));
    operations
}

/// Sends bookkeeping in one transaction.
pub(super) fn send(
    operations: &[Operation],
    dialect: &'static dyn Dialect,
    sink: &mut dyn Sink,
) -> Result<Transcript, RunError> {
    let frame = dialect.frame(ForeignKeys::Enforced);
    let mut sent = Transcript::default();
    let framing = || SessionError::database("recording the heads");
    for sql in &frame.begin {
        sink.frame(sql).map_err(framing())?;
        sent.note(Role::Frame, sql);
    }
    for operation in operations {
        if let Err(error) = books::send(dialect, sink, operation, &mut sent) {
            for sql in &frame.rollback {
                // The first error is the one to report.
                let _ = sink.frame(sql);
            }
            return Err(error.into());
        }
    }
    for sql in &frame.commit {
        sink.frame(sql).map_err(framing())?;
        sent.note(Role::Frame, sql);
    }
    Ok(sent)
}
