//! The lock of a run.

use std::thread;
use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;

use crate::case::Case;

#[test]
fn the_second_runner_waits_and_is_told_who_holds_the_lock() {
    let case = Case::new();
    let other = case.connection.again().unwrap();
    let mut held = case.connection.lock(Duration::ZERO).unwrap();
    held.check().unwrap();

    let start = Instant::now();
    let busy = other.lock(Duration::from_millis(300)).unwrap_err();
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(busy.class, Class::Busy);
    let message = busy.message;
    assert!(message.contains(&case.database.name), "{message}");
    assert!(message.contains("process ") && message.contains("(sandshift, user "), "{message}");

    drop(held);
    other.lock(Duration::from_secs(2)).unwrap().check().unwrap();
}

#[test]
fn the_second_runner_goes_on_as_soon_as_the_first_lets_go() {
    let case = Case::new();
    let held = case.connection.lock(Duration::ZERO).unwrap();
    let waiting = case.connection.again().unwrap();
    let waiter = thread::spawn(move || waiting.lock(Duration::from_secs(20)).map(|_| ()));
    thread::sleep(Duration::from_millis(400));
    drop(held);
    waiter.join().unwrap().unwrap();
}

#[test]
fn two_databases_of_one_server_do_not_disturb_each_other() {
    let (one, two) = (Case::new(), Case::new());
    let _one = one.connection.lock(Duration::ZERO).unwrap();
    two.connection.lock(Duration::ZERO).unwrap();
}

#[test]
fn a_lost_lock_is_noticed() {
    let mut case = Case::new();
    let mut held = case.connection.lock(Duration::ZERO).unwrap();
    case.run(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    let lost = held.check().unwrap_err();
    assert_eq!(lost.class, Class::Unreachable);
    assert!(lost.message.starts_with("the lock of this run is lost"), "{lost}");
}

#[test]
fn an_index_is_built_concurrently_while_the_lock_is_held_and_wanted() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    let _held = case.connection.lock(Duration::ZERO).unwrap();
    let waiting = case.connection.again().unwrap();
    let waiter = thread::spawn(move || waiting.lock(Duration::from_secs(1)).map(|_| ()));
    case.run("CREATE INDEX CONCURRENTLY i ON t (a)");
    assert!(waiter.join().unwrap().is_err());
}
