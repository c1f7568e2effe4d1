//! One file per command: its options with their help, and its work.

mod adopt;
mod backfill;
mod backup;
mod branches;
mod build;
mod check;
mod conflicts;
mod current;
mod diff;
mod drift;
mod edit;
mod heads;
mod history;
mod init;
mod inspect;
mod lock;
mod merge;
mod policy;
mod restore;
mod retry_rejects;
mod revision;
mod rollback;
mod run;
mod schema;
mod show;
mod sign;
mod stamp;
mod status;
mod trust;
mod undo;
mod unlock;
mod validate;
mod verify;

use clap::Subcommand;

use super::args::{Globals, With};
use super::{Answer, Context};

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
#[allow(missing_docs, reason = "the help of each command is the doc comment of its options")]
pub(super) enum Command {
    Init(With<init::Init>),
    Adopt(With<adopt::Adopt>),
    Revision(With<revision::NewRevisionFile>),
    Diff(With<diff::Diff>),
    Build(With<build::Build>),
    Run(With<run::Run>),
    Rollback(With<rollback::Rollback>),
    Status(With<status::Status>),
    Current(With<current::Current>),
    History(With<history::History>),
    Heads(With<heads::Heads>),
    Branches(With<branches::Branches>),
    Show(With<show::Show>),
    Edit(With<edit::Edit>),
    Merge(With<merge::Merge>),
    Validate(With<validate::Validate>),
    Conflicts(With<conflicts::Conflicts>),
    Verify(With<verify::Verify>),
    Lock(With<lock::Lock>),
    Sign(With<sign::Sign>),
    Trust(With<trust::Trust>),
    Check(With<check::Check>),
    Drift(With<drift::Drift>),
    Stamp(With<stamp::Stamp>),
    Unlock(With<unlock::Unlock>),
    Backup(With<backup::Backup>),
    Restore(With<restore::Restore>),
    Backfill(With<backfill::Backfills>),
    Undo(With<undo::Undo>),
    Inspect(With<inspect::Inspect>),
    Schema(With<schema::Schema>),
    Policy(With<policy::Policies>),
}

/// A command with its global options taken out.
#[derive(Debug)]
pub(super) enum Task {
    /// Backs a database up.
    Backup(backup::Backup),
    /// Brings a backup back.
    Restore(restore::Restore),
    /// Makes a project.
    Init(init::Init),
    /// Makes a project of a database.
    Adopt(adopt::Adopt),
    /// Makes a revision file.
    Revision(revision::NewRevisionFile),
    /// Shows what differs from the declared schema.
    Diff(diff::Diff),
    /// Compiles modules.
    Build(build::Build),
    /// Goes up.
    Run(run::Run),
    /// Goes down.
    Rollback(rollback::Rollback),
    /// Compares the database with the files.
    Status(status::Status),
    /// Shows where the database is.
    Current(current::Current),
    /// Lists revisions.
    History(history::History),
    /// Lists the ends of branches.
    Heads(heads::Heads),
    /// Lists the points where branches part.
    Branches(branches::Branches),
    /// Describes revisions.
    Show(show::Show),
    /// Opens a file.
    Edit(edit::Edit),
    /// Joins branches.
    Merge(merge::Merge),
    /// Checks the files.
    Validate(validate::Validate),
    /// Looks for branches that contradict each other.
    Conflicts(conflicts::Conflicts),
    /// Checks the database against its revisions.
    Verify(verify::Verify),
    /// Writes down which files may run.
    Lock(lock::Lock),
    /// Signs that.
    Sign(sign::Sign),
    /// Says whose signatures count.
    Trust(trust::Asked),
    /// Compares the migrations with the declared schema.
    Check(check::Check),
    /// Looks for what was changed by hand.
    Drift(drift::Drift),
    /// Records without running.
    Stamp(stamp::Stamp),
    /// Forgets a half-done migration.
    Unlock(unlock::Unlock),
    /// Shows or steers backfills.
    Backfill(backfill::Asked),
    /// Shows or drops kept rows.
    Undo(undo::Asked),
    /// Shows what the database holds.
    Inspect(inspect::Inspect),
    /// Writes the schema of the database.
    SchemaDump(schema::Dump),
    /// Shows what a grant allows, or makes one.
    Policy(policy::Asked),
}

