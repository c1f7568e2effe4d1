//! What a plan wants against what the operator grants, before anything of it is compiled or run.

use super::options::Options;
use super::project::Project;
use crate::policy::error::{Difference, PolicyError};
use crate::policy::plan::{Asking, Policy};
use crate::revision::{Direction, Plan, RevisionFile};

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
