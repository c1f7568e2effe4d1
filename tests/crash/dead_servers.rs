//! The server is killed in the middle of a run: when it is back, the next run finishes.

use std::process::Output;
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

/// How many servers may be lost, because what they had written makes them crash: nothing can be said of a run on them.
const LOST: u32 = 2;

/// Kills a server and waits for it; the log of one that does not come back.
type Crash = Box<dyn Fn() -> Result<(), String>>;

/// A server of a test's own, which ends soon after it, and a database of it.
struct Own {
    database: TestDatabase,
    crash: Crash,
    _folder: TempDir,
}

impl Own {
    fn of(start: fn(&RunDirectory) -> (TestDatabase, Crash)) -> Self {
        let folder = TempDir::new().unwrap();
        let (database, crash) = start(&RunDirectory::new(folder.path(), Duration::from_secs(30)));
        Self { database, crash, _folder: folder }
    }
}

fn check(server: Server, start: fn(&RunDirectory) -> (TestDatabase, Crash)) {
    let course = Course::of(server, SMALL_UP);
    let mut draw = Draw(23);
    let mut own = Own::of(start);
    let (mut rounds, mut lost, mut failures) = (0, 0, 0);
    while rounds < CRASHES {
        let (output, is_back) = crash_within(&course, &own, &mut draw);
        if let Err(log) = is_back {
            lost += 1;
            assert!(lost <= LOST, "{server:?} was lost {lost} times, at last like this:\n{log}");
            own = Own::of(start);
            continue;
        }
        rounds += 1;
        failures += u32::from(!output.status.success());
        course.recovers(&own.database).unwrap_or_else(|error| {
            panic!("{server:?}, round {rounds}: {error}\nafter {}", said(&output));
        });
    }
    assert!(failures > 0, "no run met a dead server");
}

/// A run whose server is killed at some time of it; what the run said, and whether the server came back.
fn crash_within(course: &Course, own: &Own, draw: &mut Draw) -> (Output, Result<(), String>) {
    course.begin_again(&own.database);
    let run = Victim::default();
    let workload = course.workload;
    run.start(&mut command(&workload.project(), &own.database.url, workload.command));
    let whole = u64::try_from(course.took.as_micros()).unwrap();
    sleep(Duration::from_micros(whole / 8 + draw.below(whole)));
    let is_back = (own.crash)();
    (run.end(), is_back)
}

#[test]
fn a_run_is_finished_after_a_crash_of_the_server_on_postgres() {
    check(Server::Postgres, |run| {
        let server = Postgres::of(run);
        // The test servers keep nothing safe, because that takes time; a database in use does.
        server.administer(&format!("ALTER ROLE {USER} SET synchronous_commit = on")).unwrap();
        let crash = server.clone();
        let crash = move || {
            crash.crash();
            Ok(())
        };
        (server.database(), Box::new(crash))
    });
}

#[test]
fn a_run_is_finished_after_a_crash_of_the_server_on_mariadb() {
    check(Server::MariaDb, |run| {
        let server = MariaDb::of(run);
        let keep = |server: &MariaDb| {
            server.administer("SET GLOBAL innodb_flush_log_at_trx_commit = 1").unwrap();
        };
        keep(&server);
        let crash = server.clone();
        (server.database(), Box::new(move || crash.crash().map(|()| keep(&crash))))
    });
}
