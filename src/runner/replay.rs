//! What migrations make: all of them carried out on an empty scratch database, which is then read.

use sandshift_model::catalog::Catalog;

use super::apply;
use super::books;
use super::error::RunError;
use super::ghosts;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::step::{Carriage, Migration, Stop};
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::revision::{self, Plan, State, Target};
use crate::session::catalog_cache::CatalogCache;
use crate::session::error::SessionError;
use crate::session::sink::Live;

/// Migrations that are ready to be carried out from nothing.
pub struct Replay {
    plan: Plan,
    migrations: Vec<Migration>,
}

impl std::fmt::Debug for Replay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replay").field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl Replay {
    /// Everything on the way from nothing to a target.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the target means nothing, or a source cannot be read or compiled.
    pub fn to(
        project: &Project,
        target: &Target,
        dialect: &'static dyn Dialect,
        options: &Options,
    ) -> Result<Self, RunError> {
        let plan = revision::upgrade(&State::empty(&project.graph), target)?;
        Self::ready(project, plan, dialect, &mut Memory::Recorded(&[]), options)
    }

    /// Exactly what a database has applied; where a file is gone, its source comes from the journal.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the journal cannot be read, or a source is nowhere.
    pub fn of_applied(
        project: &Project,
        database: &mut dyn Connection,
        options: &Options,
    ) -> Result<Self, RunError> {
        let heads = books::heads(database)?;
        let graph = ghosts::graph_with_ghosts(project, database, &heads)?;
        let plan = revision::replay(&State::read(&graph, &heads)?);
        let dialect = database.dialect();
        Self::ready(project, plan, dialect, &mut Memory::journal(database), options)
    }

    fn ready(
        project: &Project,
        plan: Plan,
        dialect: &'static dyn Dialect,
        memory: &mut Memory<'_>,
        options: &Options,
    ) -> Result<Self, RunError> {
        let workshop = Workshop::new(project, dialect, options);
        let mut migrations = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            migrations.push(workshop.migration(step, memory)?);
        }
        Ok(Self { plan, migrations })
    }

    /// Carries the migrations out on an empty database, which goes afterwards, and reads what they
    /// have made.
    ///
    /// # Errors
    ///
    /// [`RunError`], as a real run on an empty database would give.
    pub fn run(
        self,
        mut scratch: Box<dyn Connection>,
        options: &Options,
    ) -> Result<Catalog, RunError> {
        // A session of its own: what a migration sets for it must not change what is read later.
        let session = scratch.again().map_err(SessionError::database("connecting"))?;
        let dialect = session.dialect();
        let mut carriage = Carriage {
            dialect,
            sink: Box::new(Live { connection: session, keeps: false }),
            catalog: CatalogCache::default(),
            lock: None,
            options,
            moment: Moment::of(options),
            undo: Vec::new(),
            half: None,
        };
        books::create(dialect, &mut *carriage.sink)?;
        match apply::carry(&mut carriage, &self.plan, self.migrations, &mut Vec::new()) {
            Ok(()) => {}
            Err(Stop::Failed(failure)) => return Err(RunError::Migration(failure)),
            Err(Stop::Cancelled(error)) => return Err(*error),
            Err(Stop::Replan | Stop::Scratch) => {
                let reason = "somebody else uses the scratch database".to_owned();
                return Err(SessionError::Tampered { reason }.into());
            }
        }
        drop(carriage);
        let doing = SessionError::database("reading what the migrations have made");
        Ok(scratch.inspect().map_err(doing)?)
    }
}
