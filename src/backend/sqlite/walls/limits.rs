//! What is switched off, and how much of everything there may be.

use rusqlite::Connection as Handle;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;

use crate::backend::walls::Walls;

/// Switches with their places. A schema that somebody has prepared runs nothing, pages that are the engine's
/// own cannot be written, and a misspelled name is no text.
const SWITCHES: [(DbConfig, bool); 7] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true),
];

/// The longest value in bytes. A single function may fill it without a step that could be counted.
const VALUE_BYTES: i32 = 64 << 20;

/// Limits with their values. Patterns are short because matching one is a single step whose time grows with
/// the power of its length.
const LIMITS: [(Limit, i32); 10] = [
    (Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES),
    // A value of the host stands in the text in hexadecimal.
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 2 * VALUE_BYTES + (1 << 20)),
    (Limit::SQLITE_LIMIT_COLUMN, 2_000),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 2_000_000),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 32_766),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 20),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// Memory that SQLite may use in this process: many long values in one row are more than one of them.
const HEAP_BYTES: u64 = 512 << 20;

/// Sets switches and limits.
pub(super) fn set(handle: &Handle, walls: &Walls) -> rusqlite::Result<()> {
    for (switch, place) in SWITCHES {
        handle.set_db_config(switch, place)?;
    }
    for (limit, value) in LIMITS {
        handle.set_limit(limit, value)?;
    }
    pragma(handle, "cell_size_check", 1)?;
    pragma(handle, "hard_heap_limit", HEAP_BYTES)?;
    if let Some(bytes) = walls.most_bytes {
        let page: u32 = handle.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        pragma(handle, "max_page_count", (bytes / u64::from(page.max(1))).max(1))?;
    }
    Ok(())
}

fn pragma(handle: &Handle, name: &str, value: u64) -> rusqlite::Result<()> {
    let mut statement = handle.prepare(&format!("PRAGMA {name} = {value}"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}
