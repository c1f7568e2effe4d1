//! What a session promises: counts, streams, transactions, one statement at a time.

use std::time::Instant;

use sandshift_model::value::Value;

use crate::case::Case;

#[test]
fn the_server_says_what_it_is_and_the_address_holds_no_password() {
    let case = Case::new();
    let server = case.connection.server();
    assert!(server.version.starts_with("PostgreSQL 1"), "{}", server.version);
    assert!(!server.version.contains('('));
    assert!(server.address.contains(&case.database.name));
    assert!(!server.address.contains("secret"), "{}", server.address);
    assert!(!format!("{:?}", case.connection).contains("secret"));
}

#[test]
fn writes_count_their_rows_and_queries_count_none() {
    let mut case = Case::new();
    let mut count = |sql: &str| case.connection.execute(sql).unwrap();
    assert_eq!(count("CREATE TABLE t (a int)"), 0);
    assert_eq!(count("INSERT INTO t SELECT generate_series(1, 5)"), 5);
    assert_eq!(count("UPDATE t SET a = 3 WHERE a >= 3"), 3);
    assert_eq!(count("-- note\n/* more */ (SELECT * FROM t)"), 0);
    assert_eq!(count("WITH gone AS (SELECT 1) DELETE FROM t WHERE a = 3"), 3);
}

#[test]
fn a_text_with_two_statements_is_refused_by_the_server() {
    let mut case = Case::new();
    let refused = case.fails("CREATE TABLE a (x int); CREATE TABLE b (x int)");
    assert_eq!(refused.code.as_deref(), Some("42601"));
    assert!(case.inspect().tables.is_empty());
    assert!(case.fails("SELECT '\0'").message.contains("NUL"));
    case.run("SELECT 1");
}

#[test]
fn nothing_is_kept_behind_a_first_statement_that_fails() {
    for (broken, position) in [("CREAT TABLE a (x int)", 1), ("INSERT INTO nowhere VALUES (1)", 13)]
    {
        let mut case = Case::new();
        assert_eq!(case.connection.execute_own("BEGIN"), Ok(0));
        assert_eq!(case.fails(broken).position, Some(position), "{broken}");
        assert!(case.connection.in_transaction().unwrap());
        assert_eq!(case.fails("CREATE TABLE a (x int)").code.as_deref(), Some("25P02"));
        case.run("ROLLBACK");
        assert!(!case.connection.in_transaction().unwrap());
        assert!(case.inspect().tables.is_empty(), "{broken}");
    }
}

#[test]
fn a_transaction_begins_with_whatever_is_asked_for_first() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    let first: [&dyn Fn(&mut Case); 4] = [
        &|case| case.run("INSERT INTO t VALUES (1)"),
        &|case| case.run("DO $$ BEGIN INSERT INTO t VALUES (1); END $$"),
        &|case| assert!(case.connection.in_transaction().unwrap()),
        &|case| assert_eq!(case.inspect().tables.len(), 1),
    ];
    for act in first {
        case.connection.execute_own("BEGIN").unwrap();
        act(&mut case);
        case.run("INSERT INTO t VALUES (2)");
        case.run("ROLLBACK");
        assert_eq!(case.connection.execute("DELETE FROM t"), Ok(0));
    }
}

#[test]
fn statements_in_one_turn_count_each_and_tell_which_one_failed() {
    let mut case = Case::with(&["CREATE TABLE t (a int, b text)"]);
    let insert = "INSERT INTO t VALUES (1, 'x; y'), (2, '')";
    let texts = [insert, "UPDATE t SET a = 3 WHERE a = 2", "DELETE FROM t WHERE a = 9"];
    assert_eq!(case.connection.execute_own_together(&texts), Ok(vec![2, 1, 0]));
    case.connection.execute_own("BEGIN").unwrap();
    let texts = [insert, "INSERT INTO nowhere VALUES (1)", insert];
    let failed = case.connection.execute_own_together(&texts).unwrap_err();
    assert_eq!((failed.0, failed.1.code.as_deref()), (1, Some("42P01")));
    case.run("ROLLBACK");
    assert_eq!(case.connection.execute("DELETE FROM t"), Ok(2));
}

