//! Tables.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{CreateTable, DropTable, RenameTable, SetTableComment};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::{
    cascade, column, constraint, if_exists, if_not_exists, index, inheritance, partition, serial,
};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::text;
use crate::backend::postgres::names::{object, quoted};

/// The option word of a table without write-ahead log; it stands before `TABLE`.
pub(in crate::backend::postgres) const UNLOGGED: &str = "UNLOGGED";
/// The first words of the option that makes a table a partition of another one.
pub(in crate::backend::postgres) const PARTITION_OF: &str = "PARTITION OF ";

pub(super) fn create(
    create: &CreateTable,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let table = &create.table;
    let name = object(&table.name)?;
    let exists = if_not_exists(create.if_not_exists);
    let sequences = serial::of_table(table, before)?;

    let mut statements: Vec<Statement> =
        sequences.iter().map(|sequence| Statement::schema(sequence.create.clone())).collect();
    statements.push(Statement::schema(definition(table, exists, before)?));
    statements.extend(sequences.into_iter().map(|sequence| Statement::schema(sequence.own)));
    if partition::is_partition(table) {
        statements.extend(partition::own_parts(table, before)?);
    } else {
        for constraint in table.constraints.iter().filter(|c| constraint::is_not_valid(c)) {
            let clause = constraint::clause(constraint)?;
            statements.push(Statement::schema(format!("ALTER TABLE {name} ADD {clause}")));
        }
    }
    for index in &table.indexes {
        statements.push(Statement::schema(index::definition(index, "", exists)?));
    }
    if let Some(comment) = &table.comment {
        let comment = text(comment)?;
        statements.push(Statement::schema(format!("COMMENT ON TABLE {name} IS {comment}")));
    }
    for column in &table.columns {
        statements.extend(column::comment(&table.name, column)?);
    }
    Ok(statements)
}

fn definition(table: &Table, exists: &str, before: &Catalog) -> Result<String, DialectError> {
    let name = object(&table.name)?;
    let mut options: Vec<&str> = table.options.native.iter().map(String::as_str).collect();
    let unlogged = if options.contains(&UNLOGGED) { " UNLOGGED" } else { "" };
    options.retain(|option| *option != UNLOGGED);
    let options = options.join(" ");
    if partition::is_partition(table) {
        return Ok(format!("CREATE{unlogged} TABLE{exists} {name} {options}"));
    }
    let mut parts = Vec::new();
    let inherited = inheritance::parents(table, before);
    for column in table.columns.iter().filter(|column| !inheritance::has(&inherited, column)) {
        parts.push(column::definition(column)?);
    }
    for constraint in table.constraints.iter().filter(|c| !constraint::is_not_valid(c)) {
        parts.push(constraint::clause(constraint)?);
    }
    let body = match parts.as_slice() {
        [] => "()".to_owned(),
        parts => format!("(\n  {}\n)", parts.join(",\n  ")),
    };
    let options = if options.is_empty() { options } else { format!(" {options}") };
    Ok(format!("CREATE{unlogged} TABLE{exists} {name} {body}{options}"))
}

pub(super) fn drop(drop: &DropTable) -> Result<Vec<Statement>, DialectError> {
    let (exists, cascade) = (if_exists(drop.if_exists), cascade(drop.cascade));
    Ok(vec![Statement::schema(format!("DROP TABLE{exists} {}{cascade}", object(&drop.table)?))])
}

pub(super) fn rename(rename: &RenameTable) -> Result<Vec<Statement>, DialectError> {
    let (old, new) = (object(&rename.table)?, quoted(&rename.new_name)?);
    Ok(vec![Statement::schema(format!("ALTER TABLE {old} RENAME TO {new}"))])
}

pub(super) fn set_comment(set: &SetTableComment) -> Result<Vec<Statement>, DialectError> {
    let table = object(&set.table)?;
    let comment = match &set.comment {
        Some(comment) => text(comment)?,
        None => "NULL".to_owned(),
    };
    Ok(vec![Statement::schema(format!("COMMENT ON TABLE {table} IS {comment}"))])
}
