//! Who may come in, and what a failure says.

use sandshift::backend::connection::{Class, DatabaseError};
use sandshift::backend::mysql::connect;
use sandshift_model::value::Value;
use sandshift_test_servers::MariaDb;
use url::Url;

use crate::house::{open, rows};

fn failure(url: &str) -> DatabaseError {
    connect(&Url::parse(url).unwrap()).unwrap_err()
}

#[test]
fn a_wrong_password_is_a_login_failure_and_is_not_repeated() {
    let database = MariaDb::shared().database();
    let error = failure(&database.url.replace(":secret@", ":wr0ng@"));
    assert_eq!((error.class, error.code.as_deref()), (Class::Login, Some("1045")));
    assert!(!format!("{error:?}").contains("wr0ng"));
    assert!(!open(&database).server().address.contains("secret"));
}

#[test]
fn a_missing_server_database_or_name_is_unreachable() {
    let port = MariaDb::shared().port();
    assert_eq!(failure("mysql://u:p@127.0.0.1:1/x").class, Class::Unreachable);
    let missing = failure(&format!("mysql://sandshift:secret@127.0.0.1:{port}/not_there"));
    assert_eq!((missing.class, missing.code.as_deref()), (Class::Unreachable, Some("1049")));
    assert!(missing.advice.is_some());
    let unnamed = failure(&format!("mysql://sandshift:secret@127.0.0.1:{port}"));
    assert!(unnamed.message.contains("names no database"), "{unnamed}");
}

#[test]
fn both_schemes_and_the_server_say_what_answers() {
    let database = MariaDb::shared().database();
    let url = database.url.replace("mysql://", "mariadb://");
    let connection = connect(&Url::parse(&url).unwrap()).unwrap();
    assert!(connection.server().version.starts_with("MariaDB 1"), "{:?}", connection.server());
}

#[test]
fn a_session_says_when_a_transaction_is_open() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    assert!(!connection.in_transaction().unwrap());
    connection.execute("START TRANSACTION").unwrap();
    assert!(connection.in_transaction().unwrap());
    connection.execute("CREATE TABLE t (id INT)").unwrap();
    assert!(!connection.in_transaction().unwrap(), "a schema change commits");
}

#[test]
fn a_query_that_ends_early_leaves_the_connection_usable() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    let mut seen = 0;
    let mut one = |names: &[String], row: Vec<Value>| {
        assert_eq!((names[0].as_str(), row.len()), ("seq", 1));
        seen += 1;
        seen < 3
    };
    connection.query("SELECT seq FROM seq_1_to_100000", &mut one).unwrap();
    assert_eq!(seen, 3);
    assert_eq!(rows(connection.as_mut(), "SELECT 1"), [[Value::Int(1)]]);
}

#[test]
fn matched_rows_count_even_when_nothing_changes() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    connection.execute("CREATE TABLE t (id INT)").unwrap();
    assert_eq!(connection.execute("INSERT INTO t VALUES (1), (2)").unwrap(), 2);
    assert_eq!(connection.execute("UPDATE t SET id = id").unwrap(), 2);
    assert_eq!(connection.execute("DELETE FROM t").unwrap(), 2);
}

#[test]
fn what_would_be_cut_is_an_error() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    connection.execute("CREATE TABLE t (s VARCHAR(3), n TINYINT) ENGINE=MyISAM").unwrap();
    for sql in [
        "INSERT INTO t (s) VALUES ('long')",
        "INSERT INTO t (s) VALUES ('a'), ('long')",
        "INSERT INTO t (n) VALUES (300)",
        "INSERT INTO t (n) VALUES (1 / 0)",
        "INSERT INTO t (n) VALUES ('x')",
    ] {
        assert_eq!(connection.execute(sql).unwrap_err().class, Class::Statement, "{sql}");
    }
}

#[test]
fn a_file_of_this_machine_is_not_sent_to_the_server() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    connection.execute("CREATE TABLE t (line TEXT)").unwrap();
    assert!(connection.execute("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t").is_err());
    assert_eq!(rows(connection.as_mut(), "SELECT COUNT(*) FROM t"), [[Value::Int(0)]]);
}

#[test]
fn large_values_come_back_whole() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    let row = &rows(connection.as_mut(), "SELECT 1, REPEAT('x', 15000000), 2")[0];
    assert_eq!((&row[0], &row[2]), (&Value::Int(1), &Value::Int(2)));
    assert!(matches!(&row[1], Value::Text(text) if text.len() == 15_000_000));
}

#[test]
fn a_session_that_the_server_ended_is_unreachable() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    let session = rows(connection.as_mut(), "SELECT CONNECTION_ID()")[0][0].clone();
    let Value::Int(session) = session else { panic!("{session:?}") };
    open(&database).execute(&format!("KILL {session}")).unwrap();
    let error = connection.execute("SELECT 1").unwrap_err();
    assert_eq!(error.class, Class::Unreachable, "{error:?}");
    assert_eq!(connection.execute("SELECT 1").unwrap_err().class, Class::Unreachable);
}

#[test]
fn a_deadlock_may_be_tried_again_and_a_held_row_is_busy() {
    let database = MariaDb::shared().database();
    let (mut one, mut two) = (open(&database), open(&database));
    one.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT)").unwrap();
    one.execute("INSERT INTO t VALUES (1, 0), (2, 0)").unwrap();
    one.execute("START TRANSACTION").unwrap();
    one.execute("UPDATE t SET n = 1 WHERE id = 1").unwrap();
    two.execute("SET innodb_lock_wait_timeout = 1").unwrap();
    let busy = two.execute("UPDATE t SET n = 2 WHERE id = 1").unwrap_err();
    assert_eq!((busy.class, busy.code.as_deref()), (Class::Busy, Some("1205")));
    two.execute("SET innodb_lock_wait_timeout = 20").unwrap();
    two.execute("START TRANSACTION").unwrap();
    two.execute("UPDATE t SET n = 2 WHERE id = 2").unwrap();
    let other = std::thread::spawn(move || two.execute("UPDATE t SET n = 2 WHERE id = 1"));
    std::thread::sleep(std::time::Duration::from_millis(300));
    let mine = one.execute("UPDATE t SET n = 1 WHERE id = 2");
    one.execute("ROLLBACK").unwrap();
    let lost = [mine, other.join().unwrap()].into_iter().filter_map(Result::err);
    assert_eq!(lost.map(|error| error.class).collect::<Vec<_>>(), [Class::Retry]);
}
