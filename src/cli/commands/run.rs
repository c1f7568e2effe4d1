//! `sandshift run`

use clap::Args;
use sandshift_model::operation::OnConflict;

use crate::cli::demanded::Demanded;
use crate::cli::rehearsed::Rehearsed;
use crate::cli::runner_options::Repeatable;
use crate::cli::travel::{DryRun, Travel, stopped};
use crate::cli::{Answer, Context, Ending};
use crate::revision::Direction;

/// Run the migrations that have not run yet
///
/// Each migration runs in a transaction of its own, in the order of the history. When one fails it
/// is rolled back, and those before it stay. Running twice does nothing the second time.
#[derive(Debug, Args)]
#[command(
    visible_alias = "upgrade",
    after_long_help = "\
Examples:
  sandshift run                                     everything that has not run
  sandshift run --dry-run                           the SQL of it, changing nothing
  sandshift run +1                                  the next one
  sandshift run 3f2a1c9d                            up to this one
  sandshift run billing@head                        one branch
  sandshift run --env production -x tenant=acme
  sandshift run --backup                            with a backup before it
  sandshift run --dry-run --receipt receipt.json    rehearse it, and write what is to be approved
  sandshift run --receipt receipt.json              what was approved, or nothing
  sandshift run --dry-run --offline --dialect postgres > up.sql
  sandshift run --dry-run --offline 1b22:head       from one revision to another

Targets: an id or its beginning, `head`, `heads`, `label@head`, `+N`, `id+N`, several with commas."
)]
pub(crate) struct Run {
    /// Where to go
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    target: String,

    #[command(flatten)]
    dry: DryRun,

    /// Go on although files of applied revisions were edited
    #[arg(long)]
    allow_edited: bool,

    /// Back the database up first, if there is anything to run
    #[arg(long, conflicts_with = "dry_run")]
    backup: bool,

    #[command(flatten)]
    demanded: Demanded,

    #[command(flatten)]
    rehearsed: Rehearsed,

    #[command(flatten)]
    repeatable: Repeatable,
}

impl Run {
    /// Runs, rehearses or records.
    ///
    /// # Errors
    ///
    /// Whatever stops the run; what was done before it stays done.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let travel = Travel {
            direction: Direction::Up,
            target: &self.target,
            dry: &self.dry,
            demanded: &self.demanded,
            rehearsed: &self.rehearsed,
            repeatable: &self.repeatable,
            allow_edited: self.allow_edited,
            accept_loss: false,
            on_conflict: OnConflict::default(),
        };
        let ready = travel.prepare(context)?;
        let result = if self.dry.dry_run {
            travel.try_out(context, &ready)?
        } else {
            if self.backup {
                travel.back_up(context, &ready)?;
            }
            travel.go(context, &ready)?
        };
        let outcome = result.map_err(|error| stopped(&error, &self.dry))?;
        travel.show(context, &ready, &outcome);
        Ok(Ending::Good)
    }
}
