//! The catalog of a session: read when first needed, advanced by each operation, and read again
//! after raw SQL that may have changed the schema.

use std::mem;

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::operation::{Operate as _, Operation, Permission};

use super::error::SessionError;
use super::sink::Sink;

/// The catalog as the session knows it now.
#[derive(Debug, Default)]
pub struct CatalogCache {
    known: Option<Catalog>,
    /// What a session without a database comes back to. It follows one migration behind, because to copy a
    /// large catalog for each migration costs more than all the rest of it.
    before: Option<Before>,
}

/// The catalog as it was when the migration began.
#[derive(Debug)]
struct Before {
    catalog: Catalog,
    /// What has changed it since.
    since: Vec<Operation>,
}

/// What to come back to when a savepoint is undone.
#[derive(Debug)]
pub struct Snapshot {
    known: Option<Catalog>,
    since: usize,
}

impl CatalogCache {
    /// A catalog that is known beforehand: an offline run builds it from the earlier revisions.
    #[must_use]
    pub fn of(catalog: Catalog) -> Self {
        let before = Before { catalog: catalog.clone(), since: Vec::new() };
        Self { known: Some(catalog), before: Some(before) }
    }

    /// The catalog, read now if it is not known.
    pub(super) fn get(&mut self, sink: &mut dyn Sink) -> Result<&Catalog, SessionError> {
        if self.known.is_none() {
            let read = match sink.reader() {
                Some(connection) => connection
                    .inspect_for_operations()
                    .map_err(SessionError::database("reading the catalog"))?,
                None => Catalog::default(),
            };
            self.known = Some(read);
        }
        Ok(self.known.get_or_insert_default())
    }

    /// Tells whether it can be had without the database.
    pub(super) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// Lets the catalog follow an operation.
    pub(super) fn follow(&mut self, operation: &Operation) -> Result<(), CatalogError> {
        operation.apply_to(self.known.get_or_insert_default())?;
        match &mut self.before {
            // Rows change no catalog, and may be many.
            Some(before) if operation.permission() != Permission::Write => {
                before.since.push(operation.clone());
            }
            _ => {}
        }
        Ok(())
    }

    /// Forgets the catalog where there is a database to read it from again.
    pub(super) fn forget(&mut self, sink: &mut dyn Sink) {
        if sink.reader().is_some() {
            self.known = None;
        }
    }

    /// Begins a migration: [`CatalogCache::back`] comes back to what is known now.
    pub(crate) fn begin(&mut self) {
        let Some(before) = &mut self.before else { return };
        for operation in mem::take(&mut before.since) {
            // It fitted once, and fits what it fitted then.
            let _ = operation.apply_to(&mut before.catalog);
        }
    }

    /// Comes back to the begin of the migration, all of which was undone: what a database holds is read again.
    pub(crate) fn back(&mut self) {
        self.known = None;
        if let Some(before) = &mut self.before {
            before.since.clear();
            self.known = Some(before.catalog.clone());
        }
    }

    /// A copy to come back to when a savepoint is undone.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let since = self.before.as_ref().map_or(0, |before| before.since.len());
        Snapshot { known: self.known.clone(), since }
    }

    /// Comes back to a copy.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        self.known = snapshot.known;
        if let Some(before) = &mut self.before {
            before.since.truncate(snapshot.since);
        }
    }
}
