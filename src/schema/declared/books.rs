//! The bookkeeping in a scratch database: where the database has no enum types, it says which columns
//! are of an enum.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;

use crate::backend::connection::Connection;
use crate::session::error::SessionError;
use crate::session::{bookkeeping, enums};

/// Makes the tables of the bookkeeping.
pub(super) fn make(connection: &mut dyn Connection) -> Result<(), SessionError> {
    send(&bookkeeping::create(connection.dialect()), &Catalog::default(), connection)
}

/// Takes over the enums of another catalog: SQL text has no words for them, and what it declares is
/// compared with that catalog. A column is of the enum as long as it is declared as the enum would be.
pub(super) fn take_over(
    known: &Catalog,
    connection: &mut dyn Connection,
) -> Result<(), SessionError> {
    let dialect = connection.dialect();
    let rows = enums::rows_of(dialect, known);
    if rows.is_empty() {
        return Ok(());
    }
    make(connection)?;
    send(&rows, bookkeeping::catalog(dialect.emulates_enums()), connection)
}

fn send(
    operations: &[Operation],
    before: &Catalog,
    connection: &mut dyn Connection,
) -> Result<(), SessionError> {
    for operation in operations {
        let statements = connection.dialect().render(operation, before).map_err(|source| {
            SessionError::Dialect { operation: operation.name(), origin: Origin::default(), source }
        })?;
        for statement in statements {
            let doing = SessionError::database("making the bookkeeping");
            connection.execute(&statement.sql).map_err(doing)?;
        }
    }
    Ok(())
}
