//! What a difference between two schemas is made of.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;

/// The way from one catalog to another: steps in an order in which each of them is valid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// The steps, in order; none when the catalogs say the same.
    pub steps: Vec<Step>,
}

/// One thing that differs, and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is done, in order.
    pub acts: Vec<Act>,
    /// What a person must look at before the step runs, each a sentence.
    pub remarks: Vec<String>,
    /// What the step loses, as a lower case fragment; none when it keeps every row and value.
    pub loss: Option<String>,
}

/// A part of a step.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly every act is an operation")]
pub enum Act {
    /// An operation.
    Operation(Operation),
    /// A check that no row holds NULL in a column, before the column forbids it.
    NoNulls {
        /// The table.
        table: ObjectName,
        /// The column.
        column: Ident,
    },
}

impl Difference {
    /// Tells whether the catalogs say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The operations of all steps, in order.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.steps.iter().flat_map(|step| &step.acts).filter_map(|act| match act {
            Act::Operation(operation) => Some(operation),
            Act::NoNulls { .. } => None,
        })
    }

    /// The steps that lose something.
    pub fn losses(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.loss.is_some())
    }
}

impl Step {
    /// A step of operations that loses nothing and needs no look.
    #[must_use]
    pub fn plain(operations: impl IntoIterator<Item = Operation>) -> Self {
        let acts = operations.into_iter().map(Act::Operation).collect();
        Self { acts, remarks: Vec::new(), loss: None }
    }
}
