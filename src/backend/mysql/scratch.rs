//! A throw-away copy of the database on the same server.
//!
//! The server cannot roll schema changes back, so a rehearsal runs on a copy. Everything that the
//! definitions name comes from the copy itself: the name of the database is cut out of them, or a
//! trigger of the copy could write into the original.

use std::collections::BTreeMap;

use super::blank::blank;
use super::connection::MysqlConnection;
use super::literal::quote_text;
use super::qualifier::{quoted, unqualified, without_definer};
use crate::backend::connection::{Class, Connection, DatabaseError};

/// Copies the database of a connection; the copy is dropped with the connection that comes back.
pub(super) fn scratch(source: &mut MysqlConnection) -> Result<MysqlConnection, DatabaseError> {
    let mut copy = blank(source)?;
    // The copy takes rows and definitions as they are, whatever was allowed when they were made.
    for setting in [
        "SET foreign_key_checks = 0",
        "SET unique_checks = 0",
        "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    ] {
        copy.execute(setting)?;
    }
    copy_tables(source, &mut copy)?;
    copy_routines(source, &mut copy)?;
    copy_views(source, &mut copy)?;
    copy_triggers(source, &mut copy)?;
    copy.execute("SET foreign_key_checks = 1")?;
    copy.execute("SET unique_checks = 1")?;
    copy.make_session_settings()?;
    Ok(copy)
}

fn copy_tables(
    source: &mut MysqlConnection,
    copy: &mut MysqlConnection,
) -> Result<(), DatabaseError> {
    let kinds = names(
        source,
        "SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SEQUENCE', 'SYSTEM VERSIONED') \
         ORDER BY TABLE_TYPE <> 'SEQUENCE', TABLE_NAME",
    )?;
    let mut columns = writable_columns(source)?;
    let database = quoted(source.database());
    for (name, kind) in kinds {
        let table = quoted(&name);
        let verb = if kind == "SEQUENCE" { "SEQUENCE" } else { "TABLE" };
        let definition = definition(source, &format!("SHOW CREATE {verb} {table}"), 1)?;
        copy.execute(&unqualified(&definition, source.database()))?;
        if kind == "SEQUENCE" {
            let sql = format!("SELECT next_not_cached_value FROM {database}.{table}");
            if let Some(next) = source.one(&sql)? {
                copy.execute(&format!("DO SETVAL({table}, {next}, 0)"))?;
            }
            continue;
        }
        let columns = columns.remove(&name).unwrap_or_default();
        let columns = columns.join(", ");
        copy.execute(&format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM {database}.{table}"
        ))?;
    }
    Ok(())
}

/// The columns of every table that rows can be written to, quoted.
fn writable_columns(
    source: &mut MysqlConnection,
) -> Result<BTreeMap<String, Vec<String>>, DatabaseError> {
    let pairs = names(
        source,
        "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS \
         WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = '' \
         ORDER BY TABLE_NAME, ORDINAL_POSITION",
    )?;
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in pairs {
        columns.entry(table).or_default().push(quoted(&column));
    }
    Ok(columns)
}

fn copy_routines(
    source: &mut MysqlConnection,
    copy: &mut MysqlConnection,
) -> Result<(), DatabaseError> {
    let routines = names(
        source,
        "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES \
         WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') \
         ORDER BY ROUTINE_NAME",
    )?;
    for (name, kind) in routines {
        copy_program(source, copy, &format!("SHOW CREATE {kind} {}", quoted(&name)))?;
    }
    Ok(())
}

fn copy_triggers(
    source: &mut MysqlConnection,
    copy: &mut MysqlConnection,
) -> Result<(), DatabaseError> {
    let triggers = names(
        source,
        "SELECT TRIGGER_NAME, '' FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, ACTION_ORDER",
    )?;
    for (name, _) in triggers {
        copy_program(source, copy, &format!("SHOW CREATE TRIGGER {}", quoted(&name)))?;
    }
    Ok(())
}

/// A program keeps the `sql_mode` that it was made under, which stands beside its text.
fn copy_program(
    source: &mut MysqlConnection,
    copy: &mut MysqlConnection,
    show: &str,
) -> Result<(), DatabaseError> {
    let row = source.texts(show)?.into_iter().next().unwrap_or_default();
    let mode = row.get(1).cloned().flatten().unwrap_or_default();
    let text = row.get(2).cloned().flatten().ok_or_else(|| unreadable(show))?;
    copy.execute(&format!("SET sql_mode = {}", quote_text(&mode)))?;
    copy.execute(&unqualified(&without_definer(&text), source.database()))?;
    copy.execute("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")?;
    Ok(())
}

/// Views may stand on views, in any order of names: whatever fails is tried again after the others.
fn copy_views(
    source: &mut MysqlConnection,
    copy: &mut MysqlConnection,
) -> Result<(), DatabaseError> {
    let mut waiting = Vec::new();
    let views = names(
        source,
        "SELECT TABLE_NAME, '' FROM information_schema.VIEWS \
         WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
    )?;
    for (name, _) in views {
        let text = definition(source, &format!("SHOW CREATE VIEW {}", quoted(&name)), 1)?;
        waiting.push(unqualified(&without_definer(&text), source.database()));
    }
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut last = None;
        waiting.retain(|view| match copy.execute(view) {
            Ok(_) => false,
            Err(error) => {
                last = Some(error);
                true
            }
        });
        if waiting.len() == before
            && let Some(error) = last
        {
            return Err(error);
        }
    }
    Ok(())
}

fn definition(
    source: &mut MysqlConnection,
    show: &str,
    column: usize,
) -> Result<String, DatabaseError> {
    let row = source.texts(show)?.into_iter().next().unwrap_or_default();
    row.get(column).cloned().flatten().ok_or_else(|| unreadable(show))
}

fn names(source: &mut MysqlConnection, sql: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    let pair = |row: Vec<Option<String>>| {
        let mut texts = row.into_iter().map(Option::unwrap_or_default);
        (texts.next().unwrap_or_default(), texts.next().unwrap_or_default())
    };
    Ok(source.texts(sql)?.into_iter().map(pair).collect())
}

fn unreadable(show: &str) -> DatabaseError {
    DatabaseError {
        advice: Some(
            "let an administrator grant this user SHOW VIEW, TRIGGER and EXECUTE".to_owned(),
        ),
        ..DatabaseError::new(Class::Statement, format!("the server does not answer `{show}`"))
    }
}
