//! `sandshift unlock`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, Context, Ending, database};
use crate::report::escape::first_line;
use crate::report::style;
use crate::runner::unlock::unlock;

/// Forget a migration that an earlier run left half done
///
/// Only databases that cannot roll back schema changes (MySQL, MariaDB) and migrations with
/// `transaction = false` can be left half done. Bring the database to the state before or after
/// the migration first: this changes nothing but the note about it. The lock of a running
/// migration needs no unlocking, because it ends with the runner.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift unlock                       then: sandshift run
  sandshift unlock && sandshift stamp 3f2a1c9d")]
pub(crate) struct Unlock {}

impl Unlock {
    /// Forgets.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let forgotten = unlock(connection).map_err(|error| of_run(&error))?;
        let output = &context.output;
        if output.format == Format::Json {
            let (revision, done) = match &forgotten {
                Some(forgotten) => (Some(&forgotten.revision), forgotten.done.as_slice()),
                None => (None, [].as_slice()),
            };
            output.json(&json!({ "forgotten": revision, "statements": done }));
        }
        let Some(forgotten) = forgotten else {
            output.say("Nothing to do: no migration was left half done.");
            return Ok(Ending::Good);
        };
        if output.format == Format::Human {
            output.line(&style::id(&forgotten.revision));
        }
        output.say("Forgotten. These statements of it took effect:");
        for sql in &forgotten.done {
            output.say(&format!("  {}", first_line(sql)));
        }
        Ok(Ending::Good)
    }
}
