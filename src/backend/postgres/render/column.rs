//! Columns.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue, Identity};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{AddColumn, DropColumn, RenameColumn};
use sandshift_model::statement::Statement;

use super::{if_exists, if_not_exists, sequence, serial};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::{literal, text};
use crate::backend::postgres::names::{TITLE, in_quotes, object, quoted};
use crate::backend::postgres::types::column_type;

pub(super) fn add(add: &AddColumn, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let (table, exists) = (object(&add.table)?, if_not_exists(add.if_not_exists));
    let column = definition(&add.column)?;
    let sequence = serial::of_column(&add.table, &add.column, before)?;

    let mut statements = Vec::new();
    statements.extend(sequence.iter().map(|sequence| Statement::schema(sequence.create.clone())));
    statements.push(Statement::schema(format!("ALTER TABLE {table} ADD COLUMN{exists} {column}")));
    statements.extend(sequence.map(|sequence| Statement::schema(sequence.own)));
    statements.extend(comment(&add.table, &add.column)?);
    Ok(statements)
}

pub(super) fn drop(drop: &DropColumn) -> Result<Vec<Statement>, DialectError> {
    let (table, exists, column) =
        (object(&drop.table)?, if_exists(drop.if_exists), quoted(&drop.column)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} DROP COLUMN{exists} {column}"))])
}

pub(super) fn rename(rename: &RenameColumn) -> Result<Vec<Statement>, DialectError> {
    let (table, old, new) =
        (object(&rename.table)?, quoted(&rename.column)?, quoted(&rename.new_name)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))])
}

/// A column as it stands in `CREATE TABLE` and `ADD COLUMN`.
pub(super) fn definition(column: &Column) -> Result<String, DialectError> {
    let mut sql = format!("{} {}", quoted(&column.name)?, column_type(&column.ty)?);
    if let Some(collation) = &column.collation {
        sql += &format!(" COLLATE {}", in_quotes(collation));
    }
    if let Some(generated) = &column.generated {
        if !generated.stored {
            return Err(DialectError::Unsupported {
                database: TITLE,
                what: format!("compute the column `{}` on read", column.name),
                alternative: "make the generated column a stored one".to_owned(),
            });
        }
        sql += &format!(" GENERATED ALWAYS AS ({}) STORED", generated.expression);
    }
    if let Some(identity) = &column.identity {
        sql += &format!(" {}", self::identity(identity));
    }
    if let Some(value) = &column.default {
        sql += &format!(" DEFAULT {}", default(value)?);
    }
    if !column.nullable {
        sql += " NOT NULL";
    }
    for words in &column.native {
        sql += &format!(" {words}");
    }
    Ok(sql)
}

/// `GENERATED … AS IDENTITY`.
pub(super) fn identity(identity: &Identity) -> String {
    identity_with(identity, &[])
}

/// As [`identity`], with further options of its sequence.
pub(in crate::backend::postgres) fn identity_with(
    identity: &Identity,
    further: &[String],
) -> String {
    let options = sequence::options(identity.start, identity.increment);
    let options: Vec<&str> = std::iter::once(options.as_str())
        .filter(|options| !options.is_empty())
        .chain(further.iter().map(String::as_str))
        .collect();
    let options = options.join(" ");
    let options = if options.is_empty() { options } else { format!(" ({options})") };
    format!("GENERATED {} AS IDENTITY{options}", when(identity))
}

/// `ALWAYS` or `BY DEFAULT`.
pub(super) fn when(identity: &Identity) -> &'static str {
    if identity.always { "ALWAYS" } else { "BY DEFAULT" }
}

/// The default as it stands behind `DEFAULT`.
pub(super) fn default(value: &DefaultValue) -> Result<String, DialectError> {
    match value {
        DefaultValue::Literal(value) => literal(value),
        DefaultValue::Now => Ok("CURRENT_TIMESTAMP".to_owned()),
        DefaultValue::Expression(expression) => Ok(format!("({expression})")),
    }
}

/// The statement for the comment of a new column, none without one.
pub(super) fn comment(
    table: &ObjectName,
    column: &Column,
) -> Result<Option<Statement>, DialectError> {
    let Some(words) = &column.comment else { return Ok(None) };
    Ok(Some(set_comment(table, &column.name, Some(words))?))
}

/// Sets or removes the comment of a column.
pub(super) fn set_comment(
    table: &ObjectName,
    column: &Ident,
    comment: Option<&str>,
) -> Result<Statement, DialectError> {
    let (table, column) = (object(table)?, quoted(column)?);
    let comment = comment.map_or_else(|| Ok("NULL".to_owned()), text)?;
    Ok(Statement::schema(format!("COMMENT ON COLUMN {table}.{column} IS {comment}")))
}
