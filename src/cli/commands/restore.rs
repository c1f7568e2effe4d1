//! `sandshift restore`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::{self, Project};
use crate::cli::run_failure::of_run;
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::{Answer, CliError, Context, Ending, database, question};
use crate::report::Watcher;
use crate::report::escape::escape;
use crate::report::style;
use crate::runner::backup::restore;
use crate::runner::error::RunError;

/// Put a backup in place of all that the database holds
///
/// What is in the database is gone afterwards, the tables of others in it too. The file is read to its
/// end before anything is touched; SQLite and PostgreSQL change all of it or nothing, and for MySQL and
/// MariaDB it is brought back beside the database first.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift restore backups/shop-20260131T120000.000000Z.dump
  sandshift restore before.sql --yes      without asking")]
pub(crate) struct Restore {
    /// The backup
    file: PathBuf,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Restore {
    /// Restores.
    ///
    /// # Errors
    ///
    /// The file is no whole backup of this kind of database, nobody said yes, or the database refuses.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let repeatable = Repeatable::default();
        let options = options(context, &project, &environment, &repeatable, Watcher::nobody())?;
        let file = project::start(&context.globals)?.join(&self.file);
        let connection = database::connect(context, &project, &environment, Purpose::Change)?;
        connection.check_backup(&file).map_err(|error| of_run(&RunError::from(error)))?;
        let question = format!("Replace all that the database holds by `{}`?", file.display());
        let is_wanted =
            self.yes || (question::can_ask(context) && question::ask(context, &question));
        if !is_wanted {
            return Err(CliError::NotConfirmed {
                reason: "nothing was restored, because it replaces all that the database holds"
                    .to_owned(),
                advice: "answer with `y`, or pass `--yes`".to_owned(),
            }
            .into());
        }
        let heads = restore(connection, &file, &options).map_err(|error| of_run(&error))?;
        let output = &context.output;
        if output.format == Format::Json {
            output.json(&json!({ "file": file.display().to_string(), "heads": heads }));
        }
        let at = if heads.is_empty() { "base".to_owned() } else { heads.join(", ") };
        output.say(&format!("{} the database is at {}", style::good("Restored:"), escape(&at)));
        Ok(Ending::Good)
    }
}
