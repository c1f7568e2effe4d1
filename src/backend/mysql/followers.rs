//! Views and triggers that a rename would leave behind.
//!
//! The servers rewrite neither: the rename goes through, and the view or the next write to the
//! table fails. Making them again on our own would give them another definer.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Operate, Operation};

use super::unsupported::unsupported;
use crate::backend::dialect::DialectError;

/// Checks that no view and no body of a trigger names what gets another name.
///
/// # Errors
///
/// [`DialectError::Unsupported`] for the first one that does, and [`DialectError::Catalog`] when
/// the operation does not fit.
pub(super) fn follows(rename: &Operation, before: &Catalog) -> Result<(), DialectError> {
    if before.views.is_empty() && before.triggers.is_empty() {
        return Ok(());
    }
    let mut after = before.clone();
    rename.apply_to(&mut after)?;
    for (name, view) in &before.views {
        if after.views.get(name).is_some_and(|new| new.query != view.query) {
            return Err(left_behind(rename, format!("the view `{name}`")));
        }
    }
    for (old, new) in before.triggers.values().flat_map(|old| {
        let named = after.triggers.values().filter(|new| new.name == old.name);
        named.map(move |new| (old, new))
    }) {
        if body(&old.definition) != body(&new.definition) {
            return Err(left_behind(rename, format!("the trigger `{}`", old.name)));
        }
    }
    Ok(())
}

/// A definition behind its head: the table in the head follows.
fn body(definition: &str) -> &str {
    let head = "for each row";
    let lower = definition.to_ascii_lowercase();
    lower.find(head).map_or(definition, |at| &definition[at + head.len()..])
}

fn left_behind(rename: &Operation, what: String) -> DialectError {
    unsupported(
        format!("{} together with {what} that names it", rename.describe()),
        "Drop it before the rename and make it again afterwards.",
    )
}
