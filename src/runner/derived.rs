//! The way back of a migration that has no `down`: the inverses that the journal kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{Inverse, Operation};
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest, Heeds, SharedHost};

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
        drop_indexes_with_tables(&mut operations);
        Self { entry: Entry::Down, operations }
    }

    /// The way back from what was done of a half-done run, up or down.
    #[must_use]
    pub(super) fn of_half(kept: Vec<Undo>, entry: Entry) -> Self {
        Self { entry, ..Self::new(kept) }
    }
}

/// Leaves out each drop of an index whose table is dropped right behind it: an index goes with its table on
/// every database, and where each schema statement commits by itself it costs as much as the table.
fn drop_indexes_with_tables(operations: &mut Vec<(Operation, Origin)>) {
    let mut dropped: BTreeSet<ObjectName> = BTreeSet::new();
    let mut kept = Vec::with_capacity(operations.len());
    for (operation, origin) in operations.drain(..).rev() {
        match &operation {
            Operation::DropTable(drop) => {
                dropped.insert(drop.table.clone());
            }
            Operation::DropIndex(drop) => {
                if drop.table.as_ref().is_some_and(|table| dropped.contains(table)) {
                    continue;
                }
            }
            // It may need the index, or make or rename a table of this name.
            _ => dropped.clear(),
        }
        kept.push((operation, origin));
    }
    kept.reverse();
    *operations = kept;
}

impl Guest for DerivedGuest {
    fn has(&self, entry: Entry) -> bool {
        entry == self.entry
    }

    fn heeds(&self) -> Heeds {
        Heeds::Nothing
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

#[cfg(test)]
mod tests {
    use sandshift_model::ident::Ident;
    use sandshift_model::operation::{DropIndex, DropTable, RenameTable};

    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap_or_else(|_| unreachable!())
    }

    fn table(name: &str) -> ObjectName {
        ObjectName::bare(ident(name))
    }

    fn index(name: &str, of: &str) -> Operation {
        let table = Some(table(of));
        DropIndex { name: ident(name), table, concurrently: false, if_exists: false }.into()
    }

    fn gone(name: &str) -> Operation {
        DropTable { table: table(name), if_exists: false, cascade: false }.into()
    }

    fn left(operations: Vec<Operation>) -> Vec<Operation> {
        let origins = std::iter::repeat(Origin::default());
        let mut operations: Vec<_> = operations.into_iter().zip(origins).collect();
        drop_indexes_with_tables(&mut operations);
        operations.into_iter().map(|(operation, _)| operation).collect()
    }

    #[test]
    fn an_index_goes_with_its_table() {
        let all = vec![index("i", "b"), index("j", "a"), gone("b"), gone("a")];
        assert_eq!(left(all), [gone("b"), gone("a")]);
    }

    #[test]
    fn an_index_of_a_table_that_stays_is_dropped() {
        let all = vec![index("i", "b"), gone("a")];
        assert_eq!(left(all.clone()), all);
    }

    #[test]
    fn an_index_is_dropped_where_something_else_comes_before_the_end_of_its_table() {
        let rename = RenameTable { table: table("b"), new_name: ident("a") };
        let all = vec![gone("a"), index("i", "a"), rename.into(), gone("a")];
        assert_eq!(left(all.clone()), all);
        let all = vec![gone("a"), index("i", "a")];
        assert_eq!(left(all.clone()), all, "that of a table before it");
    }
}
