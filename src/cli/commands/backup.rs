//! `sandshift backup`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::{self, Project};
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::{Answer, Context, Ending, backup};
use crate::report::Watcher;
use crate::runner::backup::Proof;

/// Back the database up into a file
///
/// SQLite is copied while others use it; for PostgreSQL `pg_dump` is called, and `mariadb-dump` or
/// `mysqldump` for the others, which have to be in `PATH` and not older than the server. The file is
/// there when it is whole. The database remembers it, and `rollback` names the newest one.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift backup                        into the folder `backups` of the project
  sandshift backup before.dump --verify   and bring it back once, beside the database")]
pub(crate) struct Backup {
    /// Where to [default: a new file in `backups`]
    file: Option<PathBuf>,

    /// Bring the backup back beside the database, and compare schema and counts of rows
    #[arg(long)]
    verify: bool,
}

impl Backup {
    /// Backs up.
    ///
    /// # Errors
    ///
    /// The database does not open, a tool is missing or fails, or the file cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let repeatable = Repeatable::default();
        let options = options(context, &project, &environment, &repeatable, Watcher::nobody())?;
        let proof = if self.verify { Proof::Restored } else { Proof::Whole };
        let start = project::start(&context.globals)?;
        let file = self.file.as_ref().map(|file| start.join(file));
        let place = (&project, &environment);
        let made = backup::make(context, place, Purpose::Keep, file.as_deref(), proof, &options)?;
        let output = &context.output;
        match output.format {
            Format::Json => output.json(&json!({
                "file": made.file,
                "bytes": made.bytes,
                "sha256": made.sha256,
                "heads": made.heads.split(',').filter(|head| !head.is_empty()).collect::<Vec<_>>(),
                "verified": self.verify,
            })),
            Format::Human => output.line(&made.file),
        }
        Ok(Ending::Good)
    }
}
