//! The steps so far, and the catalog that they lead to.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Execute, HazardLevel, Operate, Operation};
use sandshift_model::types::PerDialect;

use super::error::DiffError;
use super::states::lost;
use crate::backend::dialect::Dialect;
use crate::schema::step::{Act, Difference, Step};

/// The way so far: each operation is tried on the catalog, so that the next one is chosen by what
/// is really there then.
pub(super) struct Plan<'a> {
    /// What the steps so far lead to.
    pub(super) now: Catalog,
    /// Where all steps have to lead to.
    pub(super) to: &'a Catalog,
    /// The database of both.
    pub(super) dialect: &'a dyn Dialect,
    /// The names of keys, indexes and types that are gone, be it for a moment, in lower case.
    pub(super) lost: BTreeSet<String>,
    /// The types that are made again under their columns, in lower case.
    pub(super) remade: BTreeSet<String>,
    steps: Vec<Step>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(from: &Catalog, to: &'a Catalog, dialect: &'a dyn Dialect) -> Self {
        Self {
            now: from.clone(),
            to,
            dialect,
            lost: BTreeSet::new(),
            remade: BTreeSet::new(),
            steps: Vec::new(),
        }
    }

    /// Takes a step.
    pub(super) fn step(&mut self, step: Step) -> Result<(), DiffError> {
        for act in &step.acts {
            if let Act::Operation(operation) = act {
                let before = self.now.clone();
                operation.apply_to(&mut self.now).map_err(|error| DiffError::Order {
                    step: operation.describe(),
                    reason: error.to_string(),
                })?;
                self.lost.extend(lost(operation, &before, &self.now));
            }
        }
        self.steps.push(step);
        Ok(())
    }

    /// Takes a step of one operation, which loses what the operation itself warns of.
    pub(super) fn operation(&mut self, operation: impl Into<Operation>) -> Result<(), DiffError> {
        let operation = operation.into();
        let mut hazards = operation.hazards(&self.now).into_iter();
        let loss = hazards.find(|hazard| hazard.level == HazardLevel::Loss).map(|h| h.message);
        self.step(Step { loss, ..Step::plain([operation]) })
    }

    /// Takes a step of operations that lose nothing, whatever each of them warns of by itself.
    pub(super) fn harmless(&mut self, operation: impl Into<Operation>) -> Result<(), DiffError> {
        self.step(Step::plain([operation.into()]))
    }

    /// Takes a step of statements in the database's own words; the catalog is the caller's to move.
    pub(super) fn statements<T: Into<String>>(
        &mut self,
        statements: impl IntoIterator<Item = T>,
    ) -> Result<(), DiffError> {
        let operations: Vec<Operation> = statements.into_iter().map(execute).collect();
        self.step(Step::plain(operations))
    }

    /// Says what a person has to do, because there is no operation and no statement for it.
    pub(super) fn remark(&mut self, remark: String) {
        self.steps.push(Step { acts: Vec::new(), remarks: vec![remark], loss: None });
    }

    /// Tells whether the database can do an operation now.
    pub(super) fn can(&self, operation: &Operation) -> bool {
        let mut after = self.now.clone();
        operation.apply_to(&mut after).is_ok() && self.dialect.render(operation, &self.now).is_ok()
    }

    /// The way, and where it leads.
    pub(super) fn end(self) -> (Difference, Catalog) {
        (Difference { steps: self.steps }, self.now)
    }
}

/// One statement in the database's own words.
pub(super) fn execute(sql: impl Into<String>) -> Operation {
    Execute { sql: PerDialect::all(sql), parameters: Vec::new() }.into()
}
