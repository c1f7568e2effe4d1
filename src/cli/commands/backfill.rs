//! `sandshift backfill`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::retry_rejects::RetryRejects;
use crate::backend::connection::Connection;
use crate::backend::open::Purpose;
use crate::cli::args::{Globals, With};
use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, CliError, Context, Ending, database};
use crate::report::{human, style};
use crate::runner::error::RunError;
use crate::session::backfill::{self, Backfill, State, Turn};
use crate::session::error::SessionError;

/// Watch and steer transforms that commit batch by batch
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift backfill list
  sandshift backfill pause 3f2a1c9d       the run ends behind its next batch
  sandshift backfill resume 3f2a1c9d && sandshift run
  sandshift backfill retry-rejects 3f2a1c9d   refused rows go through the function again")]
pub(crate) struct Backfills {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    List(With<List>),
    Status(With<Status>),
    Pause(With<Pause>),
    Resume(With<Resume>),
    Cancel(With<Cancel>),
    RetryRejects(With<RetryRejects>),
}

/// What is asked of backfills.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Show them.
    Shown {
        /// Those that are over as well.
        all: bool,
    },
    /// Change the state of one.
    Turned {
        /// How.
        turn: Turn,
        /// The revision, or a part of it; none for the only one.
        revision: Option<String>,
    },
    /// Give refused rows to their function again.
    Retried(RetryRejects),
}

/// List all backfills that the database remembers
#[derive(Debug, Args)]
struct List {}

/// Show how far the backfills are that are not over
///
/// Reads what the last committed batch left, so that it works from any terminal.
#[derive(Debug, Args)]
struct Status {}

/// Let a backfill end behind its next batch
///
/// What is done stays; `sandshift backfill resume` and `sandshift run` go on with the rest.
#[derive(Debug, Args)]
struct Pause {
    /// The revision; may be left out when only one backfill is on its way
    revision: Option<String>,
}

/// Let a paused or cancelled backfill go on with the next run
///
/// One that was interrupted goes on by itself, but not when its revision was edited since: this says that
/// the edited revision may do the rest.
#[derive(Debug, Args)]
struct Resume {
    /// The revision; may be left out when only one backfill is not over
    revision: Option<String>,
}

/// End a backfill
///
/// What is done stays, and no run goes on with it until it is resumed.
#[derive(Debug, Args)]
struct Cancel {
    /// The revision; may be left out when only one backfill is on its way
    revision: Option<String>,
}

impl Backfills {
    /// The command below this one, with the global options from both sides of it.
    #[must_use]
    pub(crate) fn split(self, before: Globals) -> (Globals, Asked) {
        let turned = |turn, revision| Asked::Turned { turn, revision };
        let (after, asked) = match self.task {
            Task::List(with) => (with.globals, Asked::Shown { all: true }),
            Task::Status(with) => (with.globals, Asked::Shown { all: false }),
            Task::Pause(with) => (with.globals, turned(Turn::Pause, with.own.revision)),
            Task::Resume(with) => (with.globals, turned(Turn::Resume, with.own.revision)),
            Task::Cancel(with) => (with.globals, turned(Turn::Cancel, with.own.revision)),
            Task::RetryRejects(with) => (with.globals, Asked::Retried(with.own)),
        };
        (before.and(after), asked)
    }
}

impl Asked {
    /// Shows backfills, turns one, or retries what one refused.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written, or no backfill fits.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let shown = match self {
            Self::Retried(retry) => return retry.run(context),
            Self::Shown { all } => {
                let (_connection, mut backfills) = read(context, Purpose::Look)?;
                backfills.retain(|one| *all || one.state != State::Applied);
                backfills
            }
            Self::Turned { turn, revision } => {
                let (mut connection, all) = read(context, Purpose::Change)?;
                let one = chosen(&all, *turn, revision.as_deref())?;
                let turned = backfill::turn(&mut *connection, one, *turn).map_err(of_session)?;
                vec![turned.ok_or_else(|| moved(one))?]
            }
        };
        show(context, &shown);
        Ok(Ending::Good)
    }
}

/// The database, and the backfills that it remembers.
fn read(
    context: &Context,
    purpose: Purpose,
) -> Result<(Box<dyn Connection>, Vec<Backfill>), Failure> {
    let project = Project::open(&context.globals)?;
    let environment = project.environment(&context.globals, &context.output)?;
    let mut connection = database::connect(context, &project, &environment, purpose)?;
    let all = backfill::all(connection.dialect(), &mut *connection).map_err(of_session)?;
    Ok((connection, all))
}

fn of_session(error: SessionError) -> Failure {
    of_run(&RunError::from(error))
}

/// The one backfill that is meant.
fn chosen<'b>(
    all: &'b [Backfill],
    turn: Turn,
    revision: Option<&str>,
) -> Result<&'b Backfill, CliError> {
    let is_meant = |one: &&Backfill| revision.is_none_or(|part| one.revision.starts_with(part));
    let fitting: Vec<&Backfill> =
        all.iter().filter(|one| turn.fits(one.state)).filter(is_meant).collect();
    match fitting.as_slice() {
        [one] => Ok(one),
        [] => Err(CliError::Usage {
            reason: format!("there is no backfill to {}", turn.word()),
            advice: "`sandshift backfill list` shows all of them".to_owned(),
        }),
        several => Err(CliError::Usage {
            reason: format!("there are {} backfills to {}", several.len(), turn.word()),
            advice: format!(
                "name the revision: `sandshift backfill {} {}`",
                turn.word(),
                several[0].revision
            ),
        }),
    }
}

fn moved(one: &Backfill) -> CliError {
    CliError::Usage {
        reason: format!("the backfill of `{}` has ended meanwhile", one.revision),
        advice: "`sandshift backfill list` shows what became of it".to_owned(),
    }
}

fn show(context: &Context, backfills: &[Backfill]) {
    let output = &context.output;
    if output.format == Format::Json {
        output.json(&json!({ "backfills": backfills.iter().map(object).collect::<Vec<Value>>() }));
        return;
    }
    for one in backfills {
        output.line(&line(one));
    }
    if backfills.is_empty() {
        output.say("There is no backfill.");
    }
}

fn object(one: &Backfill) -> Value {
    let mut object = one.rows().object();
    object.insert("ordinal".to_owned(), json!(one.ordinal));
    object.insert("state".to_owned(), json!(one.state.word()));
    object.insert("updated_micros".to_owned(), json!(one.updated_micros));
    Value::Object(object)
}

fn line(one: &Backfill) -> String {
    let state = match one.state {
        State::Running => style::strong(one.state.word()),
        State::Paused | State::Cancelled => style::warning(one.state.word()),
        State::Done | State::Applied => style::good(one.state.word()),
    };
    let mut line = format!(
        "{} ({}) {}  {state}  {}",
        style::id(&one.revision),
        one.direction,
        one.table,
        one.report.read
    );
    match one.report.read.min(one.total).saturating_mul(100).checked_div(one.total) {
        Some(share) => line += &format!(" of {} rows ({share} %)", one.total),
        None => line += " rows",
    }
    if one.report.refused > 0 {
        line += &format!(", {} refused", one.report.refused);
    }
    if let (State::Running, Some(rate)) = (one.state, one.rate()) {
        line += &format!(
            ", {rate}/s, batches of {} rows in {}",
            one.page_rows,
            human::time(one.page_micros)
        );
        if let Some(seconds) = one.rows().seconds_left().filter(|seconds| *seconds > 0) {
            line += &format!(", ETA {}", human::time(seconds.saturating_mul(1_000_000)));
        }
    }
    line
}
