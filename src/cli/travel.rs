//! What `run` and `rollback` have in common: for real, rehearsed, or written down offline.

use std::sync::Arc;

use clap::Args;
use sandshift_model::operation::OnConflict;
use sandshift_sandbox::cancel::Cancel;
use sandshift_sandbox::limits::Limits;

use super::audit::Audit;
use super::demanded::{self, Demanded};
use super::failure::Failure;
use super::follow::{Follower, Kept, Show};
use super::ledger::{Ledger, OpenBook};
use super::output::Format;
use super::project::Project;
use super::rehearsed::Rehearsed;
use super::run_failure::of_run;
use super::runner_options::{Repeatable, options};
use super::settings::Environment;
use super::{CliError, Context, backup, database, interrupt, secrets};
use crate::backend::open::Purpose;
use crate::report::Watcher;
use crate::report::sql::{Detail, SqlText};
use crate::report::style;
use crate::revision::{Direction, Range, RevisionError, State, lookup};
use crate::runner::apply::{self, Outcome, Way};
use crate::runner::approving::Approval;
use crate::runner::backup::Proof;
use crate::runner::error::RunError;
use crate::runner::options::Options;
use crate::runner::project::Project as Revisions;
use crate::runner::record::{self, OfflineWay};
use crate::runner::rehearse;
use crate::runner::status;

// The options of a dry run; a doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Dry run")]
pub(super) struct DryRun {
    /// Print the SQL instead of changing the database
    #[arg(long, visible_alias = "sql")]
    pub dry_run: bool,

    /// Use no database at all: start from nothing, or from `--from`
    #[arg(long, requires = "dry_run")]
    pub offline: bool,

    /// Write the SQL for sqlite, postgres or mysql [default: that of the database URL]
    #[arg(long, value_name = "DIALECT", requires = "offline")]
    pub dialect: Option<String>,

    /// Start as if the database were at this revision
    #[arg(long, value_name = "REVISION", requires = "offline", allow_hyphen_values = true)]
    pub from: Option<String>,

    /// Shorten the work on rows to counts, show of each transform three rows before and after and how long it may
    /// take; the text is then not complete
    #[arg(long, requires = "dry_run")]
    pub summary: bool,
}

/// A journey: which way, how far, and what is allowed.
#[derive(Debug)]
pub(super) struct Travel<'a> {
    /// Up or down.
    pub direction: Direction,
    /// The target, as typed.
    pub target: &'a str,
    /// Whether it is only a dry run.
    pub dry: &'a DryRun,
    /// What is demanded of the files.
    pub demanded: &'a Demanded,
    /// What was rehearsed, and what is to be remembered.
    pub rehearsed: &'a Rehearsed,
    /// What makes it repeatable.
    pub repeatable: &'a Repeatable,
    /// Edited files are no obstacle.
    pub allow_edited: bool,
    /// Lost values are no obstacle.
    pub accept_loss: bool,
    /// What to do with kept rows that somebody else has changed since.
    pub on_conflict: OnConflict,
}

/// Everything that is ready before the database is opened.
#[derive(Debug)]
pub(super) struct Ready {
    /// The project.
    pub project: Project,
    /// Its files and graph.
    pub revisions: Revisions,
    /// The environment.
    pub environment: Environment,
    /// The options of the runner.
    pub options: Options,
    kept: Kept,
    book: OpenBook,
    audit: Option<Arc<Audit>>,
}

