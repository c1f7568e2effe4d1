//! The options of the runner, from what was typed and what the settings say.

use clap::Args;
use sandshift_model::operation::OnConflict;

use super::actor::actor;
use super::failure::Failure;
use super::policy;
use super::project::Project;
use super::settings::Environment;
use super::{CliError, Context, modules};
use crate::policy::plan::Policy;
use crate::report::Watcher;
use crate::report::sql::Detail;
use crate::runner::approving::Approval;
use crate::runner::options::Options;

/// Microseconds of a day.
const DAY_MICROS: u64 = 86_400_000_000;

// The options that make a run repeatable; a doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Repeatable runs")]
pub(super) struct Repeatable {
    /// Give scripts this moment as `now()`, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    now: Option<String>,

    /// Let the uuids of scripts start from this text
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
}

/// Puts the options of a run together; nothing is allowed yet that needs a decision.
///
/// # Errors
///
/// The moment of `--now` is none.
pub(super) fn options(
    context: &Context,
    project: &Project,
    environment: &Environment,
    repeatable: &Repeatable,
    watcher: Watcher,
) -> Result<Options, Failure> {
    let now_micros = match &repeatable.now {
        None => None,
        Some(text) => {
            Some(text.parse::<jiff::Timestamp>().map(|t| t.as_microsecond()).map_err(|_| {
                let advice = "write it as `2026-01-31T12:00:00Z`";
                CliError::usage(format!("`{text}` is no moment"), advice)
            })?)
        }
    };
    let mut parameters = environment.params.clone();
    parameters.extend(context.globals.params());
    Ok(Options {
        parameters,
        limits: project.settings.limits.clone(),
        compilation: modules::compilation(&context.output),
        lock_wait: environment.lock_timeout,
        actor: actor(),
        clock: context.clock,
        now_micros,
        seed: repeatable.seed.clone(),
        allow_edited: false,
        accept_loss: false,
        keep_rows: project.settings.undo.keep,
        keep_micros: Some(project.settings.undo.days.saturating_mul(DAY_MICROS)),
        on_conflict: OnConflict::default(),
        detail: Detail::Full,
        watcher,
        approval: Approval::default(),
        policy: project.policy.clone().map(|file| Policy::of(file).with_books(policy::secret())),
    })
}
