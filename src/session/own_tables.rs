//! The bookkeeping of Sandshift itself, which no migration touches, whoever wrote it.

use sandshift_model::operation::{Operate, Operation, Touched};
use sandshift_model::origin::Origin;

use crate::error::Kind;

use super::bookkeeping::PREFIX;
use super::error::SessionError;

/// Checks one operation.
///
/// # Errors
///
/// [`SessionError::Refused`] when it touches the bookkeeping tables, or takes a name of that kind.
pub(super) fn check(operation: &Operation, origin: Origin) -> Result<(), SessionError> {
    for touched in operation.touches() {
        let name = match touched {
            Touched::Table(name) | Touched::Column(name, _) => name.to_string(),
            Touched::Other(_, name) => name,
            Touched::Unknown => continue,
        };
        if is_own(&name) {
            return Err(SessionError::Refused {
                reason: format!(
                    "`{}` would touch `{name}`, a table of sandshift's own",
                    operation.name()
                ),
                advice: format!("give the table a name that does not begin with `{PREFIX}`"),
                code: "policy::own_tables",
                kind: Kind::Refused,
                origin,
            });
        }
    }
    Ok(())
}

/// Tells whether the last part of a name is one that the bookkeeping uses or may use one day.
fn is_own(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.trim_matches('"').to_ascii_lowercase().starts_with(PREFIX)
}