impl Travel<'_> {
    /// Reads the project and makes the runner's options.
    ///
    /// # Errors
    ///
    /// The project, its settings or its graph are faulty.
    pub(super) fn prepare(&self, context: &Context) -> Result<Ready, Failure> {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let audit = match self.dry.dry_run {
            true => None,
            false => Audit::open(context, &project, &environment, self.rehearsed.audit.as_deref())?,
        };
        let audit = audit.map(Arc::new);
        let place = (project, environment);
        let ready = self.ready(context, place, audit.clone());
        if let (Some(audit), Err(failure)) = (audit, &ready) {
            audit.refused(self.direction, failure);
            audit.finish()?;
        }
        ready
    }

    fn ready(
        &self,
        context: &Context,
        (project, environment): (Project, Environment),
        audit: Option<Arc<Audit>>,
    ) -> Result<Ready, Failure> {
        let demands = self.demanded.demands(&project)?;
        let revisions = demanded::revisions(context, &project, &demands)?;
        self.refuse_unknown(&revisions)?;
        let detail = if self.dry.summary { Detail::Summary } else { Detail::Full };
        let show = if self.dry.dry_run {
            Show::Sql(SqlText::new(self.dialect_name(&environment), detail))
        } else {
            Show::Revisions
        };
        let (follower, kept) = Follower::new(&context.output, context.clock, show);
        let (ledger, book) = Ledger::before(follower, audit.clone());
        let watcher = Watcher::new(ledger);
        let options = options(context, &project, &environment, self.repeatable, watcher)?;
        let limits = Limits { cancel: Cancel::new(), ..options.limits };
        let options = Options {
            allow_edited: self.allow_edited,
            accept_loss: self.accept_loss,
            on_conflict: self.on_conflict,
            detail,
            limits,
            ..options
        };
        let options = match self.dry.dry_run {
            true => self.rehearsed.foresee(context, options),
            false => self.rehearsed.hold(context, &demands, options)?,
        };
        let records = options.approval.records || audit.is_some();
        let approval = Approval { records, ..options.approval };
        let options = Options { approval, ..options };
        Ok(Ready { project, revisions, environment, options, kept, book, audit })
    }

    /// Backs the database up, if there is anything to do for which it might be wanted.
    ///
    /// # Errors
    ///
    /// The database does not open, or the backup cannot be made.
    pub(super) fn back_up(&self, context: &Context, ready: &Ready) -> Result<(), Failure> {
        let place = (&ready.project, &ready.environment);
        let mut connection = database::connect(context, place.0, place.1, Purpose::Look)?;
        let status = status::status(&ready.revisions, &mut *connection);
        if status.map_err(|error| of_run(&error))?.pending.is_empty() {
            return Ok(());
        }
        drop(connection);
        backup::make(context, place, Purpose::Look, None, Proof::Whole, &ready.options).map(|_| ())
    }

    /// Goes there for real.
    ///
    /// # Errors
    ///
    /// [`RunError`], or the database does not open.
    pub(super) fn go(
        &self,
        context: &Context,
        ready: &Ready,
    ) -> Result<Result<Outcome, RunError>, Failure> {
        let result = self.go_there(context, ready);
        let Some(audit) = &ready.audit else { return result };
        // A migration that failed has told so itself, unless it did not even begin.
        let has_told = ready.book.read().accounts.iter().any(|account| account.failure.is_some());
        match &result {
            Ok(Ok(_)) => {}
            Ok(Err(RunError::Migration(_))) if has_told => {}
            Ok(Err(error)) => audit.refused(self.direction, &of_run(error)),
            Err(failure) => audit.refused(self.direction, failure),
        }
        audit.finish()?;
        result
    }

    fn go_there(
        &self,
        context: &Context,
        ready: &Ready,
    ) -> Result<Result<Outcome, RunError>, Failure> {
        let way = self.way()?;
        let _listening = interrupt::listen(&ready.options);
        let connection =
            database::connect(context, &ready.project, &ready.environment, Purpose::Change)?;
        Ok(apply::apply(&ready.revisions, connection, &way, &ready.options))
    }

    /// Says what would happen.
    ///
    /// # Errors
    ///
    /// [`RunError`], or the database does not open.
    pub(super) fn try_out(
        &self,
        context: &Context,
        ready: &Ready,
    ) -> Result<Result<Outcome, RunError>, Failure> {
        let _listening = interrupt::listen(&ready.options);
        if self.dry.offline {
            let dialect = database::dialect(self.dry.dialect.as_deref(), &ready.environment)?;
            let way = OfflineWay { direction: self.direction, range: self.range()? };
            return Ok(record::record(&ready.revisions, dialect, &way, &ready.options));
        }
        let way = self.way()?;
        let connection =
            database::connect(context, &ready.project, &ready.environment, Purpose::Look)?;
        let dialect = connection.dialect().name();
        let result = rehearse::rehearse(&ready.revisions, connection, &way, &ready.options);
        if result.is_ok() {
            self.rehearsed.write(context, dialect, &ready.options, &ready.book.read())?;
        }
        Ok(result)
    }

    /// Shows the end of it.
    pub(super) fn show(&self, context: &Context, ready: &Ready, outcome: &Outcome) {
        let output = &context.output;
        if output.format == Format::Json {
            let mut object = ready.kept.collected().object(self.direction, &outcome.heads);
            if let (Some(database), Some((url, _))) =
                (object["database"].as_object_mut(), &ready.environment.url)
            {
                // A dry run on a file that does not exist yet is connected to a stand-in.
                database.insert("address".into(), secrets::redact(url).into());
            }
            output.json(&object);
        }
        let heads = match outcome.heads.as_slice() {
            [] => "base".to_owned(),
            heads => heads.iter().map(style::id).collect::<Vec<_>>().join(", "),
        };
        output.say(&match (outcome.done.is_empty(), self.dry.dry_run) {
            (true, _) => format!("{} the database is at {heads}", style::good("Nothing to do:")),
            (false, true) => {
                format!("{} nothing was changed; a run would end at {heads}", style::good("Done:"))
            }
            (false, false) => format!("{} the database is at {heads}", style::good("Done:")),
        });
    }

    /// Refuses a name that no file knows before the database is opened, or even made.
    ///
    /// Everything else about a target depends on where the database is; and a revision to undo may
    /// be known to the journal alone.
    fn refuse_unknown(&self, revisions: &Revisions) -> Result<(), Failure> {
        if self.direction == Direction::Down || self.target.contains(':') {
            return Ok(());
        }
        match lookup(&State::empty(&revisions.graph), &self.target.parse()?) {
            Err(
                error @ (RevisionError::UnknownRevision { .. }
                | RevisionError::UnknownBranch { .. }
                | RevisionError::TooShort { .. }
                | RevisionError::AmbiguousPrefix { .. }),
            ) => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn way(&self) -> Result<Way, Failure> {
        Ok(Way { direction: self.direction, target: self.target.parse()? })
    }

    fn range(&self) -> Result<Range, Failure> {
        match (&self.dry.from, self.target.contains(':')) {
            (Some(_), true) => Err(CliError::usage(
                "a range and `--from` both say where to start",
                format!("leave `--from` out: `{}`", self.target),
            )
            .into()),
            (None, true) => Ok(self.target.parse()?),
            (Some(from), false) => Ok(format!("{from}:{}", self.target).parse()?),
            (None, false) => Ok(format!(":{}", self.target).parse()?),
        }
    }

    /// The name of the dialect, when it is known.
    pub(super) fn dialect_name(&self, environment: &Environment) -> &'static str {
        let named = self.dry.dialect.as_deref();
        database::dialect(named, environment).map_or("", |dialect| dialect.name())
    }
}

/// The report of a run that stopped, with a word about dry runs.
#[must_use]
pub(super) fn stopped(error: &RunError, dry: &DryRun) -> Failure {
    let mut failure = of_run(error);
    if dry.dry_run {
        failure.state = Some("nothing was changed: this was a dry run".to_owned());
    }
    failure
}
