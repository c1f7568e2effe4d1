//! `sandshift validate`

use clap::Args;
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::report::style;
use crate::revision::{Revision, problems};

/// Check everything that can be known without a database
///
/// Headers, ids, parents, cycles, labels; and lists every problem, not just the first. The exit
/// code is that of the first problem.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift validate
  sandshift validate --json")]
pub(crate) struct Validate {}

impl Validate {
    /// Checks the files and lists the problems.
    ///
    /// # Errors
    ///
    /// There is no project; problems of its files are the result.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let listing = project.scan();
        let nodes: Vec<Revision> = listing.files.iter().map(Revision::from).collect();
        let mut found: Vec<Failure> = listing.faults.iter().map(|fault| Failure::of(fault)).collect();
        found.extend(problems(&nodes).iter().map(|problem| Failure::of(problem)));
        show(context, listing.files.len(), &found);
        Ok(found.first().map_or(Ending::Good, |first| Ending::Found(first.kind)))
    }
}

fn show(context: &Context, files: usize, found: &[Failure]) {
    let output = &context.output;
    let is_valid = found.is_empty();
    match output.format {
        Format::Json => {
            let problems: Vec<_> = found.iter().map(|problem| problem.to_json(output)).collect();
            output.json(&json!({ "valid": is_valid, "revisions": files, "problems": problems }));
        }
        Format::Human => {
            for problem in found {
                output.line(&problem.report());
                output.line("");
            }
        }
    }
    let verdict = match found.len() {
        0 => style::good("Valid:"),
        1 => style::bad("1 problem:"),
        count => style::bad(format!("{count} problems:")),
    };
    output.say(&format!("{verdict} {files} revision files"));
}

