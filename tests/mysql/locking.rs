//! One runner at a time.

use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;
use sandshift_test_servers::MariaDb;

use crate::house::{open, rows};

#[test]
fn the_second_runner_waits_and_learns_who_holds_the_lock() {
    let database = MariaDb::shared().database();
    let (first, second) = (open(&database), open(&database));
    let mut held = first.lock(Duration::ZERO).unwrap();
    held.check().unwrap();
    let began = Instant::now();
    let error = second.lock(Duration::from_millis(1500)).unwrap_err();
    assert!(began.elapsed() >= Duration::from_millis(1400), "{:?}", began.elapsed());
    assert_eq!(error.class, Class::Busy);
    assert!(error.message.contains("of `sandshift`"), "{error}");
    drop(held);
    second.lock(Duration::ZERO).unwrap().check().unwrap();
}

#[test]
fn locks_of_two_databases_do_not_meet() {
    let (one, two) = (MariaDb::shared().database(), MariaDb::shared().database());
    let _held = open(&one).lock(Duration::ZERO).unwrap();
    let _other = open(&two).lock(Duration::ZERO).unwrap();
}

#[test]
fn a_lock_survives_schema_changes_and_dies_with_its_session() {
    let database = MariaDb::shared().database();
    let mut connection = open(&database);
    let mut held = connection.lock(Duration::ZERO).unwrap();
    connection.execute("CREATE TABLE t (id INT)").unwrap();
    held.check().unwrap();
    let sql = format!("SELECT IS_USED_LOCK('sandshift:{}')", database.name);
    let session = match rows(connection.as_mut(), &sql)[0][0] {
        sandshift_model::value::Value::Int(session) => session,
        ref other => panic!("{other:?}"),
    };
    connection.execute(&format!("KILL {session}")).unwrap();
    assert!(held.check().is_err());
}
