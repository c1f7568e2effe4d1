//! `sandshift check`

use clap::Args;
use serde_json::json;

use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::schema::{self, FreshOption, ScratchOption};
use crate::cli::{Answer, Context, Ending};
use crate::error::Kind;
use crate::report::{difference, style};
use crate::schema::diff::diff;
use crate::schema::renames::Renames;
use crate::schema::step::Difference;

/// Check that the migrations lead to the declared schema
///
/// Runs all migrations on an empty scratch database, makes the declared schema in another one, and
/// compares the two. The database of the project is asked for its version and nothing else; that of an
/// SQLite project is not even opened. The exit code is 1 when something is missing.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift check
  sandshift check --json
  sandshift check --scratch-url postgres://app@localhost/empty")]
pub(crate) struct Check {
    #[command(flatten)]
    scratch: ScratchOption,

    #[command(flatten)]
    fresh: FreshOption,
}

impl Check {
    /// Checks.
    ///
    /// # Errors
    ///
    /// It cannot be found out; what is missing is the result.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let lent = self.scratch.url(context, &project, &environment);
        let mut engine = schema::engine(context, &project, &environment)?;
        let (engine, lent) = (&mut *engine, lent.as_deref());
        let made = schema::migrated(context, &project, &environment, engine, lent)?;
        let fresh = &self.fresh;
        let wanted = schema::declared(context, &project, &environment, engine, lent, fresh, &made)?;
        let difference = diff(&made, &wanted.catalog, engine.dialect(), &Renames::default())?;
        show(context, &difference);
        let is_good = difference.is_empty();
        Ok(if is_good { Ending::Good } else { Ending::Found(Kind::No) })
    }
}

fn show(context: &Context, missing: &Difference) {
    let output = &context.output;
    match output.format {
        Format::Json => output.json(&json!({
            "matches": missing.is_empty(),
            "missing": difference::json(missing),
        })),
        Format::Human => difference::lines(missing).iter().for_each(|line| output.line(line)),
    }
    output.say(&if missing.is_empty() {
        format!("{} the migrations lead to the declared schema", style::good("Good:"))
    } else {
        format!("{} sandshift revision --autogenerate -m \"…\"", style::strong("Next:"))
    });
}
