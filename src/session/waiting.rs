//! Operations that wait for their neighbours, to run together with them.

use std::mem;

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_sandbox::host::Applied;

use super::enums;
use super::error::SessionError;
use super::gate::{Gate, fits};
use super::put_off::PutOff;
use super::steps::Work;
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::walls::Identity;

/// Operations that wait to run together, with the catalog before the first of them.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    before: Catalog,
    pub(super) operations: Vec<Operation>,
    origins: Vec<Origin>,
}

impl Waiting {
    /// Tells whether an operation may run together with those that wait.
    pub(super) fn joins(&self, dialect: &dyn Dialect, next: &Operation) -> bool {
        !self.operations.is_empty() && dialect.joins(&self.operations, next, &self.before)
    }
}

impl Gate {
    /// Holds an operation back so that it runs together with its neighbours.
    pub(super) fn wait(
        &mut self,
        operation: Operation,
        origin: Origin,
    ) -> Result<Applied, SessionError> {
        if self.waiting.operations.is_empty() {
            self.waiting.before = self.catalog.get(&mut *self.sink)?.clone();
        }
        self.remember_way_back(&operation, origin, None)?;
        self.catalog
            .follow(&operation)
            .map_err(|error| fits(&operation, origin, DialectError::from(error)))?;
        self.waiting.operations.push(operation);
        self.waiting.origins.push(origin);
        Ok(Applied::default())
    }

    /// Runs what waits and sends what was put off, so that the database is where the guest believes it to be.
    pub(super) fn flush(&mut self) -> Result<(), SessionError> {
        self.run_waiting()?;
        self.send_put_off()
    }

    /// Runs what waits for its neighbours.
    pub(super) fn run_waiting(&mut self) -> Result<(), SessionError> {
        let Waiting { before, operations, origins } = mem::take(&mut self.waiting);
        let (Some(last), Some(origin)) = (operations.last(), origins.last().copied()) else {
            return Ok(());
        };
        let statements = self
            .dialect
            .render_together(&operations, &before)
            .map_err(|source| fits(last, origin, source))?;
        let after = self.catalog.get(&mut *self.sink)?;
        let after = enums::Books::of(self.dialect, after);
        let books = enums::Books::of(self.dialect, &before).turned_into(&after);
        let (statements, books, identity) = (&statements[..], &books[..], Identity::Operation);
        self.send_put_off()?;
        let work = Work { statements, books, identity, ..Work::default() };
        self.send_all(work, origin).map(|_| ())
    }

    /// Forgets what waits and what was put off: the transaction or the savepoint around it is undone.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting = Waiting::default();
        self.put_off = PutOff::default();
    }
}
