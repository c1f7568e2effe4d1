//! Reading the system catalog: in one snapshot, and without the server's compiler.

use sandshift_model::catalog::Catalog;

use super::connection::PostgresConnection;
use super::wire::Wire;
use crate::backend::connection::{Connection as _, DatabaseError};

/// What is read of the system catalog.
pub(super) type Look = fn(&mut Wire) -> Result<Catalog, DatabaseError>;

/// To compile the many small expressions of a question takes longer than to answer it.
const WITHOUT_JIT: &str = "SET LOCAL jit = off";

impl PostgresConnection {
    /// Reads the system catalog in one snapshot, unless a transaction is open already, which stays as it is.
    pub(super) fn look(&mut self, read: Look) -> Result<Catalog, DatabaseError> {
        // Another session may have made an enum.
        self.enums = None;
        if self.in_transaction()? {
            return self.look_within(read);
        }
        self.wire.write("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let prepared = self.wire.write(WITHOUT_JIT);
        let catalog = prepared.and_then(|_| read(&mut self.wire));
        // What was only read is kept by neither; the first failure is the one to tell.
        let ended = self.wire.write("ROLLBACK");
        catalog.and_then(|catalog| ended.map(|_| catalog))
    }

    /// Reads the system catalog in the open transaction, whose own statements are compiled as before.
    fn look_within(&mut self, read: Look) -> Result<Catalog, DatabaseError> {
        if self.wire.text("SELECT current_setting('jit')")?.as_deref() != Some("on") {
            return read(&mut self.wire);
        }
        self.wire.write(WITHOUT_JIT)?;
        let catalog = read(&mut self.wire)?;
        self.wire.write("SET LOCAL jit = on")?;
        Ok(catalog)
    }
}
