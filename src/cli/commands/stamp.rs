//! `sandshift stamp`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::follow::{Follower, Show};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::{Answer, Context, Ending, database};
use crate::report::Watcher;
use crate::report::sql::{Detail, SqlText};
use crate::report::style;
use crate::revision::Target;
use crate::runner::stamp::{Stamped, stamp, stamp_offline};

/// Record that the database is at a revision, without running anything
///
/// For a database whose tables came from elsewhere, or was brought to a revision by hand. Nothing
/// checks whether that is true.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift stamp head                  the tables are there already
  sandshift stamp base                  nothing has run
  sandshift stamp --purge head          forget unknown revisions first
  sandshift stamp head --sql            the SQL of it, without a database")]
pub(crate) struct Stamp {
    /// The revisions to record; several for several branches
    #[arg(value_name = "REVISION", required = true, allow_negative_numbers = true)]
    targets: Vec<String>,

    /// Remove every recorded revision first, known or not
    #[arg(long, conflicts_with = "dry_run")]
    purge: bool,

    /// Print the SQL for a database that records nothing yet, and use none
    #[arg(long, visible_alias = "sql")]
    dry_run: bool,

    /// Write the SQL for sqlite, postgres or mysql [default: that of the database URL]
    #[arg(long, value_name = "DIALECT", requires = "dry_run")]
    dialect: Option<String>,
}

impl Stamp {
    /// Records.
    ///
    /// # Errors
    ///
    /// The target means nothing, or the database refuses or records an unknown revision.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let target: Target = self.targets.join(",").parse()?;
        let environment = project.environment(&context.globals, &context.output)?;
        let repeatable = Repeatable::default();
        let stamped = if self.dry_run {
            let dialect = database::dialect(self.dialect.as_deref(), &environment)?;
            let show = Show::Sql(SqlText::new(dialect.name(), Detail::Full));
            let (follower, _) = Follower::new(&context.output, context.clock, show);
            let watcher = Watcher::new(follower);
            let options = options(context, &project, &environment, &repeatable, watcher)?;
            stamp_offline(&revisions, dialect, &target, &options)
        } else {
            let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
            let watcher = Watcher::new(follower);
            let options = options(context, &project, &environment, &repeatable, watcher)?;
            let connection = database::connect(context, &project, &environment, Purpose::Change)?;
            stamp(&revisions, connection, &target, self.purge, &options)
        };
        let stamped = stamped.map_err(|error| of_run(&error))?;
        self.show(context, &stamped);
        Ok(Ending::Good)
    }

    fn show(&self, context: &Context, stamped: &Stamped) {
        let output = &context.output;
        match output.format {
            Format::Json => {
                let sql: Vec<&str> =
                    stamped.transcript.lines.iter().map(|line| line.sql.as_str()).collect();
                output.json(&json!({
                    "before": stamped.before,
                    "after": stamped.after,
                    "dry_run": self.dry_run,
                    "sql": sql,
                }));
            }
            Format::Human if !self.dry_run => {
                stamped.after.iter().for_each(|head| output.line(&style::id(head)));
            }
            Format::Human => {}
        }
        let names = |ids: &[String]| match ids {
            [] => "base".to_owned(),
            ids => ids.iter().map(style::id).collect::<Vec<_>>().join(", "),
        };
        output.say(&match (self.dry_run, stamped.transcript.lines.is_empty()) {
            (true, _) => format!("{} nothing was changed", style::good("Done:")),
            (false, true) => {
                format!(
                    "{} the database records {}",
                    style::good("Nothing to do:"),
                    names(&stamped.after)
                )
            }
            (false, false) => format!(
                "{} recorded {} instead of {}; nothing was run",
                style::good("Done:"),
                names(&stamped.after),
                names(&stamped.before)
            ),
        });
    }
}
