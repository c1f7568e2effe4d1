//! Indexes: made, dropped, and renamed by making them again.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::operation::{CreateIndex, DropIndex, RenameIndex};
use sandshift_model::statement::Statement;

use super::expression::closed;
use super::names::{quote, quote_object, unsupported};
use crate::backend::dialect::DialectError;

/// The statement that makes an index.
///
/// # Errors
///
/// [`DialectError::Unsupported`] for what only PostgreSQL has, [`DialectError::Catalog`] when it
/// has no name.
pub(super) fn create(index: &Index, if_not_exists: bool) -> Result<Statement, DialectError> {
    if let Some(native) = &index.native {
        return Ok(Statement::schema(native.clone()));
    }
    refuse_foreign_parts(index)?;
    let name = index.name.as_ref().ok_or_else(|| CatalogError::Invalid {
        reason: format!("an index of `{}` has no name", index.table),
    })?;
    let mut keys = Vec::new();
    for key in &index.keys {
        let mut text = match &key.on {
            IndexTerm::Column(column) => quote(column),
            IndexTerm::Expression(expression) => format!("({})", closed(expression)?),
        };
        if let Some(words) = &key.native {
            text.push_str(&format!(" {}", closed(words)?));
        }
        if key.descending {
            text.push_str(" DESC");
        }
        keys.push(text);
    }
    let unique = if index.unique { "UNIQUE " } else { "" };
    let tolerant = if if_not_exists { "IF NOT EXISTS " } else { "" };
    let table = quote_object(&index.table)?;
    let mut sql =
        format!("CREATE {unique}INDEX {tolerant}{} ON {table} ({})", quote(name), keys.join(", "));
    if let Some(filter) = &index.filter {
        sql.push_str(&format!(" WHERE {}", closed(filter)?));
    }
    Ok(Statement::schema(sql))
}

fn refuse_foreign_parts(index: &Index) -> Result<(), DialectError> {
    if !index.include.is_empty() {
        return Err(unsupported(
            "keep further columns in an index",
            "put the columns at the end of the key, or leave `include` out",
        ));
    }
    if let Some(method) = &index.method
        && !method.eq_ignore_ascii_case("btree")
    {
        return Err(unsupported(format!("use the index method `{method}`"), "leave it out"));
    }
    if index.nulls_not_distinct {
        return Err(unsupported(
            "treat NULLs as equal in an index",
            "index `coalesce(column, value)` instead of the column",
        ));
    }
    Ok(())
}

/// Renders the operation; `concurrently` means nothing here.
pub(super) fn create_operation(
    operation: &CreateIndex,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let is_known = || {
        let owner = operation.index.name.as_ref().and_then(|name| before.index_owner(name));
        owner.is_some()
    };
    if operation.if_not_exists && is_known() {
        return Ok(Vec::new());
    }
    Ok(vec![create(&operation.index, false)?])
}

/// The statement that drops an index.
pub(super) fn drop(name: &Ident) -> Statement {
    Statement::schema(format!("DROP INDEX {}", quote(name)))
}

/// Renders the operation; `concurrently` means nothing here.
pub(super) fn drop_operation(
    operation: &DropIndex,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    if before.index_owner(&operation.name).is_none() {
        if operation.if_exists {
            return Ok(Vec::new());
        }
        return Err(missing(&operation.name).into());
    }
    Ok(vec![drop(&operation.name)])
}

/// Renames an index by making it again, because SQLite has no words for it.
pub(super) fn rename_operation(
    operation: &RenameIndex,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let index = before
        .index_owner(&operation.name)
        .and_then(|table| table.index(&operation.name))
        .ok_or_else(|| missing(&operation.name))?;
    if index.native.is_some() {
        return Err(unsupported(
            format!("rename the index `{}`", operation.name),
            "drop it and make it again with `execute`",
        ));
    }
    let renamed = Index { name: Some(operation.new_name.clone()), ..index.clone() };
    Ok(vec![drop(&operation.name), create(&renamed, false)?])
}

fn missing(name: &Ident) -> CatalogError {
    CatalogError::Missing { what: "index", name: name.to_string() }
}
