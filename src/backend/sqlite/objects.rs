//! Views and triggers, whose texts are the author's.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{CreateTrigger, CreateView, DropTrigger, DropView};
use sandshift_model::statement::Statement;

use super::expression::{closed, one_trigger};
use super::names::{quote, quote_all, quote_object, unsupported};
use crate::backend::dialect::DialectError;

/// Makes a view, dropping one of its name first when it may be replaced.
pub(super) fn create_view(
    operation: &CreateView,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let view = &operation.view;
    if view.materialized {
        return Err(unsupported(
            "keep the rows of a view on disk",
            "make a plain view, or a table that the migration fills",
        ));
    }
    let name = quote_object(&view.name)?;
    let mut statements = Vec::new();
    if operation.or_replace && before.views.contains_key(&view.name) {
        statements.push(Statement::schema(format!("DROP VIEW {name}")));
    }
    let columns = match view.columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", quote_all(columns)),
    };
    let query = closed(&view.query)?;
    statements.push(Statement::schema(format!("CREATE VIEW {name}{columns} AS {query}")));
    Ok(statements)
}

/// Drops a view.
pub(super) fn drop_view(
    operation: &DropView,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    if operation.if_exists && !before.views.contains_key(&operation.name) {
        return Ok(Vec::new());
    }
    Ok(vec![Statement::schema(format!("DROP VIEW {}", quote_object(&operation.name)?))])
}

/// Makes a trigger, dropping one of its name first when it may be replaced.
pub(super) fn create_trigger(
    operation: &CreateTrigger,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let trigger = &operation.trigger;
    let known = before.triggers.contains_key(&(trigger.table.clone(), trigger.name.clone()));
    let mut statements = Vec::new();
    if operation.or_replace && known {
        statements.push(Statement::schema(format!("DROP TRIGGER {}", quote(&trigger.name))));
    }
    statements.push(Statement::schema(one_trigger(&trigger.definition)?));
    Ok(statements)
}

/// Drops a trigger.
pub(super) fn drop_trigger(operation: &DropTrigger, before: &Catalog) -> Vec<Statement> {
    let key = (operation.table.clone(), operation.name.clone());
    if operation.if_exists && !before.triggers.contains_key(&key) {
        return Vec::new();
    }
    vec![Statement::schema(format!("DROP TRIGGER {}", quote(&operation.name)))]
}
