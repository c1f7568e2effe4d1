//! The catalog of a session: read when first needed, advanced by each operation, and read again
//! after raw SQL that may have changed the schema.

use sandshift_model::catalog::Catalog;

use super::error::SessionError;
use super::sink::Sink;

/// The catalog as the session knows it now.
#[derive(Debug, Default)]
pub struct CatalogCache {
    known: Option<Catalog>,
}

impl CatalogCache {
    /// A catalog that is known beforehand: an offline run builds it from the earlier revisions.
    #[must_use]
    pub fn of(catalog: Catalog) -> Self {
        Self { known: Some(catalog) }
    }

    /// The catalog, read now if it is not known.
    pub(super) fn get(&mut self, sink: &mut dyn Sink) -> Result<&mut Catalog, SessionError> {
        if self.known.is_none() {
            let read = match sink.reader() {
                Some(connection) => {
                    connection.inspect().map_err(SessionError::database("reading the catalog"))?
                }
                None => Catalog::default(),
            };
            self.known = Some(read);
        }
        Ok(self.known.get_or_insert_default())
    }

    /// Forgets the catalog where there is a database to read it from again.
    pub(super) fn forget(&mut self, sink: &mut dyn Sink) {
        if sink.reader().is_some() {
            self.known = None;
        }
    }

    /// What to come back to when all that follows is undone: nothing where there is a database to read
    /// the catalog from again, because the copy of a large one for each migration costs more.
    pub(crate) fn mark(&self, sink: &mut dyn Sink) -> Option<Catalog> {
        if sink.reader().is_some() { None } else { self.known.clone() }
    }

    /// A copy to come back to when a savepoint is undone.
    pub(crate) fn snapshot(&self) -> Option<Catalog> {
        self.known.clone()
    }

    /// Comes back to a copy.
    pub(crate) fn restore(&mut self, snapshot: Option<Catalog>) {
        self.known = snapshot;
    }
}
