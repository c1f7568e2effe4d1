//! What a migration may do. A project's own migrations are trusted with everything but the
//! bookkeeping of Sandshift itself.

use sandshift_model::operation::{Operate, Operation, Touched};
use sandshift_model::origin::Origin;

use super::bookkeeping::PREFIX;
use super::error::SessionError;

/// Checks one operation.
///
/// # Errors
///
/// [`SessionError::Refused`] when it touches the bookkeeping tables.
pub(super) fn check(operation: &Operation, origin: Origin) -> Result<(), SessionError> {
    for touched in operation.touches() {
        let (Touched::Table(name) | Touched::Column(name, _)) = touched else { continue };
        if name.name.as_str().to_ascii_lowercase().starts_with(PREFIX) {
            return Err(SessionError::Refused {
                reason: format!(
                    "`{}` would touch `{name}`, a table of sandshift's own",
                    operation.name()
                ),
                advice: format!("give the table a name that does not begin with `{PREFIX}`"),
                code: "policy::own_tables",
                origin,
            });
        }
    }
    Ok(())
}
