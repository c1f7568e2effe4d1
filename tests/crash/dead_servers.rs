//! The server is killed in the middle of a run: when it is back, the next run finishes.

use std::thread::sleep;
use std::time::Duration;

use sandshift_test_servers::{MariaDb, Postgres, RunDirectory, TestDatabase, USER};
use tempfile::TempDir;

use crate::draw::Draw;
use crate::kill::Victim;
use crate::program::{command, said};
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_UP};

/// How often the server is killed; it takes a second or two to come back.
const CRASHES: u32 = 8;

fn check(course: &Course, database: &TestDatabase, crash: impl Fn()) {
    let mut draw = Draw(23);
    let whole = u64::try_from(course.took.as_micros()).unwrap();
    let mut failures = 0;
    for round in 0..CRASHES {
        course.begin_again(database);
        let run = Victim::default();
        let workload = course.workload;
        run.start(&mut command(&workload.project(), &database.url, workload.command));
        let time = Duration::from_micros(whole / 8 + draw.below(whole));
        sleep(time);
        crash();
        let output = run.end();
        failures += u32::from(!output.status.success());
        course.recovers(database).unwrap_or_else(|error| {
            panic!("{:?}, round {round}: {error}\nafter {}", course.server, said(&output));
        });
    }
    assert!(failures > 0, "no run met a dead server");
}

/// A folder for servers of a test's own, which end soon after it.
fn own() -> (TempDir, RunDirectory) {
    let folder = TempDir::new().unwrap();
    let run = RunDirectory::new(folder.path(), Duration::from_secs(30));
    (folder, run)
}

#[test]
fn a_run_is_finished_after_a_crash_of_the_server_on_postgres() {
    let (_folder, run) = own();
    let server = Postgres::of(&run);
    // The test servers keep nothing safe, because that takes time; a database in use does.
    server.administer(&format!("ALTER ROLE {USER} SET synchronous_commit = on")).unwrap();
    let course = Course::of(Server::Postgres, SMALL_UP);
    check(&course, &server.database(), || server.crash());
}

#[test]
fn a_run_is_finished_after_a_crash_of_the_server_on_mariadb() {
    let (_folder, run) = own();
    let server = MariaDb::of(&run);
    let keep = || server.administer("SET GLOBAL innodb_flush_log_at_trx_commit = 1").unwrap();
    keep();
    let course = Course::of(Server::MariaDb, SMALL_UP);
    check(&course, &server.database(), || {
        server.crash();
        keep();
    });
}