impl Command {
    /// Joins the global options before and after the command.
    #[must_use]
    pub(super) fn split(self, before: Globals) -> (Globals, Task) {
        let (after, task) = match self {
            Self::Init(with) => (with.globals, Task::Init(with.own)),
            Self::Adopt(with) => (with.globals, Task::Adopt(with.own)),
            Self::Revision(with) => (with.globals, Task::Revision(with.own)),
            Self::Diff(with) => (with.globals, Task::Diff(with.own)),
            Self::Build(with) => (with.globals, Task::Build(with.own)),
            Self::Run(with) => (with.globals, Task::Run(with.own)),
            Self::Rollback(with) => (with.globals, Task::Rollback(with.own)),
            Self::Status(with) => (with.globals, Task::Status(with.own)),
            Self::Current(with) => (with.globals, Task::Current(with.own)),
            Self::History(with) => (with.globals, Task::History(with.own)),
            Self::Heads(with) => (with.globals, Task::Heads(with.own)),
            Self::Branches(with) => (with.globals, Task::Branches(with.own)),
            Self::Show(with) => (with.globals, Task::Show(with.own)),
            Self::Edit(with) => (with.globals, Task::Edit(with.own)),
            Self::Merge(with) => (with.globals, Task::Merge(with.own)),
            Self::Validate(with) => (with.globals, Task::Validate(with.own)),
            Self::Conflicts(with) => (with.globals, Task::Conflicts(with.own)),
            Self::Verify(with) => (with.globals, Task::Verify(with.own)),
            Self::Lock(with) => (with.globals, Task::Lock(with.own)),
            Self::Sign(with) => (with.globals, Task::Sign(with.own)),
            Self::Trust(with) => {
                let (globals, asked) = with.own.split(with.globals);
                (globals, Task::Trust(asked))
            }
            Self::Check(with) => (with.globals, Task::Check(with.own)),
            Self::Drift(with) => (with.globals, Task::Drift(with.own)),
            Self::Stamp(with) => (with.globals, Task::Stamp(with.own)),
            Self::Unlock(with) => (with.globals, Task::Unlock(with.own)),
            Self::Backfill(with) => {
                let (globals, asked) = with.own.split(with.globals);
                (globals, Task::Backfill(asked))
            }
            Self::Undo(with) => {
                let (globals, asked) = with.own.split(with.globals);
                (globals, Task::Undo(asked))
            }
            Self::Backup(with) => (with.globals, Task::Backup(with.own)),
            Self::Restore(with) => (with.globals, Task::Restore(with.own)),
            Self::Inspect(with) => (with.globals, Task::Inspect(with.own)),
            Self::Schema(with) => {
                let (globals, dump) = with.own.split(with.globals);
                (globals, Task::SchemaDump(dump))
            }
            Self::Policy(with) => {
                let (globals, asked) = with.own.split(with.globals);
                (globals, Task::Policy(asked))
            }
        };
        (before.and(after), task)
    }
}

impl Task {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong, ready to be shown.
    pub(super) fn run(&self, context: &Context) -> Answer {
        match self {
            Self::Init(task) => task.run(context),
            Self::Adopt(task) => task.run(context),
            Self::Revision(task) => task.run(context),
            Self::Diff(task) => task.run(context),
            Self::Build(task) => task.run(context),
            Self::Run(task) => task.run(context),
            Self::Rollback(task) => task.run(context),
            Self::Status(task) => task.run(context),
            Self::Current(task) => task.run(context),
            Self::History(task) => task.run(context),
            Self::Heads(task) => task.run(context),
            Self::Branches(task) => task.run(context),
            Self::Show(task) => task.run(context),
            Self::Edit(task) => task.run(context),
            Self::Merge(task) => task.run(context),
            Self::Validate(task) => task.run(context),
            Self::Conflicts(task) => task.run(context),
            Self::Verify(task) => task.run(context),
            Self::Lock(task) => task.run(context),
            Self::Sign(task) => task.run(context),
            Self::Trust(task) => task.run(context),
            Self::Check(task) => task.run(context),
            Self::Drift(task) => task.run(context),
            Self::Stamp(task) => task.run(context),
            Self::Unlock(task) => task.run(context),
            Self::Backup(task) => task.run(context),
            Self::Restore(task) => task.run(context),
            Self::Backfill(task) => task.run(context),
            Self::Undo(task) => task.run(context),
            Self::Inspect(task) => task.run(context),
            Self::SchemaDump(task) => task.run(context),
            Self::Policy(task) => task.run(context),
        }
    }
}
