//! Schemas as commands see them: what the project declares, and the scratch databases that it takes
//! to find out what that means.

mod command;
mod error;
mod fresh;
mod source;

use clap::Args;
use sandshift_model::catalog::Catalog;

pub(super) use self::fresh::FreshOption;
use super::failure::Failure;
use super::follow::{Follower, Show};
use super::project::Project;
use super::run_failure::of_run;
use super::runner_options::{Repeatable, options};
use super::settings::{Environment, anchored};
use super::{Context, database, modules};
use crate::backend::connection::Connection;
use crate::backend::open::{self, Purpose};
use crate::report::Watcher;
use crate::revision::Target;
use crate::runner::options::Options;
use crate::runner::replay::Replay;
use crate::schema::declared::{self, DeclaredError, Reading, Surroundings};
use crate::schema::filter::Filter;
use crate::schema::scratch::in_scratch;

// A doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ScratchOption {
    /// Use this empty database instead of making one; it is filled and emptied again
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
}

impl ScratchOption {
    /// Tells whether the option was given.
    pub(super) fn is_said(&self) -> bool {
        self.scratch_url.is_some()
    }

    /// The database that is lent, complete with its password: that of the option, else of the settings.
    #[must_use]
    pub(super) fn url(
        &self,
        context: &Context,
        project: &Project,
        environment: &Environment,
    ) -> Option<String> {
        let Some(url) = &self.scratch_url else { return environment.scratch_url.clone() };
        let url = anchored(url, &project.start);
        context.output.keep_secret(&url);
        Some(url)
    }
}

/// What of a database the project looks at.
#[must_use]
pub(super) fn filter(project: &Project) -> Filter {
    let schema = &project.settings.schema;
    Filter::new(&schema.include, &schema.exclude)
}

/// A connection of the engine of a project's database, to make scratch databases with; the file of an
/// SQLite database is not even opened.
///
/// # Errors
///
/// No database is named, or it does not open.
pub(super) fn engine(
    context: &Context,
    project: &Project,
    environment: &Environment,
) -> Result<Box<dyn Connection>, Failure> {
    match &environment.url {
        Some((url, _)) if url.starts_with("sqlite:") => {
            Ok(open::open("sqlite::memory:", Purpose::Look)?)
        }
        _ => database::connect(context, project, environment, Purpose::Look),
    }
}

/// What the project declares, as the engine of `source` understands it, as far as the project looks
/// at it; `known` is what it is to be compared with.
///
/// # Errors
///
/// Nothing is declared, it cannot be read, or there is no scratch database.
pub(super) fn declared(
    context: &Context,
    project: &Project,
    environment: &Environment,
    source: &mut dyn Connection,
    lent: Option<&str>,
    fresh: &FreshOption,
    known: &Catalog,
) -> Result<Reading, Failure> {
    let declared = source::read(project, source.dialect().name(), context.clock)?;
    let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
    let mut parameters = environment.params.clone();
    parameters.extend(context.globals.params());
    let surroundings = Surroundings {
        limits: project.settings.limits.clone(),
        compilation: modules::compilation(&context.output),
        parameters,
        clock: context.clock,
        watcher: Watcher::new(follower),
        known: known.clone(),
        made: fresh.made(project, source.dialect()),
    };
    let read = declared::read(&declared, source, lent, &surroundings)?;
    let mut reading = read.map_err(|error| of_declared(&error))?;
    filter(project).retain(&mut reading.catalog);
    Ok(reading)
}

/// What all migrations of the project make on the engine of `source`, as far as the project looks at it.
///
/// # Errors
///
/// A migration fails on an empty database, or there is no scratch database.
pub(super) fn migrated(
    context: &Context,
    project: &Project,
    environment: &Environment,
    source: &mut dyn Connection,
    lent: Option<&str>,
) -> Result<Catalog, Failure> {
    let options = quiet_options(context, project, environment)?;
    let revisions = project.revisions_or_none()?;
    let replay = Replay::to(&revisions, &Target::heads(), source.dialect(), &options)
        .map_err(|error| of_run(&error))?;
    replayed(project, replay, source, lent, &options)
}

/// What the migrations have made that `database` has applied, as far as the project looks at it.
///
/// # Errors
///
/// As [`migrated`]; also when the source of an applied migration is nowhere.
pub(super) fn recorded(
    context: &Context,
    project: &Project,
    environment: &Environment,
    database: &mut dyn Connection,
    lent: Option<&str>,
) -> Result<Catalog, Failure> {
    let options = quiet_options(context, project, environment)?;
    let revisions = project.revisions_or_none()?;
    let replay =
        Replay::of_applied(&revisions, database, &options).map_err(|error| of_run(&error))?;
    replayed(project, replay, database, lent, &options)
}

fn quiet_options(
    context: &Context,
    project: &Project,
    environment: &Environment,
) -> Result<Options, Failure> {
    let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
    options(context, project, environment, &Repeatable::default(), Watcher::new(follower))
}

fn replayed(
    project: &Project,
    replay: Replay,
    source: &mut dyn Connection,
    lent: Option<&str>,
    options: &Options,
) -> Result<Catalog, Failure> {
    let run = |scratch| replay.run(scratch, options);
    let mut catalog = in_scratch(source, lent, run)?.map_err(|error| {
        let mut failure = of_run(&error);
        failure.state =
            Some("this was a scratch database, which is gone; no other was touched".to_owned());
        failure
    })?;
    filter(project).retain(&mut catalog);
    Ok(catalog)
}

/// The report of a declared schema that cannot be read.
fn of_declared(error: &DeclaredError) -> Failure {
    let mut failure = Failure::of(error);
    failure.sql = error.sql().map(str::to_owned);
    failure
}
