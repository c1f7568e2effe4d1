//! Operations as the SQL statements of one database, without running any of them.
//!
//! As the gate does it, operations that are better run together are rendered together: SQLite
//! rebuilds a table once for all that changes in it.

use std::mem;

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Operate, Operation};
use sandshift_model::statement::Statement;
use thiserror::Error;

use crate::backend::dialect::{Dialect, DialectError};
use crate::error::{Coded, Kind};

/// An operation that has no text on this database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}: {source}")]
pub struct StatementError {
    /// The operation, for people.
    pub what: String,
    /// Why.
    pub source: DialectError,
}

impl Coded for StatementError {
    fn code(&self) -> &'static str {
        self.source.code()
    }

    fn kind(&self) -> Kind {
        self.source.kind()
    }

    fn hint(&self) -> Option<String> {
        self.source.hint()
    }
}

/// The statements that do these operations one after the other, given the catalog before them.
///
/// # Errors
///
/// [`StatementError`] for the first operation that the database cannot do.
pub fn statements<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    before: &Catalog,
    dialect: &dyn Dialect,
) -> Result<Vec<Statement>, StatementError> {
    let mut writer = Writer {
        dialect,
        catalog: before.clone(),
        waiting: Vec::new(),
        before: Catalog::default(),
        statements: Vec::new(),
    };
    for operation in operations {
        writer.take(operation).map_err(|source| fault(operation, source))?;
    }
    writer.flush()?;
    Ok(writer.statements)
}

fn fault(operation: &Operation, source: DialectError) -> StatementError {
    StatementError { what: operation.describe(), source }
}

struct Writer<'a> {
    dialect: &'a dyn Dialect,
    /// As it is after all that was taken.
    catalog: Catalog,
    /// Operations that are rendered together.
    waiting: Vec<Operation>,
    /// The catalog before the first of them.
    before: Catalog,
    statements: Vec<Statement>,
}

impl Writer<'_> {
    fn take(&mut self, operation: &Operation) -> Result<(), DialectError> {
        let joins =
            !self.waiting.is_empty() && self.dialect.joins(&self.waiting, operation, &self.before);
        if !joins {
            self.flush().map_err(|error| error.source)?;
        }
        if joins || self.dialect.joins(&[], operation, &self.catalog) {
            if self.waiting.is_empty() {
                self.before = self.catalog.clone();
            }
            self.waiting.push(operation.clone());
        } else {
            self.statements.extend(self.dialect.render(operation, &self.catalog)?);
        }
        Ok(operation.apply_to(&mut self.catalog)?)
    }

    fn flush(&mut self) -> Result<(), StatementError> {
        let waiting = mem::take(&mut self.waiting);
        let Some(last) = waiting.last() else { return Ok(()) };
        let together = self.dialect.render_together(&waiting, &self.before);
        self.statements.extend(together.map_err(|source| fault(last, source))?);
        Ok(())
    }
}
