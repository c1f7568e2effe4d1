//! The facets of a column that `ALTER COLUMN` changes.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::column::{Column, DefaultValue, Identity};
use sandshift_model::operation::{AlterColumn, Change, TypeChange};
use sandshift_model::statement::Statement;
use sandshift_model::types::ColumnType;

use super::column;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::text;
use crate::backend::postgres::names::{TITLE, in_quotes, object, quoted};
use crate::backend::postgres::types::column_type;

/// All facets in one `ALTER TABLE`: the table is rewritten once, and PostgreSQL itself puts the
/// parts in order (drops, then types, then defaults, then NOT NULL).
pub(super) fn alter(alter: &AlterColumn, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let table = object(&alter.table)?;
    let name = quoted(&alter.column)?;
    let old = before.tables.get(&alter.table).and_then(|table| table.column(&alter.column));
    let mut parts = Vec::new();

    let restored = match &alter.ty {
        Some(change) => retype(change, &alter.default, old, &mut parts)?,
        None => None,
    };
    match (&alter.default, restored) {
        (Change::Set(value), _) => parts.push(format!("SET DEFAULT {}", column::default(value)?)),
        (Change::Remove, _) if !parts.iter().any(|part| part == DROP_DEFAULT) => {
            parts.push(DROP_DEFAULT.to_owned());
        }
        (Change::Unchanged, Some(value)) => {
            parts.push(format!("SET DEFAULT {}", column::default(value)?));
        }
        (Change::Remove | Change::Unchanged, _) => {}
    }
    // Both are drops, which PostgreSQL does in the order given, and a numbered column may not
    // allow NULL.
    if alter.identity == Change::Remove {
        parts.push("DROP IDENTITY".to_owned());
    }
    match alter.nullable {
        Some(true) => parts.push("DROP NOT NULL".to_owned()),
        Some(false) => parts.push("SET NOT NULL".to_owned()),
        None => {}
    }
    let had_identity = old.and_then(|old| old.identity.as_ref());
    match &alter.identity {
        Change::Unchanged | Change::Remove => {}
        Change::Set(new) => match had_identity {
            Some(old) => parts.push(renumber(old, new)),
            None => {
                let nullable = alter.nullable.or_else(|| old.map(|old| old.nullable));
                // PostgreSQL wants NOT NULL said before; saying it unasked would outlive the
                // operations that take this one back.
                if nullable == Some(true) {
                    return Err(CatalogError::invalid(format!(
                        "`{}.{}` allows NULL and cannot be numbered: make it not nullable as well",
                        alter.table, alter.column
                    ))
                    .into());
                }
                parts.push(format!("ADD {}", column::identity(new)));
            }
        },
    }

    let mut statements = Vec::new();
    if !parts.is_empty() {
        let parts: Vec<String> =
            parts.iter().map(|part| format!("ALTER COLUMN {name} {part}")).collect();
        statements.push(Statement::schema(format!("ALTER TABLE {table} {}", parts.join(", "))));
    }
    if let (Change::Set(new), None) = (&alter.identity, had_identity)
        && new.start.is_none()
    {
        statements.push(continue_numbering(alter)?);
    }
    match &alter.comment {
        Change::Unchanged => {}
        Change::Remove => statements.push(column::set_comment(&alter.table, &alter.column, None)?),
        Change::Set(words) => {
            statements.push(column::set_comment(&alter.table, &alter.column, Some(words))?);
        }
    }
    Ok(statements)
}

const DROP_DEFAULT: &str = "DROP DEFAULT";

/// Changes the type; gives the default that has to be set again afterwards.
///
/// A default keeps the old type and may have no cast to the new one, so it steps aside whenever
/// the kind of the type changes.
fn retype<'a>(
    change: &TypeChange,
    default: &Change<DefaultValue>,
    old: Option<&'a Column>,
    parts: &mut Vec<String>,
) -> Result<Option<&'a DefaultValue>, DialectError> {
    let kept = old.filter(|old| !same_kind(&old.ty, &change.ty)).and_then(|o| o.default.as_ref());
    if kept.is_some() || matches!(default, Change::Remove) {
        parts.push(DROP_DEFAULT.to_owned());
    }
    let mut part = format!("TYPE {}", column_type(&change.ty)?);
    if let Some(collation) = old.and_then(|old| old.collation.as_ref())
        && is_text(&change.ty)
    {
        part += &format!(" COLLATE {}", in_quotes(collation));
    }
    if let Some(using) = &change.using {
        let using =
            using.get("postgres").ok_or(DialectError::NoVariant { database: TITLE })?.trim();
        part += &format!(" USING {using}");
    } else if let Some(using) = old.map(|old| cast(old, &change.ty)).transpose()?.flatten() {
        part += &format!(" USING {using}");
    }
    parts.push(part);
    Ok(kept)
}

/// The cast that PostgreSQL does not make by itself; none where it does, and where the cast would
/// cut what the assignment refuses.
pub(super) fn cast(old: &Column, new: &ColumnType) -> Result<Option<String>, DialectError> {
    use ColumnType::{Boolean, Char, Enum, Native};
    let leave = same_kind(&old.ty, new) || is_text(new) || matches!(new, Char { .. } | Native(_));
    if leave || matches!(old.ty, Native(_)) {
        return Ok(None);
    }
    let (name, ty) = (quoted(&old.name)?, column_type(new)?);
    Ok(match (&old.ty, new) {
        (Boolean, ty) if is_number(ty) => Some(format!("{name}::integer::{}", column_type(ty)?)),
        (ty, Boolean) if is_number(ty) => Some(format!("{name} <> 0")),
        (Enum { .. }, _) | (_, Enum { .. }) => Some(format!("{name}::text::{ty}")),
        (old, _) if is_text(old) || matches!(old, Char { .. }) => Some(format!("{name}::{ty}")),
        _ => None,
    })
}

fn is_number(ty: &ColumnType) -> bool {
    use ColumnType::{BigInteger, Double, Float, Integer, Numeric, SmallInteger};
    matches!(ty, SmallInteger | Integer | BigInteger | Float | Double | Numeric { .. })
}

fn same_kind(old: &ColumnType, new: &ColumnType) -> bool {
    let is_integer = |ty: &ColumnType| {
        use ColumnType::{BigInteger, Integer, SmallInteger};
        matches!(ty, SmallInteger | Integer | BigInteger)
    };
    old == new || (is_text(old) && is_text(new)) || (is_integer(old) && is_integer(new))
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::String { .. } | ColumnType::Text)
}

/// Restates what differs between two numberings; what is not given is the default, 1.
fn renumber(old: &Identity, new: &Identity) -> String {
    let mut parts = vec![format!("SET GENERATED {}", column::when(new))];
    if old.start != new.start {
        parts.push(format!("SET START WITH {}", new.start.unwrap_or(1)));
    }
    if old.increment != new.increment {
        parts.push(format!("SET INCREMENT BY {}", new.increment.unwrap_or(1)));
    }
    parts.join(" ")
}

/// A new numbering goes on behind the largest number there is, as it does on SQLite and MySQL.
fn continue_numbering(alter: &AlterColumn) -> Result<Statement, DialectError> {
    let (table, column) = (object(&alter.table)?, quoted(&alter.column)?);
    let sequence =
        format!("pg_get_serial_sequence({}, {})", text(&table)?, text(alter.column.as_str())?);
    Ok(Statement::rows(format!(
        "SELECT setval({sequence}, max({column})) FROM {table} HAVING max({column}) > 0"
    )))
}
