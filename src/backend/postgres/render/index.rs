//! Indexes.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::operation::{CreateIndex, DropIndex, RenameIndex};
use sandshift_model::statement::{Statement, Surroundings};

use super::{if_exists, if_not_exists};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{list, object, quoted};

pub(super) fn create(create: &CreateIndex) -> Result<Vec<Statement>, DialectError> {
    let exists = if_not_exists(create.if_not_exists);
    let plain = definition(&create.index, "", exists)?;
    if !create.concurrently {
        return Ok(vec![Statement::schema(plain)]);
    }
    let concurrent = definition(&create.index, " CONCURRENTLY", exists)?;
    Ok(vec![outside_transaction(concurrent, plain)])
}

pub(super) fn drop(drop: &DropIndex, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let exists = if_exists(drop.if_exists);
    let name = object(&qualified(&drop.name, drop.table.as_ref(), before))?;
    let plain = format!("DROP INDEX{exists} {name}");
    if !drop.concurrently {
        return Ok(vec![Statement::schema(plain)]);
    }
    Ok(vec![outside_transaction(format!("DROP INDEX CONCURRENTLY{exists} {name}"), plain)])
}

pub(super) fn rename(
    rename: &RenameIndex,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let old = object(&qualified(&rename.name, rename.table.as_ref(), before))?;
    let new = quoted(&rename.new_name)?;
    Ok(vec![Statement::schema(format!("ALTER INDEX {old} RENAME TO {new}"))])
}

/// A concurrent build is rehearsed as an ordinary one, which a transaction can take back.
fn outside_transaction(concurrent: String, plain: String) -> Statement {
    Statement::schema(concurrent).with(Surroundings::NoTransaction).rehearsed_as(vec![plain])
}

/// An index lives in the schema of its table.
fn qualified(index: &Ident, table: Option<&ObjectName>, before: &Catalog) -> ObjectName {
    let table = table.or_else(|| before.index_owner(index).map(|table| &table.name));
    table.map_or_else(|| ObjectName::bare(index.clone()), |table| table.sibling(index.clone()))
}

/// `CREATE INDEX …` with the given words behind `INDEX`.
pub(super) fn definition(
    index: &Index,
    concurrently: &str,
    if_not_exists: &str,
) -> Result<String, DialectError> {
    if let Some(native) = &index.native {
        let words = format!(" INDEX{concurrently}{if_not_exists} ");
        return Ok(native.replacen(" INDEX ", &words, 1));
    }
    let unique = if index.unique { "UNIQUE " } else { "" };
    let name = match &index.name {
        Some(name) => format!(" {}", quoted(name)?),
        None => String::new(),
    };
    let method = index.method.as_ref().map(|m| format!(" USING {m}")).unwrap_or_default();
    let keys: Result<Vec<String>, DialectError> = index.keys.iter().map(key).collect();
    let mut sql = format!(
        "CREATE {unique}INDEX{concurrently}{if_not_exists}{name} ON {}{method} ({})",
        object(&index.table)?,
        keys?.join(", ")
    );
    if !index.include.is_empty() {
        sql += &format!(" INCLUDE ({})", list(&index.include)?);
    }
    if index.nulls_not_distinct {
        sql += " NULLS NOT DISTINCT";
    }
    if let Some(filter) = &index.filter {
        sql += &format!(" WHERE {filter}");
    }
    Ok(sql)
}

/// The native words (`COLLATE`, operator class, `NULLS …`) stand around the order, which comes
/// before `NULLS` alone.
fn key(key: &IndexKey) -> Result<String, DialectError> {
    let on = match &key.on {
        IndexTerm::Column(column) => quoted(column)?,
        IndexTerm::Expression(expression) => format!("({expression})"),
    };
    let native = key.native.as_deref().unwrap_or_default().trim();
    let upper = native.to_ascii_uppercase();
    let (class, nulls) = match upper.find("NULLS ") {
        Some(at) => (native[..at].trim(), &native[at..]),
        None => (native, ""),
    };
    let order = if key.descending { "DESC" } else { "" };
    let parts = [on.as_str(), class, order, nulls];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}
