//! Proof that the databases are real, empty, protected by a password, and dropped at the end.

#![allow(clippy::unwrap_used)] // Helpers of tests fail like tests.

use std::{
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use sandshift_test_servers::{MariaDb, Postgres, TestDatabase, shell, sqlite_shell};

/// Creates a table, writes and reads, with a value that needs the right character set.
fn check_statements_run(database: &TestDatabase) {
    let sql =
        "CREATE TABLE t (id int, name varchar(20)); INSERT INTO t VALUES (1, 'Zoë 🦀'), (2, NULL);";
    assert_eq!(shell(database, sql).unwrap(), "");
    assert_eq!(
        shell(database, "SELECT id, name FROM t ORDER BY id;").unwrap(),
        "1\tZoë 🦀\n2\tNULL\n"
    );
}

fn check_first_error_stops_the_client(database: &TestDatabase) {
    let sql = "SELECT 1;\nSELECT * FROM missing;\nSELECT 2;\n";
    let error = shell(database, sql).unwrap_err();
    assert_eq!(error.output, "1\n");
    assert!(error.messages.contains("missing"), "{error}");
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < deadline, "waited too long: {what}");
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn postgres_database_works_and_is_dropped() {
    let server = Postgres::shared();
    let database = server.database();
    check_statements_run(&database);
    check_first_error_stops_the_client(&database);

    let exists = format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", database.name);
    assert_eq!(server.administer(&exists).unwrap(), "1\n");
    drop(database);
    assert_eq!(server.administer(&exists).unwrap(), "0\n");
}

#[test]
fn mariadb_database_works_and_is_dropped() {
    let server = MariaDb::shared();
    let database = server.database();
    check_statements_run(&database);
    check_first_error_stops_the_client(&database);

    let exists = format!(
        "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{}'",
        database.name
    );
    assert_eq!(server.administer(&exists).unwrap(), "1\n");
    drop(database);
    assert_eq!(server.administer(&exists).unwrap(), "0\n");
}

#[test]
fn sqlite_database_works_and_is_removed() {
    let database = TestDatabase::sqlite();
    check_statements_run(&database);
    check_first_error_stops_the_client(&database);
    let file = database.file().unwrap().to_owned();
    assert_eq!(sqlite_shell(&file, "SELECT count(*) FROM t").unwrap(), "2\n");
    drop(database);
    assert!(!file.exists());
}

#[test]
fn postgres_refuses_a_wrong_password() {
    let database = Postgres::shared().database();
    let mut wrong = Postgres::shared().database();
    wrong.url = database.url.replace(":secret@", ":wrong@");
    let error = shell(&wrong, "SELECT 1").unwrap_err();
    assert!(error.messages.contains("password authentication failed"), "{error}");
}

#[test]
fn mariadb_refuses_a_wrong_password_and_root_over_tcp() {
    let port = format!("--port={}", MariaDb::shared().port());
    for login in [
        ["--user=sandshift", "--password=wrong"],
        ["--user=root", "--password="],
        ["--user=", "--password="],
    ] {
        let arguments =
            ["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", &port, "--execute=SELECT 1"];
        let output = Command::new("mariadb").args(arguments).args(login).output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(messages.contains("Access denied"), "{login:?}: {messages}");
    }
}

#[test]
fn postgres_database_is_dropped_under_an_open_session() {
    let server = Postgres::shared();
    let database = server.database();
    let mut session = Command::new("psql")
        .args([&database.url, "-c", "SELECT pg_sleep(600)"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let count =
        format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'", database.name);
    wait_until("the session is open", || server.administer(&count).unwrap() == "1\n");
    drop(database);
    assert!(!session.wait().unwrap().success());
}

#[test]
fn mariadb_database_is_dropped_under_an_open_transaction() {
    let server = MariaDb::shared();
    let database = server.database();
    shell(&database, "CREATE TABLE t (id int)").unwrap();
    let sql = format!("--execute=BEGIN; SELECT * FROM {}.t; SELECT SLEEP(600)", database.name);
    let login = ["--no-defaults", "--user=sandshift", "--password=secret", "--host=127.0.0.1"];
    let place = [format!("--port={}", server.port()), format!("--database={}", database.name)];
    let mut session = Command::new("mariadb")
        .args(login)
        .args(place)
        .arg(sql)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let count = "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(600)%' AND db = ";
    wait_until("the session is open", || {
        server.administer(&format!("{count}'{}'", database.name)).unwrap() == "1\n"
    });
    drop(database);
    assert!(!session.wait().unwrap().success());
}
