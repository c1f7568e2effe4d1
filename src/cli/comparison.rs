//! What a database holds, compared with what its project declares: the work that `diff` and
//! `revision --autogenerate` share.

use std::thread;

use clap::Args;
use sandshift_model::catalog::Catalog;

use super::error::CliError;
use super::failure::Failure;
use super::project::Project;
use super::renames::{self, Said};
use super::run_failure::of_run;
use super::schema::{self, FreshOption, ScratchOption};
use super::settings::Environment;
use super::{Context, database};
use crate::backend::connection::{Connection, Leaving};
use crate::backend::dialect::Dialect;
use crate::backend::open::Purpose;
use crate::revision::State;
use crate::runner::status;
use crate::schema::declared::Reading;
use crate::schema::diff::diff;
use crate::schema::migration::Ways;
use crate::schema::renames::Renames;
use crate::schema::step::Difference;

// A doc comment would become the help of the commands.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Comparing {
    #[command(flatten)]
    pub said: Said,

    /// Compare with what the migrations make on a scratch database, instead of what the database at
    /// hand holds
    #[arg(long)]
    pub from_migrations: bool,

    #[command(flatten)]
    pub scratch: ScratchOption,

    #[command(flatten)]
    pub fresh: FreshOption,
}

/// Both sides, and the ways between them.
#[derive(Debug)]
pub(super) struct Compared {
    pub dialect: &'static dyn Dialect,
    from: Catalog,
    to: Catalog,
    /// From what is there to what is declared.
    pub up: Difference,
    renames: Renames,
    /// The end of the scratch database is waited for at the end of the command.
    _leaving: Leaving,
}

impl Compared {
    /// The way back.
    ///
    /// # Errors
    ///
    /// No order of steps leads there.
    pub(super) fn down(&self) -> Result<Difference, Failure> {
        Ok(diff(&self.to, &self.from, self.dialect, &self.renames.reversed())?)
    }

    /// Both ways.
    pub(super) fn ways<'a>(&'a self, down: &'a Difference) -> Ways<'a> {
        Ways { dialect: self.dialect, from: &self.from, to: &self.to, up: &self.up, down }
    }
}

impl Comparing {
    /// Tells whether any of it was said.
    pub(super) fn is_said(&self) -> bool {
        let said = !self.said.renames.is_empty() || !self.said.no_renames.is_empty();
        said || self.from_migrations || self.scratch.is_said() || self.fresh.is_said()
    }

    /// Compares; asks about renames where somebody is there to answer.
    ///
    /// # Errors
    ///
    /// One side cannot be read, the database is not where the migrations lead, or a rename is not
    /// decided.
    pub(super) fn compare(
        &self,
        context: &Context,
        project: &Project,
    ) -> Result<Compared, Failure> {
        let environment = project.environment(&context.globals, &context.output)?;
        let lent = self.scratch.url(context, project, &environment);
        let lent = lent.as_deref();
        let (dialect, from, declared) = if self.from_migrations {
            let mut engine = schema::engine(context, project, &environment)?;
            let engine = &mut *engine;
            let from = schema::migrated(context, project, &environment, engine, lent)?;
            let fresh = &self.fresh;
            let to = schema::declared(context, project, &environment, engine, lent, fresh, &from)?;
            (engine.dialect(), from, to)
        } else {
            self.both_databases(context, project, &environment, lent)?
        };
        let Reading { catalog: mut to, leaving, .. } = declared;
        to.share_tables_of(&from);
        let renames = renames::decide(context, &from, &to, &self.said)?;
        let up = diff(&from, &to, dialect, &renames)?;
        Ok(Compared { dialect, from, to, up, renames, _leaving: leaving })
    }

    /// What the database at hand holds, and what is declared.
    fn both_databases(
        &self,
        context: &Context,
        project: &Project,
        environment: &Environment,
        lent: Option<&str>,
    ) -> Result<(&'static dyn Dialect, Catalog, Reading), Failure> {
        let mut live = database::connect(context, project, environment, Purpose::Look)?;
        must_be_up_to_date(project, &mut *live)?;
        let dialect = live.dialect();
        let declared = |engine: &mut dyn Connection, known: &Catalog| {
            schema::declared(context, project, environment, engine, lent, &self.fresh, known)
        };
        if dialect.emulates_enums() {
            // The declared side takes over the enums of this one.
            let from = looked_at(project, &mut *live)?;
            // What the engine keeps in memory about a database goes with the connection.
            drop(live);
            let mut engine = schema::engine(context, project, environment)?;
            let to = declared(&mut *engine, &from)?;
            return Ok((dialect, from, to));
        }
        // The two sides are two databases, and most of the work is theirs.
        let reader = live.again()?;
        let (from, to) = thread::scope(|scope| {
            let mut reader = reader;
            let reading = scope.spawn(move || looked_at(project, &mut *reader));
            let to = declared(&mut *live, &Catalog::default());
            (reading.join(), to)
        });
        let ended = |_| CliError::Program {
            program: "the reader of the database".to_owned(),
            reason: "its thread ended before its time".to_owned(),
            advice: None,
        };
        Ok((dialect, from.map_err(ended)??, to?))
    }
}

/// What a database holds, as far as the project looks at it.
fn looked_at(project: &Project, database: &mut dyn Connection) -> Result<Catalog, Failure> {
    let mut catalog = database.inspect()?;
    schema::filter(project).retain(&mut catalog);
    Ok(catalog)
}

/// A difference to a database that lacks migrations would contain them once more.
fn must_be_up_to_date(project: &Project, database: &mut dyn Connection) -> Result<(), Failure> {
    let revisions = project.revisions_or_none()?;
    let heads = status::heads(database).map_err(|error| of_run(&error))?;
    let is_known = |head: &String| head.parse().is_ok_and(|id| revisions.files.contains_key(&id));
    // A revision without a file is told apart from an unknown one by the journal.
    let graph = match heads.iter().all(is_known) {
        true => revisions.graph,
        false => status::status(&revisions, database).map_err(|error| of_run(&error))?.graph,
    };
    let state = State::read(&graph, &heads)?;
    let missing: Vec<String> = state.missing_heads().iter().map(ToString::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(CliError::NotUpToDate { missing }.into())
}
