//! `sandshift drift`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::schema::{self, ScratchOption};
use crate::cli::{Answer, Context, Ending, database};
use crate::error::Kind;
use crate::report::escape::escape;
use crate::report::style;
use crate::schema::diff::diff;
use crate::schema::drift::{Finding, Kind as Wrong, findings};
use crate::schema::renames::Renames;

/// Find what was changed in the database by hand
///
/// Runs the migrations that the database has applied on an empty scratch database and compares what
/// they make with what is there. Changes nothing. The exit code is 1 when something differs.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift drift
  sandshift drift --env production --json")]
pub(crate) struct Drift {
    #[command(flatten)]
    scratch: ScratchOption,
}

impl Drift {
    /// Compares.
    ///
    /// # Errors
    ///
    /// It cannot be found out; what differs is the result.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let lent = self.scratch.url(context, &project, &environment);
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let mut is = connection.inspect()?;
        schema::filter(&project).retain(&mut is);
        let database = &mut *connection;
        let should_be =
            schema::recorded(context, &project, &environment, database, lent.as_deref())?;
        let dialect = connection.dialect();
        let difference = diff(&should_be, &is, dialect, &Renames::default())?;
        let mut found = match difference.is_empty() {
            // What the engine merely spells in another way is no change.
            true => Vec::new(),
            false => findings(&should_be, &is, dialect),
        };
        if found.is_empty() {
            found.extend(difference.operations().map(|operation| Finding {
                kind: Wrong::Changed,
                object: operation.describe(),
                aspect: None,
                is: None,
                should_be: None,
            }));
        }
        show(context, &found);
        Ok(if found.is_empty() { Ending::Good } else { Ending::Found(Kind::No) })
    }
}

fn show(context: &Context, found: &[Finding]) {
    let output = &context.output;
    if output.format == Format::Json {
        output.json(&json!({ "drifted": !found.is_empty(), "findings": found }));
        return;
    }
    for finding in found {
        output.line(&escape(&finding.to_string()));
    }
    output.say(&match found.len() {
        0 => format!("{} the database is as its migrations have made it", style::good("Good:")),
        _ => format!(
            "{} undo it by hand, or put it into the declared schema and let \
             `sandshift revision --autogenerate` write the migration",
            style::strong("Next:")
        ),
    });
}
