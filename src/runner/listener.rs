//! A host that does nothing but listen, to learn what a script would touch.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Inverse, Operate, Operation, Touched};
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::table::Table;
use sandshift_sandbox::error::HostError;
use sandshift_sandbox::guest::{RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};

use super::modules::ModuleFolder;
use crate::revision::TouchedObject;
use crate::session::gate::Modules;

/// What was heard.
#[derive(Debug)]
pub(super) struct Listener {
    /// The tables as far as they are known from earlier operations.
    pub(super) catalog: Catalog,
    /// What was touched.
    pub(super) touched: BTreeSet<TouchedObject>,
    /// The first raw SQL without a way back.
    pub(super) no_way_back: Option<(u32, String)>,
    facts: Facts,
    modules: ModuleFolder,
}

impl Listener {
    pub(super) fn new(
        dialect: &str,
        revision: &str,
        catalog: Catalog,
        modules: ModuleFolder,
    ) -> Self {
        let facts = Facts {
            dialect: dialect.to_owned(),
            revision: revision.to_owned(),
            now_micros: 0,
            seed: "0".repeat(64),
        };
        Self { catalog, touched: BTreeSet::new(), no_way_back: None, facts, modules }
    }

    fn touch(&mut self, table: &ObjectName, column: Option<&Ident>) {
        self.touched.insert(TouchedObject {
            table: table.to_string(),
            column: column.map(ToString::to_string),
        });
    }
}

impl Host for Listener {
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError> {
        for touched in operation.touches() {
            match touched {
                Touched::Table(table) => self.touch(&table, None),
                Touched::Column(table, column) => self.touch(&table, Some(&column)),
                Touched::Other(..) => {}
                // The catalog is incomplete here, so only raw SQL is known to have no way back.
                Touched::Unknown => {
                    if let (Inverse::None { reason }, None) =
                        (operation.inverse(&self.catalog), &self.no_way_back)
                    {
                        self.no_way_back = Some((origin.line, reason));
                    }
                }
            }
        }
        // An operation on a table that raw SQL made fits no catalog of ours, and that is no fault.
        let _ = operation.apply_to(&mut self.catalog);
        Ok(Applied::default())
    }

    fn query(&mut self, _: &Query, _: Origin, _: OnRow<'_>) -> Result<(), CallError> {
        Ok(())
    }

    fn inspect(&mut self, table: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        Ok(self.catalog.tables.get(table).map(|table| Table::clone(table)))
    }

    fn transform(
        &mut self,
        spec: &TransformSpec,
        _: Origin,
        _: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        if spec.write.is_empty() {
            self.touch(&spec.table, None);
        }
        for column in &spec.write {
            self.touch(&spec.table, Some(column));
        }
        Ok(TransformReport::default())
    }

    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        self.modules.open(file)
    }

    fn savepoint(&mut self, _: Savepoint, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn side(&mut self, _: Side, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn param(&self, _: &str) -> Option<String> {
        None
    }

    fn log(&mut self, _: Level, _: &str) {}

    fn progress(&mut self, _: u64, _: Option<u64>) {}

    fn facts(&self) -> &Facts {
        &self.facts
    }
}
