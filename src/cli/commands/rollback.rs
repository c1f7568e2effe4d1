//! `sandshift rollback`

use clap::{Args, ValueEnum};
use sandshift_model::operation::OnConflict;

use crate::backend::open::Purpose;
use crate::cli::demanded::Demanded;
use crate::cli::entry::Entry;
use crate::cli::failure::Failure;
use crate::cli::rehearsed::Rehearsed;
use crate::cli::runner_options::Repeatable;
use crate::cli::travel::{DryRun, Ready, Travel, stopped};
use crate::cli::{Answer, CliError, Context, Ending, backup, database, question, run_failure};
use crate::report::style;
use crate::revision::{Direction, State, Target, downgrade};
use crate::runner::error::RunError;
use crate::runner::options::Options;
use crate::runner::status;

/// Undo migrations, by default the last one
///
/// A migration is undone by its `down`, or by what was derived when it ran. Where that would lose
/// values for good, the rollback stops unless `--accept-loss` is given. Rows that the migration changed get the
/// values back that were kept, and rows that somebody else has changed since are told. On a terminal it
/// asks before it undoes more than one migration, and before a loss.
#[derive(Debug, Args)]
#[command(
    visible_alias = "downgrade",
    after_long_help = "\
Examples:
  sandshift rollback                                the last one
  sandshift rollback -3                             the last three
  sandshift rollback 3f2a1c9d                       everything after this one
  sandshift rollback billing@-1                     the last one of a branch
  sandshift rollback base --yes                     everything, without asking
  sandshift rollback --on-conflict keep             leave rows that others have changed since
  sandshift rollback --dry-run                      the SQL of it, changing nothing
  sandshift rollback --dry-run --offline --dialect postgres head:base

Targets: `-N`, an id or its beginning (which itself stays), `base`, `label@base`, `id-N`."
)]
pub(crate) struct Rollback {
    /// How far to go back
    #[arg(default_value = "-1", allow_negative_numbers = true)]
    target: String,

    /// Answer every question with yes; implies --accept-loss
    #[arg(short, long)]
    yes: bool,

    /// Undo also where values stay lost
    #[arg(long)]
    accept_loss: bool,

    /// What to do with kept rows that somebody else has changed since: stop and name them, keep them as they
    /// are, or restore them all the same
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    on_conflict: Conflict,

    #[command(flatten)]
    dry: DryRun,

    #[command(flatten)]
    demanded: Demanded,

    #[command(flatten)]
    rehearsed: Rehearsed,

    #[command(flatten)]
    repeatable: Repeatable,
}

/// What to do with rows that somebody else has changed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Conflict {
    /// Undo nothing, and name them.
    #[default]
    Stop,
    /// Let them be as they are now.
    Keep,
    /// Make them as they were before the migration.
    Restore,
}

impl From<Conflict> for OnConflict {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Stop => Self::Stop,
            Conflict::Keep => Self::Keep,
            Conflict::Restore => Self::Restore,
        }
    }
}

impl Rollback {
    /// Undoes, rehearses or records.
    ///
    /// # Errors
    ///
    /// Whatever stops it, a question answered with no among it; what was undone stays undone.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let travel = Travel {
            direction: Direction::Down,
            target: &self.target,
            dry: &self.dry,
            demanded: &self.demanded,
            rehearsed: &self.rehearsed,
            repeatable: &self.repeatable,
            allow_edited: true,
            accept_loss: self.yes || self.accept_loss,
            on_conflict: self.on_conflict.into(),
        };
        let mut ready = travel.prepare(context)?;
        let result = if self.dry.dry_run {
            match travel.try_out(context, &ready)? {
                Err(loss @ RunError::Loss { .. }) => {
                    context.output.say(&format!("{} {loss}", style::warning("Note:")));
                    ready.options = Options { accept_loss: true, ..ready.options };
                    travel.try_out(context, &ready)?
                }
                result => result,
            }
        } else {
            let asks = !self.yes && question::can_ask(context);
            if asks {
                self.confirm_several(context, &ready)?;
            }
            match travel.go(context, &ready)? {
                Err(loss @ RunError::Loss { .. }) if asks => {
                    confirm_loss(context, &loss)?;
                    ready.options = Options { accept_loss: true, ..ready.options };
                    travel.go(context, &ready)?
                }
                result => result,
            }
        };
        let outcome = result.map_err(|error| match error {
            RunError::Loss { .. } | RunError::NoWayBack { .. } | RunError::Irreversible { .. } => {
                backup::name_newest(stopped(&error, &self.dry), &ready.environment)
            }
            error => stopped(&error, &self.dry),
        })?;
        travel.show(context, &ready, &outcome);
        Ok(Ending::Good)
    }

    /// Asks before more than one revision is undone.
    fn confirm_several(&self, context: &Context, ready: &Ready) -> Result<(), Failure> {
        let mut connection =
            database::connect(context, &ready.project, &ready.environment, Purpose::Look)?;
        let status = status::status(&ready.revisions, &mut *connection)
            .map_err(|error| run_failure::of_run(&error))?;
        let mut target: Target = self.target.parse()?;
        if status.half_done.is_some_and(|half| half.direction == Direction::Up.word()) {
            // What was done of it is the first step, and leaves less of what is asked about.
            match target.one_less() {
                Some(less) => target = less,
                None => return Ok(()),
            }
        }
        let state = State::read(&status.graph, &status.heads)?;
        let plan = downgrade(&state, &target)?;
        if plan.steps.len() < 2 {
            return Ok(());
        }
        for revision in plan.revisions() {
            context.output.complain(&format!("  {}", Entry::of(&status.graph, revision).line()));
        }
        if question::ask(context, &format!("Undo these {} revisions?", plan.steps.len())) {
            return Ok(());
        }
        Err(declined("nothing was undone"))
    }
}

fn confirm_loss(context: &Context, loss: &RunError) -> Result<(), Failure> {
    context.output.complain(&format!("{} {loss}", style::warning("Loss:")));
    if question::ask(context, "Undo it anyway?") {
        return Ok(());
    }
    Err(declined("nothing was undone, because it would lose values"))
}

fn declined(reason: &str) -> Failure {
    CliError::NotConfirmed {
        reason: reason.to_owned(),
        advice: "answer with `y`, or pass `--yes`".to_owned(),
    }
    .into()
}
