//! A dry run without a database: text only.
//!
//! The catalog is rebuilt by recording the earlier revisions first, in silence; so a migration
//! that reads rows, or one that builds on tables made by raw SQL, may be refused by name.

use super::apply::{self, Outcome};
use super::books;
use super::error::RunError;
use super::granting::must_be_granted;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::step::{Carriage, Stop};
use crate::backend::dialect::Dialect;
use crate::report::Watcher;
use crate::report::event::Event;
use crate::revision::{self, Direction, Plan, Range, State};
use crate::session::catalog_cache::CatalogCache;
use crate::session::sink::Record;

/// Which way to record: both ends are known without a database.
#[derive(Debug, Clone)]
pub struct OfflineWay {
    /// Up or down.
    pub direction: Direction,
    /// From where to where; a missing end is the base (up) or an error (down).
    pub range: Range,
}

/// Records the way between two ends; what would be sent is told to the watcher.
///
/// # Errors
///
/// [`RunError`], also when a migration reads the database.
pub fn record(
    project: &Project,
    dialect: &'static dyn Dialect,
    way: &OfflineWay,
    options: &Options,
) -> Result<Outcome, RunError> {
    let plan = match way.direction {
        Direction::Up => revision::upgrade_range(&project.graph, &way.range)?,
        Direction::Down => revision::downgrade_range(&project.graph, &way.range)?,
    };
    must_be_granted(project, &plan, options)?;
    // What came before is there already, and is only told again.
    let quiet = Options { watcher: Watcher::nobody(), policy: None, ..options.clone() };
    let mut carriage = Carriage {
        dialect,
        sink: Box::new(Record),
        catalog: CatalogCache::of(sandshift_model::catalog::Catalog::default()),
        lock: None,
        options: &quiet,
        moment: Moment::of(options),
        undo: Vec::new(),
        half: None,
    };
    if !plan.before.is_empty() {
        let earlier = earlier(project, &plan)?;
        carry(project, &mut carriage, &earlier)?;
    }
    carriage.options = options;
    let how = "recorded without a database".to_owned();
    options.watcher.tell(Event::Rehearsing { how });
    let settings = dialect.session_settings().iter().map(ToString::to_string).collect();
    options.watcher.tell(Event::Settings { statements: settings });
    apply::tell_plan(&plan, options);
    if plan.before.is_empty() && !plan.is_empty() {
        let transcript = books::create(dialect, &mut Record)?;
        options.watcher.tell(Event::Bookkeeping { transcript });
    }
    let done = carry(project, &mut carriage, &plan)?;
    Ok(Outcome { done, heads: plan.after.iter().map(ToString::to_string).collect() })
}

/// The plan that leads to where this one begins.
fn earlier(project: &Project, plan: &Plan) -> Result<Plan, RunError> {
    let heads: Vec<&str> = plan.before.iter().map(|id| id.as_str()).collect();
    let target = heads.join(",").parse()?;
    Ok(revision::upgrade(&State::empty(&project.graph), &target)?)
}

fn carry(
    project: &Project,
    carriage: &mut Carriage<'_>,
    plan: &Plan,
) -> Result<Vec<(revision::RevisionId, Direction)>, RunError> {
    let workshop = Workshop::new(project, carriage.dialect, carriage.options);
    let mut migrations = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        migrations.push(workshop.migration(step, &mut Memory::Recorded(&carriage.undo))?);
    }
    let mut done = Vec::new();
    apply::carry(carriage, plan, migrations, &mut done).map_err(|stop| match stop {
        Stop::Failed(failure) => RunError::Migration(failure),
        Stop::Cancelled(error) => *error,
        Stop::Replan | Stop::Scratch => unreachable!("a record has no other runner and no copy"),
    })?;
    Ok(done)
}
