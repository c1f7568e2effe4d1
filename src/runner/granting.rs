//! What a plan wants against what the operator grants, before anything of it is compiled or run.

use super::options::Options;
use super::project::Project;
use crate::backend::connection::Connection;
use crate::policy::error::{Difference, PolicyError};
use crate::policy::grant::GrantFile;
use crate::policy::plan::{Asking, Policy};
use crate::revision::{Direction, Plan, RevisionFile};
use crate::session::error::SessionError;

/// Refuses a plan that wants more than is granted.
///
/// # Errors
///
/// [`PolicyError::NotGranted`] with every difference of every revision.
pub(super) fn must_be_granted(
    project: &Project,
    plan: &Plan,
    options: &Options,
) -> Result<(), PolicyError> {
    let Some(policy) = &options.policy else { return Ok(()) };
    let ups = plan.steps.iter().filter(|step| step.direction == Direction::Up);
    let files = ups.filter_map(|step| project.files.get(&step.revision));
    let differences = differences(policy, files);
    match (differences.is_empty(), policy.file()) {
        (false, Some(file)) => {
            Err(PolicyError::NotGranted { grant: file.grant.grant.clone(), differences })
        }
        _ => Ok(()),
    }
}

/// Lets statements wait for locks of others no longer than is granted.
///
/// # Errors
///
/// The database does not take the setting.
pub(super) fn limit_waits(
    connection: &mut dyn Connection,
    options: &Options,
) -> Result<(), SessionError> {
    let file = options.policy.as_ref().and_then(Policy::file);
    let Some(wait) = file.and_then(GrantFile::lock_wait) else { return Ok(()) };
    let setting = SessionError::database("setting how long to wait for locks");
    connection.limit_lock_wait(wait).map_err(setting)
}

/// Puts the walls of the database up around the migrations of a run. SQLite holds them by itself; a server does as
/// far as its operator has prepared the login for it, and is asked where the grant says so.
///
/// # Errors
///
/// The walls would not hold.
pub(super) fn wall_in(
    connection: &mut dyn Connection,
    options: &Options,
) -> Result<(), SessionError> {
    let Some(policy) = &options.policy else { return Ok(()) };
    let dialect = connection.dialect();
    let is_asked = policy.file().is_some_and(GrantFile::wants_walls);
    match policy.walls(dialect.name()) {
        Some(walls) if is_asked || dialect.walls_by_itself() => {
            let doing = SessionError::database("putting walls up around the migrations");
            connection.wall_in(&walls).map_err(doing)
        }
        _ => Ok(()),
    }
}

/// What files want and are not granted.
pub fn differences<'f>(
    policy: &Policy,
    files: impl IntoIterator<Item = &'f RevisionFile>,
) -> Vec<Difference> {
    let of = |file: &RevisionFile| {
        policy.differences(&Asking {
            revision: &file.header.revision,
            file: &file.path,
            language: file.language,
            request: file.header.request.as_ref(),
        })
    };
    files.into_iter().flat_map(of).collect()
}
