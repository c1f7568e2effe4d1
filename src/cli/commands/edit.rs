//! `sandshift edit`

use clap::Args;
use serde_json::json;

use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending, editor};
use crate::revision::{RevisionFile, State, Target, lookup};

/// Open a migration in $VISUAL or $EDITOR
///
/// Afterwards the header is read again, so that a slip shows at once.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift edit head
  sandshift edit 3f2a")]
pub(crate) struct Edit {
    /// The revision
    #[arg(default_value = "head", allow_negative_numbers = true)]
    revision: String,
}

impl Edit {
    /// Opens the file and waits for the editor.
    ///
    /// # Errors
    ///
    /// The name means no single revision, no editor is set or it fails, or the header is faulty
    /// afterwards.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let revisions = Project::open(&context.globals)?.revisions()?;
        let target: Target = self.revision.parse()?;
        let found = lookup(&State::empty(&revisions.graph), &target)?;
        let file = match found.as_slice() {
            [one] => revisions.files.get(*one),
            _ => None,
        };
        let Some(file) = file else {
            return Err(
                CliError::NotOne { target: self.revision.clone(), count: found.len() }.into()
            );
        };
        editor::open(&file.path)?;
        if file.foreign.is_none() {
            RevisionFile::open(&file.path)?;
        }
        let path = file.path.display().to_string();
        match context.output.format {
            Format::Human => context.output.line(&path),
            Format::Json => context.output.json(&json!({ "file": path })),
        }
        Ok(Ending::Good)
    }
}
