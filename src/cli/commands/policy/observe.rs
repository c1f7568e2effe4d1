//! `sandshift policy observe`

use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use sandshift_model::operation::OnConflict;

use super::GOOD;
use crate::cli::demanded::Demanded;
use crate::cli::rehearsed::Rehearsed;
use crate::cli::runner_options::Repeatable;
use crate::cli::travel::{DryRun, Travel, stopped};
use crate::cli::{Answer, CliError, Context};
use crate::policy::observed::Observed;
use crate::policy::plan::Policy;
use crate::report::Watcher;
use crate::revision::Direction;
use crate::runner::options::Options;

/// Write the narrowest grant that is enough for what has not run yet
///
/// The migrations are rehearsed: run for real, and rolled back or on a copy. What they read, write, define and use is
/// written down and becomes a grant, with what they used as their budget. Read it before you sign it: it allows what
/// they did, not what they should do.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy observe
  sandshift policy observe 3f2a1c9d --name acme > acme.toml")]
pub(crate) struct Observe {
    /// How far to rehearse
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    target: String,

    /// The name of the grant
    #[arg(long, default_value = "observed")]
    name: String,
}

impl Observe {
    /// Rehearses, and prints the grant.
    ///
    /// # Errors
    ///
    /// A migration fails in the rehearsal, or does what no grant can allow.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let dry = DryRun { dry_run: true, summary: true, ..DryRun::default() };
        let travel = Travel {
            direction: Direction::Up,
            target: &self.target,
            dry: &dry,
            demanded: &Demanded::default(),
            rehearsed: &Rehearsed::default(),
            repeatable: &Repeatable::default(),
            allow_edited: false,
            accept_loss: false,
            on_conflict: OnConflict::default(),
        };
        let mut ready = travel.prepare(context)?;
        let observed = Arc::new(Mutex::new(Observed::on(travel.dialect_name(&ready.environment))));
        ready.options = Options {
            policy: Some(Policy::watching(observed.clone())),
            watcher: Watcher::nobody(),
            ..ready.options
        };
        let result = travel.try_out(context, &ready)?;
        let outcome = result.map_err(|error| stopped(&error, &dry))?;
        if outcome.done.is_empty() {
            let advice = "name a database with `--url` where they have not run yet";
            return Err(CliError::usage(
                "every migration has run: there is nothing to observe",
                advice,
            )
            .into());
        }
        let observed = observed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(what) = observed.never().next() {
            let advice = "use the operations of the host API instead";
            return Err(CliError::usage(format!("no grant can allow this: {what}"), advice).into());
        }
        let text = toml::to_string(&observed.grant(&self.name)).unwrap_or_default();
        context.output.verbatim(&text);
        Ok(GOOD)
    }
}
