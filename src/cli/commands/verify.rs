//! `sandshift verify`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::agreement::{Agreement, agreement};
use crate::cli::demanded::{self, Demanded};
use crate::cli::follow::{Follower, Show};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::{of_migration, of_run};
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::{Answer, Context, Ending, database};
use crate::error::{Coded, Kind};
use crate::report::Watcher;
use crate::report::style;
use crate::revision::RevisionId;
use crate::runner::verify::{Verified, verify};

/// Check that the database still holds what its revisions promised
///
/// Compares the files with the hashes recorded when they ran, and calls the `verify` function of
/// each applied revision inside a transaction that is rolled back. A migration whose promise was
/// taken back by a later one should say so in its `verify`. Where there is a lock file, the files have to be what it
/// names before anything else is looked at.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift verify
  sandshift verify --json
  sandshift verify --signatures 2         also: two trusted keys have signed the lock file")]
pub(crate) struct Verify {
    #[command(flatten)]
    demanded: Demanded,
}

impl Verify {
    /// Checks.
    ///
    /// # Errors
    ///
    /// It cannot be found out; what is wrong is the result.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let lock = agreement(context, &project, &self.demanded)?;
        if lock.as_ref().is_some_and(|lock| !lock.difference.is_empty()) {
            show(context, &Verified::default(), lock.as_ref());
            return Ok(Ending::Found(Kind::Integrity));
        }
        let demands = self.demanded.demands(&project)?;
        let revisions = demanded::revisions(context, &project, &demands)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
        let watcher = Watcher::new(follower);
        let options = options(context, &project, &environment, &Repeatable::default(), watcher)?;
        let connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let verified = verify(&revisions, connection, &options).map_err(|error| of_run(&error))?;
        show(context, &verified, lock.as_ref());
        Ok(match verified.failed.first() {
            Some(failure) => Ending::Found(failure.kind()),
            None if verified.is_good() => Ending::Good,
            None => Ending::Found(Kind::State),
        })
    }
}

fn show(context: &Context, verified: &Verified, lock: Option<&Agreement>) {
    let output = &context.output;
    let is_good = verified.is_good() && lock.is_none_or(|lock| lock.difference.is_empty());
    let texts = |ids: &[RevisionId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let failed: Vec<_> = verified
        .failed
        .iter()
        .map(|stopped| {
            let mut failure = of_migration(stopped);
            failure.state = None;
            failure
        })
        .collect();
    if output.format == Format::Json {
        let edited: Vec<_> = verified
            .edited
            .iter()
            .map(
                |(id, file)| json!({ "revision": id.as_str(), "file": file.display().to_string() }),
            )
            .collect();
        output.json(&json!({
            "verified": is_good,
            "passed": texts(&verified.passed),
            "failed": failed.iter().map(|failure| failure.to_json(output)).collect::<Vec<_>>(),
            "edited": edited,
            "missing": texts(&verified.missing),
            "lock": lock.map(Agreement::to_json),
        }));
        return;
    }
    lock.into_iter().flat_map(Agreement::lines).for_each(|line| output.line(&line));
    for id in &verified.passed {
        output.line(&format!("{} {}", style::good("passed"), style::id(id.as_str())));
    }
    for (id, file) in &verified.edited {
        let id = style::id(id.as_str());
        output.line(&format!("{} {id} {}", style::warning("edited"), file.display()));
    }
    for id in &verified.missing {
        output.line(&format!("{} {}", style::warning("missing"), style::id(id.as_str())));
    }
    failed.iter().for_each(|failure| output.line(&failure.report()));
    if is_good {
        output.say(&format!(
            "{} the database holds what its revisions promised",
            style::good("Good:")
        ));
    }
}
