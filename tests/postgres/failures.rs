//! Failures are told in the server's words and put into our classes.

use std::net::TcpListener;

use sandshift::backend::connection::{Class, DatabaseError};
use sandshift_test_servers::{PASSWORD, Postgres};

use crate::case::{Case, connect};

fn refused(url: &str) -> DatabaseError {
    let error = connect(url).unwrap_err();
    assert!(!error.to_string().contains(PASSWORD) && !error.to_string().contains("wrong-password"));
    error
}

#[test]
fn a_wrong_password_is_a_login_failure() {
    let case = Case::new();
    let url = case.database.url.replace(PASSWORD, "wrong-password");
    let error = refused(&url);
    assert_eq!((error.class, error.code.as_deref()), (Class::Login, Some("28P01")));
}

#[test]
fn a_missing_database_says_how_to_make_it() {
    let error = refused(&Postgres::shared().url("no_such_db"));
    assert_eq!((error.class, error.code.as_deref()), (Class::Unreachable, Some("3D000")));
    assert_eq!(error.advice.as_deref(), Some("createdb no_such_db"));
}

#[test]
fn nobody_at_the_port_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = refused(&format!("postgres://someone:secret@127.0.0.1:{port}/x"));
    assert_eq!(error.class, Class::Unreachable);
    let start = format!("no PostgreSQL server can be reached at 127.0.0.1:{port}: ");
    assert!(error.message.starts_with(&start), "{error}");
}

#[test]
fn a_url_with_an_unknown_ssl_mode_is_told() {
    let error = refused("postgresql://someone:secret@127.0.0.1/x?sslmode=perhaps");
    assert_eq!(error.class, Class::Unreachable);
    assert!(error.message.contains("perhaps"), "{error}");
}

#[test]
fn a_statement_that_fails_says_where() {
    let mut case = Case::new();
    let error = case.fails("SELECT 'Ω', nothing FROM pg_class");
    assert_eq!((error.class, error.code.as_deref()), (Class::Statement, Some("42703")));
    assert_eq!(error.position, Some(13));
    let error = case.fails("SELECT upper(1, 2)");
    assert!(error.message.contains("; hint: No function matches"), "{error}");
}

#[test]
fn a_failure_inside_a_function_says_in_which() {
    let mut case = Case::with(&[
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1 / 0; END'",
    ]);
    let error = case.fails("SELECT f()");
    assert!(error.message.contains("division by zero; in SQL expression"), "{error}");
    assert!(error.message.contains("PL/pgSQL function f() line 1"), "{error}");
}

#[test]
fn a_read_only_transaction_has_a_class_of_its_own() {
    let mut case = Case::with(&["SET default_transaction_read_only = on"]);
    assert_eq!(case.fails("CREATE TABLE t (a int)").class, Class::ReadOnly);
}

#[test]
fn a_lock_timeout_is_busy_and_a_lost_race_may_be_tried_again() {
    let mut case = Case::with(&["CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)"]);
    let mut other = case.connection.again().unwrap();
    other.execute("BEGIN").unwrap();
    other.execute("UPDATE t SET a = 2").unwrap();

    case.run("SET lock_timeout = '50ms'");
    let busy = case.fails("ALTER TABLE t ADD COLUMN b int");
    assert_eq!((busy.class, busy.code.as_deref()), (Class::Busy, Some("55P03")));
    case.run("SET lock_timeout = 0");

    case.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
    case.run("SELECT * FROM t");
    other.execute("COMMIT").unwrap();
    let retry = case.fails("UPDATE t SET a = 3");
    assert_eq!((retry.class, retry.code.as_deref()), (Class::Retry, Some("40001")));
}

#[test]
fn a_session_that_was_ended_is_unreachable() {
    let mut case = Case::new();
    let mut other = case.connection.again().unwrap();
    other
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND backend_type = 'client backend'",
        )
        .unwrap();
    assert_eq!(case.fails("SELECT 1").class, Class::Unreachable);
    assert_eq!(case.fails("SELECT 1").class, Class::Unreachable);
}
