//! Kills the program at a chosen moment.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::Duration;

use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use tempfile::TempDir;

use crate::frames::Wire;
use crate::preload::preload;
use crate::program::{command, said};
use crate::proxy::{Deed, Plan, Proxy, Side};
use crate::stage::server::Server;
use crate::workload::{Course, Workload};

/// A moment of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// Before or after a request to the server, counted from 1.
    Request(u32, Side),
    /// Before a write to a file, counted from 1.
    Write(u32),
    /// So long after the start.
    Time(Duration),
}

const SIGKILL: i32 = 9;

/// Runs the command of a workload and kills it; false when it ended well before.
pub(crate) fn is_killed(
    course: &Course,
    database: &TestDatabase,
    moment: Moment,
) -> Result<bool, String> {
    let workload = &course.workload;
    let output = match moment {
        Moment::Request(at, side) => {
            let victim = Victim::default();
            let killer = victim.clone();
            let deed = Deed::Kill(Box::new(move || killer.kill()));
            let proxy = proxy(course.server, Some(Plan { at, side, deed }));
            let url = through(&proxy, database);
            victim.start(&mut command(&workload.project(), &url, workload.command));
            victim.end()
        }
        Moment::Write(at) => at_write(workload, database, at),
        Moment::Time(time) => {
            let victim = Victim::default();
            victim.start(&mut command(&workload.project(), &database.url, workload.command));
            sleep(time);
            victim.kill();
            victim.end()
        }
    };
    match output.status.signal() == Some(SIGKILL) {
        true => Ok(true),
        false if output.status.success() => Ok(false),
        false => Err(format!("killed at {moment:?}: {}", said(&output))),
    }
}

/// How many boundaries an undisturbed run has: requests to its server, or writes to its file.
pub(crate) fn boundaries(course: &Course) -> u32 {
    if course.server == Server::Sqlite {
        let (workload, database) = (&course.workload, course.fresh());
        let folder = TempDir::new().unwrap();
        let count = folder.path().join("count");
        let mut command = command(&workload.project(), &database.url, workload.command);
        command.env("LD_PRELOAD", preload()).env("COUNT_WRITES_INTO", &count);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        return std::fs::read_to_string(count).unwrap().trim().parse().unwrap();
    }
    counted(course).0
}

/// The number of requests of an undisturbed run, and which of them are commits.
pub(crate) fn counted(course: &Course) -> (u32, Vec<u32>) {
    let (workload, database) = (&course.workload, course.fresh());
    let proxy = proxy(course.server, None);
    let url = through(&proxy, &database);
    let output = command(&workload.project(), &url, workload.command).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    (proxy.seen(), proxy.commits())
}

/// A proxy before the shared server of a kind.
pub(crate) fn proxy(server: Server, plan: Option<Plan>) -> Proxy {
    match server {
        Server::Sqlite => unreachable!("a file has no server"),
        Server::Postgres => Proxy::to(Postgres::shared().port(), Wire::Postgres, plan),
        Server::MariaDb => Proxy::to(MariaDb::shared().port(), Wire::MySql, plan),
    }
}

/// The URL of a database by way of a proxy.
pub(crate) fn through(proxy: &Proxy, database: &TestDatabase) -> String {
    let (before, rest) = database.url.split_once("@127.0.0.1:").unwrap();
    let (_, name) = rest.split_once('/').unwrap();
    format!("{before}@127.0.0.1:{}/{name}", proxy.port)
}

/// Runs a command that is killed before this write.
fn at_write(workload: &Workload, database: &TestDatabase, at: u32) -> Output {
    let mut command = command(&workload.project(), &database.url, workload.command);
    command.env("LD_PRELOAD", preload()).env("KILL_AT_WRITE", at.to_string());
    command.output().unwrap()
}

/// A process that somebody else may kill while it is waited for.
#[derive(Clone, Default)]
pub(crate) struct Victim(Arc<Mutex<Option<Child>>>);

impl Victim {
    /// Starts it; whoever wants to kill it waits until then.
    pub(crate) fn start(&self, command: &mut Command) {
        let mut child = self.child();
        *child = Some(command.spawn().unwrap());
    }

    /// Kills it and waits until it is dead.
    pub(crate) fn kill(&self) {
        let mut child = self.child();
        let child = child.as_mut().unwrap();
        // One that has ended by itself is not killed.
        let _ = child.kill();
        // It may go on for a moment, in which it must not see that its connections are cut.
        let _ = child.wait();
    }

    pub(crate) fn id(&self) -> u32 {
        self.child().as_ref().unwrap().id()
    }

    /// Waits for its end, without keeping it from being killed.
    pub(crate) fn end(&self) -> Output {
        loop {
            let mut child = self.child();
            if child.as_mut().unwrap().try_wait().unwrap().is_some() {
                return child.take().unwrap().wait_with_output().unwrap();
            }
            drop(child);
            sleep(Duration::from_millis(1));
        }
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.0.lock().unwrap()
    }
}