#[test]
fn statements_that_refuse_a_transaction_run_outside_one() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    for sql in [
        "VACUUM t",
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "REINDEX INDEX CONCURRENTLY i",
        "DROP INDEX CONCURRENTLY i",
        "DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$",
        "LOCK TABLE t",
        "SET LOCAL lock_timeout = '1s'",
        "NOTIFY c, 'x'",
    ] {
        match sql {
            "LOCK TABLE t" => assert_eq!(case.fails(sql).code.as_deref(), Some("25P01")),
            sql => case.run(sql),
        }
    }
}

#[test]
fn the_transaction_is_what_the_server_says_it_is() {
    let mut case = Case::new();
    let mut is_open = |sql: &str| {
        let _ = case.connection.execute(sql);
        case.connection.in_transaction().unwrap()
    };
    assert!(!is_open("SELECT 1"));
    assert!(is_open("BEGIN"));
    assert!(is_open("SELECT 1"));
    assert!(is_open("SELECT 1 / 0"), "a failed transaction is still open");
    assert!(!is_open("ROLLBACK"));
    assert!(is_open("START TRANSACTION"));
    assert!(!is_open("DO $$ BEGIN NULL; END $$") || !is_open("COMMIT"));
}

#[test]
fn a_look_at_the_catalog_leaves_the_compiler_of_the_transaction_as_it_was() {
    for jit in ["on", "off"] {
        let mut case = Case::with(&["CREATE TABLE t (a int)"]);
        case.run(&format!("SET jit = {jit}"));
        case.run("BEGIN");
        assert_eq!(case.inspect().tables.len(), 1);
        let text = |value: &str| vec![vec![Value::Text(value.to_owned())]];
        assert_eq!(case.rows("SHOW jit"), text(jit));
        case.run("COMMIT");
        assert_eq!(case.rows("SHOW jit"), text(jit));
    }
}

#[test]
fn rows_come_with_their_names_and_a_query_may_end_early() {
    let mut case = Case::new();
    let mut names = Vec::new();
    let mut seen = 0;
    let query = "SELECT n AS \"A b\", NULL AS \"A b\" FROM generate_series(1, 100000) n";
    let read = case.connection.query(query, &mut |columns, row| {
        names = columns.to_vec();
        assert_eq!(row[1], Value::Null);
        seen += 1;
        seen < 1000
    });
    read.unwrap();
    assert_eq!((names, seen), (vec!["A b".to_owned(), "A b".to_owned()], 1000));
    assert_eq!(case.rows("SELECT 1"), [[Value::Int(1)]]);
}

#[test]
fn another_connection_may_be_used_between_the_rows_of_a_query() {
    let mut case = Case::with(&["CREATE TABLE t (n int)"]);
    let mut other = case.connection.again().unwrap();
    let query = "SELECT n FROM generate_series(1, 600) n";
    let read = case.connection.query(query, &mut |_, row| {
        let Value::Int(n) = row[0] else { panic!() };
        n % 100 != 0 || other.execute(&format!("INSERT INTO t VALUES ({n})")).is_ok()
    });
    read.unwrap();
    assert_eq!(case.rows("SELECT count(*) FROM t"), [[Value::Int(6)]]);
}

#[test]
fn a_schema_change_makes_no_plan_stale() {
    let mut case = Case::with(&["CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)"]);
    assert_eq!(case.rows("SELECT * FROM t"), [[Value::Int(1)]]);
    case.run("INSERT INTO t SELECT * FROM t");
    case.run("ALTER TABLE t ALTER COLUMN a TYPE text");
    case.run("INSERT INTO t SELECT * FROM t");
    assert_eq!(case.rows("SELECT * FROM t LIMIT 1"), [[Value::Text("1".into())]]);
}

#[test]
fn sessions_are_known_by_name_and_end_with_their_connection() {
    let mut case = Case::new();
    let other = case.connection.again().unwrap();
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND application_name = 'sandshift'";
    assert_eq!(case.rows(count), [[Value::Int(2)]]);
    drop(other);
    let start = Instant::now();
    while case.rows(count) != [[Value::Int(1)]] {
        assert!(start.elapsed().as_secs() < 5, "the session did not end");
    }
    assert!(case.connection.scratch().unwrap_err().message.contains("in a transaction"));
}
