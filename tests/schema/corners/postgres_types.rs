//! Types of PostgreSQL that change under the columns that are made of them.

use super::{Case, there_and_back};
use crate::stage::server::Server;

const VIEW: &str = "CREATE VIEW w AS SELECT v FROM t";

#[track_caller]
fn changes(old: &str, new: &str, column: &str, row: &str, then: &str) {
    let t = format!("CREATE TABLE t (id integer PRIMARY KEY, {column})");
    let insert = format!("INSERT INTO t (id, v) VALUES (1, {row})");
    there_and_back(
        Server::Postgres,
        &Case {
            from: &[old, &t, VIEW],
            to: &[new, &t, VIEW],
            rows: &[&insert],
            then: &[("SELECT v::text FROM t", then)],
        },
    );
}

#[test]
fn the_base_of_a_domain_changes() {
    changes(
        "CREATE DOMAIN d AS integer",
        "CREATE DOMAIN d AS bigint",
        "v d DEFAULT 3 CHECK (v > 0), UNIQUE (v)",
        "7",
        "7",
    );
    changes(
        "CREATE DOMAIN d AS varchar(5)",
        "CREATE DOMAIN d AS varchar(9)",
        "v d NOT NULL",
        "'a'",
        "a",
    );
    changes("CREATE DOMAIN d AS integer", "CREATE DOMAIN d AS bigint", "v d[]", "'{1}'", "{1}");
}

#[test]
fn the_rules_of_a_domain_change() {
    for rule in ["CONSTRAINT c CHECK (VALUE > 0)", "DEFAULT 5", "NOT NULL", "CHECK (VALUE < 100)"] {
        changes(
            "CREATE DOMAIN d AS integer",
            &format!("CREATE DOMAIN d AS integer {rule}"),
            "v d",
            "7",
            "7",
        );
    }
    changes(
        "CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0) DEFAULT 1",
        "CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 1) DEFAULT 2",
        "v d",
        "7",
        "7",
    );
}

#[test]
fn a_composite_type_changes() {
    changes(
        "CREATE TYPE p AS (a integer, b text)",
        "CREATE TYPE p AS (a bigint, b text)",
        "v p",
        "'(1,x)'",
        "(1,x)",
    );
    changes(
        "CREATE TYPE p AS (a integer, b text)",
        "CREATE TYPE p AS (a bigint, b text)",
        "v p[]",
        "ARRAY['(1,x)'::p]",
        "{\"(1,x)\"}",
    );
}

#[test]
fn a_list_of_values_changes_under_what_uses_it() {
    let t = "CREATE TABLE t (id integer PRIMARY KEY, v mood DEFAULT 'ok', a mood[] DEFAULT '{ok}', n integer, CONSTRAINT c CHECK (v <> 'sad'))";
    let around = [
        "CREATE INDEX i ON t (v) WHERE v = 'ok'",
        "CREATE VIEW w AS SELECT v, a FROM t WHERE v = 'ok'",
        "CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m'",
    ];
    let (old, new) = (
        "CREATE TYPE mood AS ENUM ('sad', 'gone', 'ok')",
        "CREATE TYPE mood AS ENUM ('ok', 'sad')",
    );
    let list = |one| -> Vec<&str> { [one, t].into_iter().chain(around).collect() };
    there_and_back(
        Server::Postgres,
        &Case {
            from: &list(old),
            to: &list(new),
            rows: &["INSERT INTO t VALUES (1, 'ok', '{ok,sad}')"],
            then: &[("SELECT v || a::text FROM w", "ok{ok,sad}")],
        },
    );
}

#[test]
fn a_new_value_is_a_default_at_once() {
    let t = "CREATE TABLE t (id integer PRIMARY KEY)";
    let new = "CREATE TABLE t (id integer PRIMARY KEY, v mood NOT NULL DEFAULT 'new', CONSTRAINT c CHECK (v <> 'old'))";
    there_and_back(
        Server::Postgres,
        &Case {
            from: &["CREATE TYPE mood AS ENUM ('old')", t],
            to: &["CREATE TYPE mood AS ENUM ('old', 'new')", new],
            rows: &["INSERT INTO t VALUES (1)"],
            then: &[("SELECT v FROM t", "new")],
        },
    );
}
