//! `sandshift validate`

use clap::Args;
use serde_json::json;

use crate::backend::dialect::Dialect;
use crate::backend::open::DIALECTS;
use crate::cli::failure::{Failure, Report};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_migration;
use crate::cli::{Answer, Context, Ending, database, modules};
use crate::error::{Kind, Place};
use crate::report::style;
use crate::revision::{Revision, RevisionFile, RevisionId, problems};
use crate::runner::review::{Finding, Reviewer, listening_limits};

/// Check everything that can be known without a database
///
/// Headers, ids, parents, cycles and labels; whether scripts compile and SQL files can be split;
/// whether each migration has a way back. Every problem is listed, not just the first; the exit
/// code is that of the first.
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
        let dialects = dialects(&project, context);
        let listing = project.scan();
        let files = listing.files.len();
        let nodes: Vec<Revision> = listing.files.iter().map(Revision::from).collect();
        let mut found: Vec<Failure> =
            listing.faults.iter().map(|fault| Failure::of(fault)).collect();
        found.extend(problems(&nodes).iter().map(|problem| Failure::of(problem)));
        let limits = listening_limits(&project.settings.limits);
        let compilation = modules::compilation(&context.output);
        let reviewer = Reviewer { dialects: &dialects, limits: &limits, compilation: &compilation };
        let findings = reviewer.findings(&listing.files)?;
        found.extend(findings.iter().map(|finding| told(&listing.files, finding)));
        show(context, files, &found);
        Ok(found.first().map_or(Ending::Good, |first| Ending::Found(first.kind)))
    }
}

/// The dialect of the project's database; all of them when it has none or cannot tell.
fn dialects(project: &Project, context: &Context) -> Vec<&'static dyn Dialect> {
    let environment = project.environment(&context.globals, &context.output).ok();
    match environment.and_then(|environment| database::dialect(None, &environment).ok()) {
        Some(dialect) => vec![dialect],
        None => DIALECTS.to_vec(),
    }
}

fn told(files: &[RevisionFile], finding: &Finding) -> Failure {
    match finding {
        Finding::Fault(stopped) => {
            let mut failure = of_migration(stopped);
            failure.state = None;
            failure
        }
        Finding::NoWayBack { revision, line, reason } => {
            let file = files.iter().find(|file| &file.header.revision == revision);
            no_way_back(file, revision, *line, reason)
        }
    }
}

fn no_way_back(
    file: Option<&RevisionFile>,
    revision: &RevisionId,
    line: u32,
    reason: &str,
) -> Failure {
    Failure::new(Report {
        code: "revision::no_way_back",
        kind: Kind::Irreversible,
        message: format!("revision `{revision}` has no way back: {reason}"),
        causes: Vec::new(),
        place: Place {
            file: file.map(|file| file.path.clone()),
            line: (line > 0).then_some(line),
            column: None,
        },
        sql: None,
        revision: Some(revision.to_string()),
        done_before: Vec::new(),
        state: None,
        hint: Some(
            "write a `down`, or say in the header why there is none: `irreversible = \"…\"`".into(),
        ),
    })
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
