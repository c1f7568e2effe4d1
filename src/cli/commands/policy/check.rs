//! `sandshift policy check`

use clap::Args;
use serde_json::json;

use super::grant_of;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::error::Kind;
use crate::policy::error::Difference;
use crate::policy::plan::Policy;
use crate::report::escape::escape;
use crate::report::style;
use crate::runner::granting::differences;

/// Compare what migrations want with what is granted
///
/// Reads the grant and the headers of all migrations; runs nothing and needs no database. What a migration wants
/// stands in the `[request]` of its header; one without is held to the grant when it runs. Exits with 35 when
/// something is wanted that is not granted.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy check
  sandshift policy check --policy /etc/sandshift/acme.toml --json")]
pub(crate) struct Check {}

impl Check {
    /// Lists the differences.
    ///
    /// # Errors
    ///
    /// There is no grant, or the project cannot be read.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let file = grant_of(&project)?;
        let (name, hash) = (file.grant.grant.clone(), file.hash.clone());
        let revisions = project.revisions_or_none()?;
        let found = differences(&Policy::of(file), revisions.files.values());
        let without: Vec<&str> = revisions
            .files
            .values()
            .filter(|file| file.header.request.is_none())
            .map(|file| file.header.revision.as_str())
            .collect();
        let output = &context.output;
        if output.format == Format::Json {
            output.json(&json!({
                "grant": name,
                "hash": hash,
                "migrations": revisions.files.len(),
                "without_request": without,
                "differences": found,
            }));
        }
        for difference in &found {
            output.line(&line(difference));
        }
        let total = revisions.files.len();
        let silent = match without.len() {
            0 => String::new(),
            many => format!(
                "; {many} of {total} say nothing of what they want, and are held to the grant when they run"
            ),
        };
        output.say(&match found.len() {
            0 => format!("{} `{name}` grants what is wanted{silent}", style::good("Good:")),
            many => format!(
                "{} {many} wanted that `{name}` does not grant{silent}",
                style::bad("Not granted:")
            ),
        });
        Ok(if found.is_empty() { Ending::Good } else { Ending::Found(Kind::Denied) })
    }
}

fn line(difference: &Difference) -> String {
    let Difference { revision, key, missing, .. } = difference;
    format!("{}  {} += \"{}\"", style::id(revision), escape(key), escape(missing))
}
