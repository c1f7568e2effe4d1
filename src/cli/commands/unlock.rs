//! `sandshift unlock`

use clap::Args;
use serde_json::json;

use crate::backend::connection::Connection;
use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, Context, Ending, database};
use crate::report::escape::first_line;
use crate::report::style;
use crate::runner::error::finishing;
use crate::runner::unlock;

/// Forget a migration that an earlier run left half done, or say what became of its last statement
///
/// Only databases that cannot roll back schema changes (MySQL, MariaDB) and migrations with
/// `transaction = false` can be left half done. `sandshift run` goes on with one by itself, and `sandshift
/// rollback` undoes what was done: this is for a migration that shall do neither. Bring the database to the
/// state before or after it first, because this changes nothing but the note about it. The lock of a running
/// migration needs no unlocking, because it ends with the runner.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift unlock                       then: sandshift run
  sandshift unlock && sandshift stamp 3f2a1c9d
  sandshift unlock --assume-done         the statement in flight took effect; then: sandshift run
  sandshift unlock --assume-not-done     it did not; then: sandshift run")]
pub(crate) struct Unlock {
    /// Forget nothing, but say that the statement in flight took effect
    #[arg(long, conflicts_with = "assume_not_done")]
    assume_done: bool,

    /// Forget nothing, but say that the statement in flight did not take effect
    #[arg(long)]
    assume_not_done: bool,
}

impl Unlock {
    /// Forgets, or settles.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let connection = database::connect(context, &project, &environment, Purpose::Look)?;
        if self.assume_done || self.assume_not_done {
            self.assume(context, connection)
        } else {
            forget(context, connection)
        }
    }

    fn assume(&self, context: &Context, connection: Box<dyn Connection>) -> Answer {
        let assumed =
            unlock::assume(connection, self.assume_done).map_err(|error| of_run(&error))?;
        let output = &context.output;
        if output.format == Format::Json {
            let assumed = assumed.as_ref().map(|assumed| {
                json!({
                    "revision": assumed.revision,
                    "statement": assumed.sql,
                    "done": self.assume_done,
                })
            });
            output.json(&json!({ "assumed": assumed }));
        }
        let Some(assumed) = assumed else {
            output.say("Nothing to do: no statement was in flight.");
            return Ok(Ending::Good);
        };
        let what = if self.assume_done { "done" } else { "not done" };
        output.say(&format!("Counts as {what}: {}", first_line(&assumed.sql)));
        output.say(&format!("{} {}", style::strong("Next:"), finishing(&assumed.direction)));
        Ok(Ending::Good)
    }
}

fn forget(context: &Context, connection: Box<dyn Connection>) -> Answer {
    let forgotten = unlock::unlock(connection).map_err(|error| of_run(&error))?;
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
