//! The disk is full in the middle of a run: with room again, the next one finishes.

use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use sandshift_test_servers::{MariaDb, Postgres, RunDirectory, TestDatabase};
use tempfile::TempDir;

use crate::frames::Wire;
use crate::kill::{Victim, counted, through};
use crate::preload::{LIBRARY, compiled};
use crate::program::{command, said};
use crate::proxy::{Deed, Plan, Proxy, Side};
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_DOWN, SMALL_UP, Workload};

/// The exit code of a run that met a full disk.
const STORAGE: i32 = 14;

/// The exit code of a run whose server is gone.
const UNREACHABLE: i32 = 12;

/// At how many requests of a run the disk of its server becomes full.
const MOMENTS: u32 = 25;

/// How long a server may wait for room. MariaDB waits in some places until there is some.
const PATIENCE: Duration = Duration::from_secs(2);

/// From one limit on the size of a file to the next, in blocks of 512 bytes: a bit less than a page.
const STEP: usize = 7;

fn check_file(workload: Workload) {
    let course = Course::of(Server::Sqlite, workload);
    let database = course.fresh();
    let mut failures = 0;
    for blocks in (1..).step_by(STEP) {
        course.begin_again(&database);
        let whole = command(&workload.project(), &database.url, workload.command);
        // Writing more than the limit fails, as on a disk that fills up, once nobody is killed for it.
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        limited.arg(whole.get_program()).args(whole.get_args()).env_remove("DATABASE_URL");
        let output = limited.output().unwrap();
        if output.status.success() {
            course.has_ended(&database).unwrap();
            break;
        }
        failures += 1;
        assert_eq!(output.status.code(), Some(STORAGE), "{blocks} blocks: {}", said(&output));
        course.recovers(&database).unwrap_or_else(|error| {
            panic!("{blocks} blocks: {error}\nafter {}", said(&output));
        });
    }
    assert!(failures > 5, "the disk was full {failures} times");
}

/// A server whose disk can be filled and freed.
struct Place {
    server: Server,
    wire: Wire,
    port: u16,
    fill: Arc<dyn Fn() + Send + Sync>,
    free: Box<dyn Fn() + Send + Sync>,
    database: TestDatabase,
    _folders: [TempDir; 2],
}

impl Place {
    fn of<S: Clone + Send + Sync + 'static>(
        (server, wire): (Server, Wire),
        start: fn(&RunDirectory) -> S,
        port: fn(&S) -> u16,
        [fill, free]: [fn(&S); 2],
        database: fn(&S) -> TestDatabase,
    ) -> Self {
        let (run, folders) = own();
        let own = start(&run);
        let (port, database) = (port(&own), database(&own));
        let freed = own.clone();
        Self {
            server,
            wire,
            port,
            fill: Arc::new(move || fill(&own)),
            free: Box::new(move || free(&freed)),
            database,
            _folders: folders,
        }
    }

    fn postgres() -> Self {
        let disk = [Postgres::fill_disk, Postgres::free_disk];
        let kind = (Server::Postgres, Wire::Postgres);
        Self::of(kind, Postgres::of, Postgres::port, disk, Postgres::database)
    }

    fn mariadb() -> Self {
        let disk = [MariaDb::fill_disk, MariaDb::free_disk];
        let kind = (Server::MariaDb, Wire::MySql);
        Self::of(kind, MariaDb::of, MariaDb::port, disk, MariaDb::database)
    }

    /// Runs a command during which the disk is full from this request on, until it ends or waits for room.
    fn starved(&self, course: &Course, at: u32) -> Output {
        let fill = Arc::clone(&self.fill);
        let deed = Deed::Beside(Box::new(move || fill()));
        let proxy = Proxy::to(self.port, self.wire, Some(Plan { at, side: Side::Before, deed }));
        let url = through(&proxy, &self.database);
        let (ended, end) = mpsc::channel();
        let victim = Victim::default();
        victim.start(&mut command(&course.workload.project(), &url, course.workload.command));
        thread::scope(|scope| {
            scope.spawn(move || {
                // Whoever waits for the end knows of it by the sender that is gone. The disk may become full later.
                while end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    (self.free)();
                }
                (self.free)();
            });
            let output = victim.end();
            drop::<mpsc::Sender<()>>(ended);
            output
        })
    }
}

/// A folder for servers of a test's own, whose disk becomes full when they are told so.
fn own() -> (RunDirectory, [TempDir; 2]) {
    let (folder, library) = (TempDir::new().unwrap(), compiled("tests/crash/full_disk.c"));
    let run = RunDirectory::new(folder.path(), Duration::from_secs(30));
    (run.preloading(&library.path().join(LIBRARY)), [folder, library])
}

fn check_server(place: &Place, workload: Workload) {
    let course = Course::of(place.server, workload);
    let database = &place.database;
    let (count, _) = counted(&course);
    let mut failures = 0;
    for at in (1..=count).step_by((count / MOMENTS).max(1) as usize) {
        course.begin_again(database);
        let output = place.starved(&course, at);
        if output.status.success() {
            course.has_ended(database).unwrap();
            continue;
        }
        failures += u32::from(output.status.code() == Some(STORAGE));
        // A server that cannot write its log any more ends, which is another failure.
        let codes = [STORAGE, UNREACHABLE].map(Some);
        assert!(codes.contains(&output.status.code()), "request {at}: {}", said(&output));
        course.recovers(database).unwrap_or_else(|error| {
            panic!("{:?}, request {at}: {error}\nafter {}", course.server, said(&output));
        });
    }
    assert!(failures > 5, "{:?}: the disk was full {failures} times", course.server);
}

#[test]
fn a_run_on_a_full_disk_is_finished_when_there_is_room_on_sqlite() {
    check_file(SMALL_UP);
}

#[test]
fn a_rollback_on_a_full_disk_is_finished_when_there_is_room_on_sqlite() {
    check_file(SMALL_DOWN);
}

#[test]
fn a_run_on_a_full_disk_is_finished_when_there_is_room_on_postgres() {
    check_server(&Place::postgres(), SMALL_UP);
}

#[test]
fn a_rollback_on_a_full_disk_is_finished_when_there_is_room_on_postgres() {
    check_server(&Place::postgres(), SMALL_DOWN);
}

#[test]
fn a_run_on_a_full_disk_is_finished_when_there_is_room_on_mariadb() {
    check_server(&Place::mariadb(), SMALL_UP);
}

#[test]
fn a_rollback_on_a_full_disk_is_finished_when_there_is_room_on_mariadb() {
    check_server(&Place::mariadb(), SMALL_DOWN);
}
