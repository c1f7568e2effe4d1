//! What stands between a guest and the gate where an operator has a say: a decision about each call, and a count of
//! what is used. Without a policy none of it is asked.

use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_sandbox::host::TransformSpec;

use super::error::SessionError;
use super::gate::Gate;
use crate::backend::dialect::Dialect;
use crate::policy::budget::Used;
use crate::policy::denial::Denial;
use crate::policy::guard::Guard;
use crate::policy::need::{Columns, Need};
use crate::policy::{operation_needs, query_needs};

impl Gate {
    /// Decides about an operation.
    pub(super) fn allow_operation(
        &mut self,
        operation: &Operation,
        origin: Origin,
    ) -> Result<(), SessionError> {
        self.allow(origin, |dialect, catalog| {
            operation_needs::of_operation(operation, dialect, catalog)
        })
    }

    /// Decides about a query.
    pub(super) fn allow_query(
        &mut self,
        query: &Query,
        origin: Origin,
    ) -> Result<(), SessionError> {
        self.allow(origin, |dialect, catalog| query_needs::of_query(query, dialect, catalog))
    }

    /// Decides about a row transform.
    pub(super) fn allow_transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
    ) -> Result<(), SessionError> {
        self.allow(origin, |dialect, catalog| query_needs::of_transform(spec, dialect, catalog))
    }

    /// Decides whether rows of a table may be deleted by a row function.
    pub(super) fn allow_deletes(
        &mut self,
        table: &ObjectName,
        origin: Origin,
    ) -> Result<(), SessionError> {
        let whole = |_: &'static dyn Dialect, _: &Catalog| {
            vec![Need::Rows("delete"), Need::Write(table.clone(), Columns::All)]
        };
        self.allow(origin, whole)
    }

    /// Decides about a row module.
    pub(super) fn allow_module(&mut self, file: &str) -> Result<(), SessionError> {
        let module = |_: &'static dyn Dialect, _: &Catalog| vec![Need::Module(file.to_owned())];
        self.allow(Origin::default(), module)
    }

    /// Decides whether it may be known what a table looks like.
    pub(super) fn allow_inspection(
        &mut self,
        table: &ObjectName,
        origin: Origin,
    ) -> Result<(), SessionError> {
        let decided = self.guard.as_ref().map_or(Ok(()), |guard| guard.knows(table));
        decided.map_err(|denial| denied(denial, origin))
    }

    /// Decides whether a parameter may be seen; the next call gives the denial back.
    pub(super) fn allows_parameter(&self, name: &str) -> bool {
        let Some(guard) = &self.guard else { return true };
        guard.allows_later(&Need::Parameter(name.to_owned()))
    }

    fn allow(
        &mut self,
        origin: Origin,
        needs: impl FnOnce(&'static dyn Dialect, &Catalog) -> Vec<Need>,
    ) -> Result<(), SessionError> {
        let Some(guard) = &mut self.guard else { return Ok(()) };
        let needs = needs(self.dialect, self.catalog.get(&mut *self.sink)?);
        guard.allow(&needs).map_err(|denial| denied(denial, origin))
    }

    /// Counts a call of the host.
    pub(super) fn count_call(&mut self, origin: Origin) -> Result<(), SessionError> {
        self.count(origin, |used| used.host_calls += 1)
    }

    /// Counts what is used.
    pub(super) fn count(
        &mut self,
        origin: Origin,
        count: impl FnOnce(&mut Used),
    ) -> Result<(), SessionError> {
        let Some(guard) = &mut self.guard else { return Ok(()) };
        let wall = (self.clock.elapsed_micros)().saturating_sub(self.run.begun_micros);
        guard.charge(wall, count).map_err(|denial| denied(denial, origin))
    }

    /// How many rows may still be read.
    pub(super) fn rows_left(&self) -> u64 {
        self.guard.as_ref().map_or(u64::MAX, Guard::rows_left)
    }

    /// The longest wait for a lock that is granted.
    pub(crate) fn most_lock_wait(&self) -> Option<Duration> {
        self.guard.as_ref()?.most_lock_wait()
    }

    /// Gives a denial back that no call could give back.
    pub(crate) fn raise_denials(&mut self, origin: Origin) -> Result<(), SessionError> {
        self.count(origin, |_| {})
    }
}

fn denied(denial: Denial, origin: Origin) -> SessionError {
    SessionError::Denied { denial: Box::new(denial), origin }
}
