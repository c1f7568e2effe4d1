//! Columns that forbid NULL, with rows that hold it: they get a value that fits, or a person is asked.

use sandshift::schema::diff::diff;
use sandshift::schema::renames::Renames;

use super::{Case, run, there};
use crate::stage::server::{Server, connect};

/// Forbids NULL in a column that is there, and in one that comes; tells whether the rows could be
/// filled.
#[track_caller]
fn forbid(server: Server, ty: &str, more: &str, setup: &[&str]) -> bool {
    let column =
        |null: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, v {ty}{null}{more})");
    let (loose, strict) = (column(""), column(" NOT NULL"));
    let without = "CREATE TABLE t (id INTEGER PRIMARY KEY)";
    let mut filled = true;
    for old in [loose.as_str(), without] {
        let with = |table| setup.iter().copied().chain([table]).collect::<Vec<&str>>();
        let (from, to) = (with(old), with(&strict));
        if asks(server, &from, &to) {
            filled = false;
            continue;
        }
        let rows = &["INSERT INTO t (id) VALUES (1)"];
        let then = &[("SELECT count(*) FROM t WHERE v IS NOT NULL", "1")];
        there(server, &Case { from: &from, to: &to, rows, then });
    }
    filled
}

/// Tells whether a person has to say the values.
fn asks(server: Server, from: &[&str], to: &[&str]) -> bool {
    let (is, should) = (server.database(), server.database());
    run(&is, from);
    run(&should, to);
    let (old, target) = (connect(&is).inspect().unwrap(), connect(&should).inspect().unwrap());
    let way = diff(&old, &target, server.dialect(), &Renames::default()).unwrap();
    let mut remarks = way.steps.iter().flat_map(|step| &step.remarks);
    remarks.any(|remark| remark.starts_with("Give each row"))
}

#[test]
fn every_type_of_sqlite_has_a_value() {
    for ty in [
        "BOOLEAN",
        "JSON",
        "UUID",
        "DATE",
        "DATETIME",
        "TIME",
        "BLOB",
        "REAL",
        "NUMERIC(9, 2)",
        "VARCHAR(9)",
    ] {
        forbid(Server::Sqlite, ty, "", &[]);
    }
}

#[test]
fn every_type_of_postgres_has_a_value() {
    let types = [
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN positive AS integer CHECK (VALUE > 5)",
    ];
    for ty in ["boolean", "json", "uuid", "timestamptz", "bytea", "mood", "positive", "integer[]"] {
        forbid(Server::Postgres, ty, "", &types);
    }
}

#[test]
fn every_type_of_mariadb_has_a_value() {
    for ty in [
        "TINYINT(1)",
        "JSON",
        "UUID",
        "DATE",
        "DATETIME",
        "TIMESTAMP",
        "TIME",
        "LONGBLOB",
        "BINARY(16)",
        "DOUBLE",
        "DECIMAL(9, 2)",
        "VARCHAR(9)",
        "ENUM('a', 'b')",
        "SET('a', 'b')",
        "INT UNSIGNED",
        "YEAR",
        "BIT(3)",
        "INET6",
    ] {
        forbid(Server::MariaDb, ty, "", &[]);
    }
}

#[test]
fn a_check_is_heeded() {
    for server in [Server::Sqlite, Server::Postgres, Server::MariaDb] {
        assert!(!forbid(server, "INTEGER", " CHECK (v > 0)", &[]));
        assert!(!forbid(server, "VARCHAR(9)", " CHECK (v IN ('a', 'b'))", &[]));
        assert!(forbid(server, "INTEGER", " DEFAULT 7 CHECK (v > 5)", &[]));
    }
}

#[test]
fn keys_are_heeded() {
    for server in [Server::Sqlite, Server::Postgres, Server::MariaDb] {
        assert!(!forbid(server, "INTEGER", ", UNIQUE (v)", &[]));
        assert!(forbid(server, "INTEGER", ", UNIQUE (id, v)", &[]));
    }
}
