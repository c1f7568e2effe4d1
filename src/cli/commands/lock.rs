//! `sandshift lock`

use std::fs;

use clap::Args;
use serde_json::json;

use crate::cli::demanded::{grant, read, signature_file};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending};
use crate::error::Kind;
use crate::integrity::difference::Difference;
use crate::integrity::lock::{self, FILE_NAME};
use crate::report::escape::escape;
use crate::report::style;

/// Write down which files may run
///
/// Writes `sandshift.lock` beside sandshift.toml: the SHA-256 of every migration and module. From then on
/// `run`, `rollback`, their dry runs and `verify` take those bytes alone and refuse a file that was changed,
/// added or taken away since. Commit the file, so that a review of it is a review of what runs.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift lock                write it, and say what is new
  sandshift lock --check        write nothing; exit code 1 when it is not up to date
  sandshift lock --policy /etc/sandshift/acme.toml          for this grant alone
  sandshift lock && sandshift sign --key ~/.keys/sandshift.pem")]
pub(crate) struct Lock {
    /// Write nothing, and exit with 1 when the files are not what the lock file says
    #[arg(long)]
    check: bool,
}

impl Lock {
    /// Writes the file, or compares it.
    ///
    /// # Errors
    ///
    /// The files of the project are faulty or cannot be locked.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let files: Vec<_> = revisions.files.values().cloned().collect();
        let mut new = lock::Lock::of(&project.folder, &revisions.folders, &files)?;
        let file = project.folder.join(FILE_NAME);
        let bytes = read(&file)?;
        let old = match &bytes {
            // One that cannot be read is written anew.
            Some(bytes) if self.check => Some(lock::Lock::parse(bytes)?),
            Some(bytes) => lock::Lock::parse(bytes).ok(),
            None => None,
        };
        new.grant = grant(&project).or(old.as_ref().and_then(|old| old.grant));
        let difference = old.as_ref().unwrap_or(&lock::Lock::default()).difference(&new);
        let text = new.text();
        let is_same = bytes.as_deref() == Some(text.as_bytes());
        let writes = !self.check && !is_same;
        if writes {
            fs::write(&file, &text).map_err(CliError::file(&file, "written"))?;
        }
        self.show(context, new.files.len(), &difference, writes);
        if writes && signature_file(&file).exists() {
            context.output.say("The signatures are of the file as it was: sign it again");
        }
        let is_good = old.is_some() && difference.is_empty();
        Ok(if self.check && !is_good { Ending::Found(Kind::No) } else { Ending::Good })
    }

    fn show(&self, context: &Context, count: usize, difference: &Difference, written: bool) {
        let output = &context.output;
        if output.format == Format::Json {
            output.json(&json!({
                "file": FILE_NAME,
                "files": count,
                "written": written,
                "matches": difference.is_empty(),
                "added": difference.added,
                "changed": difference.changed,
                "removed": difference.removed,
                "grant_changed": difference.grant,
            }));
            return;
        }
        let kinds = [
            (style::good("added"), &difference.added),
            (style::warning("changed"), &difference.changed),
            (style::warning("removed"), &difference.removed),
        ];
        for (word, names) in kinds {
            names.iter().for_each(|name| output.line(&format!("{word} {}", escape(name))));
        }
        if difference.grant {
            output.line(&format!("{} the grant", style::warning("changed")));
        }
        output.say(&match (self.check, written) {
            (true, _) if difference.is_empty() => {
                format!("{} the files are what `{FILE_NAME}` says", style::good("Good:"))
            }
            (true, _) => {
                format!("{} the files are not what `{FILE_NAME}` says", style::warning("No:"))
            }
            (false, true) => {
                let files = if count == 1 { "file is" } else { "files are" };
                format!("{} {count} {files} in `{FILE_NAME}`", style::good("Locked:"))
            }
            (false, false) => {
                format!("{} `{FILE_NAME}` is up to date", style::good("Nothing to do:"))
            }
        });
    }
}
