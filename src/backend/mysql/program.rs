//! Views, triggers and functions.
//!
//! They are dropped and made again rather than replaced where the author gave the whole
//! definition: MySQL has no OR REPLACE for them.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{
    CreateFunction, CreateTrigger, CreateView, DropFunction, DropTrigger, DropView,
};
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn create_view(&self, create: &CreateView) -> Result<Vec<Statement>, DialectError> {
        let view = &create.view;
        if view.materialized {
            return Err(unsupported(
                format!("keep the rows of the view `{}`", view.name),
                "Use a table and fill it with `execute`, or a plain view.",
            ));
        }
        let replace = if create.or_replace { "OR REPLACE " } else { "" };
        let name = self.table_name(&view.name)?;
        let columns = match view.columns.as_slice() {
            [] => String::new(),
            columns => format!(" ({})", self.names(columns)?),
        };
        let query = &view.query;
        Ok(vec![Statement::schema(format!("CREATE {replace}VIEW {name}{columns} AS {query}"))])
    }

    pub(super) fn drop_view(&self, drop: &DropView) -> Result<Vec<Statement>, DialectError> {
        let exists = if_exists(drop.if_exists);
        let name = self.table_name(&drop.name)?;
        Ok(vec![Statement::schema(format!("DROP VIEW {exists}{name}"))])
    }

    pub(super) fn create_trigger(
        &self,
        create: &CreateTrigger,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let trigger = &create.trigger;
        self.table_name(&trigger.table)?;
        let mut statements = Vec::new();
        let key = (trigger.table.clone(), trigger.name.clone());
        if create.or_replace && before.triggers.contains_key(&key) {
            let name = self.quote(&trigger.name)?;
            statements.push(Statement::schema(format!("DROP TRIGGER {name}")));
        }
        statements.push(Statement::schema(trigger.definition.clone()));
        Ok(statements)
    }

    pub(super) fn drop_trigger(&self, drop: &DropTrigger) -> Result<Vec<Statement>, DialectError> {
        let exists = if_exists(drop.if_exists);
        let name = self.quote(&drop.name)?;
        Ok(vec![Statement::schema(format!("DROP TRIGGER {exists}{name}"))])
    }

    pub(super) fn create_function(
        &self,
        create: &CreateFunction,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let function = &create.function;
        let name = self.table_name(&function.name)?;
        let mut statements = Vec::new();
        let key = (function.name.clone(), function.arguments.clone());
        if let Some(old) = before.functions.get(&key).filter(|_| create.or_replace) {
            let kind = kind(old.procedure);
            statements.push(Statement::schema(format!("DROP {kind} {name}")));
        }
        statements.push(Statement::schema(function.definition.clone()));
        Ok(statements)
    }

    pub(super) fn drop_function(
        &self,
        drop: &DropFunction,
    ) -> Result<Vec<Statement>, DialectError> {
        let (kind, exists) = (kind(drop.procedure), if_exists(drop.if_exists));
        let name = self.table_name(&drop.name)?;
        Ok(vec![Statement::schema(format!("DROP {kind} {exists}{name}"))])
    }
}

fn kind(procedure: bool) -> &'static str {
    if procedure { "PROCEDURE" } else { "FUNCTION" }
}

fn if_exists(wanted: bool) -> &'static str {
    if wanted { "IF EXISTS " } else { "" }
}
