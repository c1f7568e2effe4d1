//! Corners of SQLite, where most changes make a new table.

use super::{Case, there_and_back};
use crate::stage::server::Server;

/// A table that refers to itself, with children, a view and a trigger, of which one part changes.
#[track_caller]
fn family(old: &str, new: &str) {
    let table = |part: &str| {
        part.replace(
            "BASE",
            "id INTEGER PRIMARY KEY, boss INTEGER REFERENCES t (id) ON DELETE CASCADE",
        )
    };
    let (old, new) = (table(old), table(new));
    let around = [
        "CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL REFERENCES t (id) ON DELETE CASCADE)",
        "CREATE VIEW names AS SELECT id, name FROM t",
        "CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT)",
        "CREATE TRIGGER logs AFTER DELETE ON t BEGIN INSERT INTO log (what) VALUES (OLD.name); END",
        "CREATE INDEX by_name ON t (name)",
    ];
    let from: Vec<&str> = std::iter::once(old.as_str()).chain(around).collect();
    let to: Vec<&str> = std::iter::once(new.as_str()).chain(around).collect();
    there_and_back(
        Server::Sqlite,
        &Case {
            from: &from,
            to: &to,
            rows: &[
                "INSERT INTO t (id, boss, name, n) VALUES (1, NULL, 'a', 1), (2, 1, 'b', 2)",
                "INSERT INTO child VALUES (1, 1), (2, 2)",
            ],
            then: &[
                ("SELECT count(*) FROM child", "2"),
                ("SELECT id || name || n FROM t ORDER BY id", "1a1 2b2"),
                ("SELECT count(*) FROM log", "0"),
                ("SELECT name FROM names ORDER BY id", "a b"),
            ],
        },
    );
}

#[test]
fn a_collation_changes() {
    family(
        "CREATE TABLE t (BASE, name TEXT, n INTEGER)",
        "CREATE TABLE t (BASE, name TEXT COLLATE NOCASE, n INTEGER)",
    );
}

#[test]
fn a_type_changes() {
    family(
        "CREATE TABLE t (BASE, name VARCHAR(10), n INTEGER)",
        "CREATE TABLE t (BASE, name TEXT, n INTEGER)",
    );
}

#[test]
fn unnamed_constraints_change() {
    family(
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, CHECK (n > 0), UNIQUE (name))",
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, CHECK (n < 9), UNIQUE (n))",
    );
}

#[test]
fn a_generated_column_changes() {
    family(
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, g INTEGER GENERATED ALWAYS AS (n + 1) STORED)",
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, g INTEGER GENERATED ALWAYS AS (n + 2) VIRTUAL)",
    );
}

#[test]
fn an_autoincrement_comes_and_goes() {
    family(
        "CREATE TABLE t (BASE, name TEXT, n INTEGER)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, boss INTEGER REFERENCES t (id) ON DELETE CASCADE, name TEXT, n INTEGER)",
    );
}

#[test]
fn a_column_with_a_check_gives_way_to_another() {
    family(
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, old INTEGER CHECK (old > 0))",
        "CREATE TABLE t (BASE, name TEXT, n INTEGER, new INTEGER CHECK (new > 0))",
    );
}
