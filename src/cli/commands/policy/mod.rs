//! `sandshift policy`

mod check;
mod explain;
mod export;
mod grants;
mod observe;
mod schema;

use clap::{Args, Subcommand};

use crate::cli::args::{Globals, With};
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending};
use crate::policy::grant::GrantFile;

/// See what a grant allows, and make one
///
/// A grant is the operator's file: it says what migrations that others wrote may touch and use. It is named by
/// `--policy`, by the variable SANDSHIFT_POLICY or by `policy` in sandshift.toml, and holds for every command that
/// runs migrations.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy check --policy /etc/sandshift/acme.toml      what is wanted and not granted
  sandshift policy explain 3f2a1c9d                             what this migration may do
  sandshift policy observe > acme.toml                          the narrowest grant that is enough
  sandshift policy grants --login acme                          what an administrator tells the database
  sandshift policy export --format cedar
  sandshift policy schema > grant.schema.json                   for editors")]
pub(crate) struct Policies {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Check(With<check::Check>),
    Explain(With<explain::Explain>),
    Observe(With<observe::Observe>),
    Export(With<export::Export>),
    Grants(With<grants::Grants>),
    Schema(With<schema::Schema>),
}

/// What is asked of a policy.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Whether it is enough.
    Check(check::Check),
    /// What it allows to one migration.
    Explain(explain::Explain),
    /// What would be enough.
    Observe(observe::Observe),
    /// The same for other engines.
    Export(export::Export),
    /// What an administrator has to say to the database.
    Grants(grants::Grants),
    /// What a grant looks like.
    Schema(schema::Schema),
}

impl Policies {
    /// The command below this one, with the global options from both sides of it.
    #[must_use]
    pub(crate) fn split(self, before: Globals) -> (Globals, Asked) {
        let (after, asked) = match self.task {
            Task::Check(with) => (with.globals, Asked::Check(with.own)),
            Task::Explain(with) => (with.globals, Asked::Explain(with.own)),
            Task::Observe(with) => (with.globals, Asked::Observe(with.own)),
            Task::Export(with) => (with.globals, Asked::Export(with.own)),
            Task::Grants(with) => (with.globals, Asked::Grants(with.own)),
            Task::Schema(with) => (with.globals, Asked::Schema(with.own)),
        };
        (before.and(after), asked)
    }
}

impl Asked {
    /// Answers.
    ///
    /// # Errors
    ///
    /// There is no grant where one is needed, or the project or the database cannot be read.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        match self {
            Self::Check(task) => task.run(context),
            Self::Explain(task) => task.run(context),
            Self::Observe(task) => task.run(context),
            Self::Export(task) => task.run(context),
            Self::Grants(task) => task.run(context),
            Self::Schema(task) => task.run(context),
        }
    }
}

/// The grant that holds for a project.
fn grant_of(project: &Project) -> Result<GrantFile, CliError> {
    project.policy.clone().ok_or_else(|| {
        CliError::usage(
            "no grant is named",
            "name one with `--policy FILE`, the variable SANDSHIFT_POLICY, or `policy` in sandshift.toml",
        )
    })
}

const GOOD: Ending = Ending::Good;
