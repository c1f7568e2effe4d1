//! `sandshift backfill retry-rejects`

use clap::Args;
use serde_json::{Value, json};

use crate::backend::open::Purpose;
use crate::cli::demanded::{self, Demanded};
use crate::cli::follow::{Follower, Show};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::{Answer, Context, Ending, database};
use crate::error::Kind;
use crate::report::escape::escape;
use crate::report::{Watcher, style};
use crate::revision::Target;
use crate::runner::error::RunError;
use crate::runner::retry::retry_rejects;
use crate::transform::Retried;

/// Give the rows that a revision refused to its function again
///
/// Rows that `refused: #{ into: …, most: … }` kept aside go through the row function of the applied revision as its
/// script stands now, edited or not. Rows that are done now leave the table of refused rows in the same
/// transaction, those that are refused again stay in it with the new reason, and those that are gone are dropped.
///
/// Nothing else of the script happens: changes of the schema are passed over, queries are answered, and row work
/// or SQL before the transform is refused. Exits with 1 when rows are left that are still refused.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift backfill retry-rejects 3f2a1c9d
  sandshift backfill retry-rejects 3f2a1c9d persons")]
pub(crate) struct RetryRejects {
    /// The revision
    revision: String,

    /// Only the refused rows of this table
    table: Option<String>,
}

impl RetryRejects {
    /// Gives the rows to the function.
    ///
    /// # Errors
    ///
    /// The revision has no such rows, or its script cannot be asked about them alone.
    pub(super) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let demands = Demanded::default().demands(&project)?;
        let revisions = demanded::revisions(context, &project, &demands)?;
        let target: Target = self.revision.parse()?;
        let environment = project.environment(&context.globals, &context.output)?;
        let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
        let watcher = Watcher::new(follower);
        let options = options(context, &project, &environment, &Repeatable::default(), watcher)?;
        let connection = database::connect(context, &project, &environment, Purpose::Change)?;
        let retried =
            retry_rejects(&revisions, connection, &target, self.table.as_deref(), &options);
        let retried = retried.map_err(|error| {
            let mut failure = of_run(&error);
            if let RunError::Migration(_) = error {
                let state = "refused rows that were done before it are done, and all others are as they were";
                failure.state = Some(state.to_owned());
            }
            failure
        })?;
        show(context, &retried);
        let left = retried.iter().any(|one| one.report.refused > 0);
        Ok(if left { Ending::Found(Kind::No) } else { Ending::Good })
    }
}

fn show(context: &Context, retried: &[Retried]) {
    let output = &context.output;
    if output.format == Format::Json {
        let left: u64 = retried.iter().map(|one| one.report.refused).sum();
        let tables: Vec<Value> = retried.iter().map(object).collect();
        output.json(&json!({ "tables": tables, "rows_left": left }));
        return;
    }
    retried.iter().for_each(|one| output.line(&line(one)));
}

fn object(one: &Retried) -> Value {
    json!({
        "table": one.table,
        "into": one.into,
        "rows_read": one.report.read,
        "rows_changed": one.report.changed,
        "rows_deleted": one.report.deleted,
        "rows_inserted": one.report.inserted,
        "rows_refused": one.report.refused,
        "rows_gone": one.gone,
    })
}

fn line(one: &Retried) -> String {
    let (table, report) = (escape(&one.table), one.report);
    let done = report.read.saturating_sub(report.refused);
    let mut line = format!("{table}: {} refused rows retried, {done} done", report.read);
    let more = [(report.changed, "changed"), (report.deleted, "deleted")];
    let more: Vec<String> = more
        .iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, what)| format!("{rows} {what}"))
        .collect();
    if !more.is_empty() {
        line += &format!(" ({})", more.join(", "));
    }
    if report.inserted > 0 {
        line += &format!(", {} inserted into other tables", report.inserted);
    }
    if one.gone > 0 {
        line += &format!(", {} gone", one.gone);
    }
    match report.refused {
        0 => format!("{line}; {}", style::good("none is left")),
        rows => {
            let left = style::warning(format!("{rows} are still refused"));
            format!("{line}; {left}: see `{}`", escape(&one.into))
        }
    }
}
