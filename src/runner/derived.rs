//! The way back of a migration that has no `down`: the inverses that the journal kept.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{Inverse, Operation};
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest, SharedHost};

use super::error::RunError;
use crate::session::scope::Undo;

/// A guest whose one entry is a list of operations.
#[derive(Debug)]
pub(super) struct DerivedGuest {
    entry: Entry,
    operations: Vec<(Operation, Origin)>,
}

/// What stands in the way of a derived way back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obstacles {
    /// Operations without a way back: what, line, why.
    pub none: Vec<(String, u32, String)>,
    /// Operations that come back without their values: what, line, what stays lost.
    pub lossy: Vec<(String, u32, String)>,
}

impl Obstacles {
    /// Looks through what the journal kept.
    #[must_use]
    pub fn of(kept: &[Undo]) -> Self {
        let mut obstacles = Self::default();
        for Undo { what, line, inverse } in kept {
            match inverse {
                Inverse::Exact(_) => {}
                Inverse::Lossy { reason, .. } => {
                    obstacles.lossy.push((what.clone(), *line, reason.clone()));
                }
                Inverse::None { reason } => {
                    obstacles.none.push((what.clone(), *line, reason.clone()));
                }
            }
        }
        obstacles
    }

    /// Adds what changed rows that are not kept any more.
    ///
    /// # Errors
    ///
    /// That of the question whether an undo table is there.
    pub(super) fn missing(
        &mut self,
        kept: &[Undo],
        is_there: &mut dyn FnMut(&ObjectName) -> Result<bool, RunError>,
    ) -> Result<(), RunError> {
        let mut known: BTreeMap<&ObjectName, bool> = BTreeMap::new();
        for Undo { what, line, inverse } in kept {
            let (Inverse::Exact(steps) | Inverse::Lossy { operations: steps, .. }) = inverse else {
                continue;
            };
            for step in steps {
                let Operation::RestoreRows(restore) = step else { continue };
                let name = &restore.undo_table;
                let is_there = match known.get(name) {
                    Some(is_there) => *is_there,
                    None => *known.entry(name).or_insert(is_there(name)?),
                };
                if !is_there {
                    let why = format!(
                        "the rows that it changed are not kept any more: there is no `{name}`"
                    );
                    self.none.push((what.clone(), *line, why));
                }
            }
        }
        Ok(())
    }
}

impl DerivedGuest {
    /// The way back from what was done, last thing first.
    #[must_use]
    pub(super) fn new(kept: Vec<Undo>) -> Self {
        let mut operations = Vec::new();
        for Undo { line, inverse, .. } in kept.into_iter().rev() {
            let (Inverse::Exact(steps) | Inverse::Lossy { operations: steps, .. }) = inverse else {
                continue;
            };
            operations.extend(steps.into_iter().map(|step| (step, Origin::new(line, 0))));
        }
        Self { entry: Entry::Down, operations }
    }

    /// The way back from what was done of a half-done run, up or down.
    #[must_use]
    pub(super) fn of_half(kept: Vec<Undo>, entry: Entry) -> Self {
        Self { entry, ..Self::new(kept) }
    }
}

impl Guest for DerivedGuest {
    fn has(&self, entry: Entry) -> bool {
        entry == self.entry
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        if entry != self.entry {
            return Err(GuestError::Missing { entry: entry.name() });
        }
        // The list stays: a migration that has to start again calls its guest a second time.
        for (operation, origin) in &self.operations {
            let origin = *origin;
            let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
            host.apply(operation.clone(), origin)
                .map_err(|error| GuestError::Host { error, origin })?;
        }
        Ok(())
    }
}
