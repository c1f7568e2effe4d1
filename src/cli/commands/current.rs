//! `sandshift current`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::entry::Entry;
use crate::cli::output::{Format, Loudness};
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, Context, Ending, database};
use crate::error::Kind;
use crate::report::style;
use crate::revision::State;
use crate::runner::status;

/// Show the revisions that the database is at
///
/// Changes nothing; a database that was never migrated is at no revision.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift current
  sandshift current --check-heads && start-the-app")]
pub(crate) struct Current {
    /// Exit with 1 when a head has not run
    #[arg(short, long)]
    check_heads: bool,
}

impl Current {
    /// Shows the recorded heads.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or records a revision that neither files nor journal know.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let heads = status::heads(&mut *connection).map_err(|error| of_run(&error))?;
        let is_known =
            |head: &String| head.parse().is_ok_and(|id| revisions.files.contains_key(&id));
        // Only a revision without a file needs the journal, and reading that takes longer.
        let graph = if heads.iter().all(is_known) {
            revisions.graph
        } else {
            status::status(&revisions, &mut *connection).map_err(|error| of_run(&error))?.graph
        };
        let state = State::read(&graph, &heads)?;
        let missing = state.missing_heads();
        let entry = |id| Entry { is_current: Some(true), ..Entry::of(&graph, id) };
        let entries: Vec<Entry> = state.heads().into_iter().map(entry).collect();
        let output = &context.output;
        match output.format {
            Format::Json => output.json(&json!({
                "current": entries,
                "is_up_to_date": missing.is_empty(),
                "missing_heads": missing.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            })),
            Format::Human => {
                for entry in &entries {
                    let is_verbose = output.loudness == Loudness::Verbose;
                    output.line(&if is_verbose { entry.block() } else { entry.line() });
                }
            }
        }
        if entries.is_empty() {
            output.say("Nothing has run on this database.");
        }
        if missing.is_empty() {
            return Ok(Ending::Good);
        }
        let names: Vec<String> = missing.iter().map(|id| style::id(id.as_str())).collect();
        output.say(&format!("{} {} (sandshift run)", style::warning("Not run:"), names.join(", ")));
        Ok(if self.check_heads { Ending::Found(Kind::No) } else { Ending::Good })
    }
}
