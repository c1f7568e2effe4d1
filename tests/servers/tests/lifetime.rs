//! Proof that processes share one server, and that it ends when it should and is replaced when it died.

#![allow(clippy::unwrap_used)] // Helpers of tests fail like tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread::sleep,
    time::{Duration, Instant},
};

use sandshift_test_servers::{MariaDb, Postgres, RunDirectory, Stopped};

/// Does in a process of its own what a test process does with the servers of a run directory.
fn call(verb: &str, run: &Path, idle_seconds: u32) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift-test-servers"));
    let output = command.arg(verb).arg(run).arg(idle_seconds.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The place and the process of a running server, as its files tell.
#[derive(Debug, PartialEq, Eq)]
struct Running {
    directory: PathBuf,
    process_id: String,
}

impl Running {
    fn in_run(run: &Path, kind: &str) -> Self {
        let note = fs::read_to_string(run.join(kind)).unwrap();
        let directory = PathBuf::from(note.lines().next().unwrap());
        let process_id =
            fs::read_to_string(directory.join("server.pid")).unwrap().trim().to_owned();
        Self { directory, process_id }
    }

    fn both_in_run(run: &Path) -> [Self; 2] {
        ["postgres", "mariadb"].map(|kind| Self::in_run(run, kind))
    }

    fn supervisor_id(&self) -> String {
        let output =
            Command::new("ps").args(["-o", "ppid=", "-p", &self.process_id]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A process that ended but whose parent did not notice counts as ended.
    fn has_ended(&self) -> bool {
        let output =
            Command::new("ps").args(["-o", "stat=", "-p", &self.process_id]).output().unwrap();
        let state = String::from_utf8(output.stdout).unwrap();
        state.is_empty() || state.starts_with('Z')
    }

    fn is_gone(&self) -> bool {
        self.has_ended() && !self.directory.exists()
    }
}

#[track_caller]
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "not within half a minute: {what}");
        sleep(Duration::from_millis(50));
    }
}

fn kill(process_id: &str) {
    assert!(Command::new("kill").args(["-KILL", process_id]).status().unwrap().success());
}

#[test]
fn two_processes_share_one_server() {
    let (postgres, mariadb) = (Postgres::shared(), MariaDb::shared());
    let output =
        Command::new(env!("CARGO_BIN_EXE_sandshift-test-servers")).arg("start").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, format!("{}\n{}\n", postgres.url("postgres"), mariadb.url("")));
}

#[test]
fn server_in_use_is_not_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let run = RunDirectory::new(folder.path(), Duration::from_secs(3));
    let server = Postgres::of(&run);
    assert_eq!(run.stop(), Stopped::InUse);
    call("stop", folder.path(), 3);
    assert_eq!(server.administer("SELECT 1").unwrap(), "1\n");
}

#[test]
fn used_server_outlives_the_idle_time_and_then_ends() {
    let folder = tempfile::tempdir().unwrap();
    let run = RunDirectory::new(folder.path(), Duration::from_secs(3));
    let used = Postgres::of(&run);
    call("start", folder.path(), 3);
    let mariadb = Running::in_run(folder.path(), "mariadb");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !mariadb.is_gone() {
        assert!(Instant::now() < deadline, "MariaDB is idle and does not end");
        sleep(Duration::from_millis(100));
    }
    assert_eq!(used.administer("SELECT 1").unwrap(), "1\n");
}

#[test]
fn stop_ends_the_servers_and_removes_their_files() {
    let folder = tempfile::tempdir().unwrap();
    call("start", folder.path(), 60);
    let servers = Running::both_in_run(folder.path());
    call("stop", folder.path(), 60);
    assert!(servers.iter().all(Running::is_gone), "{servers:?}");
    call("stop", folder.path(), 60);
}

#[test]
fn killed_server_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    call("start", folder.path(), 60);
    let before = Running::both_in_run(folder.path());
    before.iter().for_each(|server| kill(&server.process_id));
    // A killed process, and the children that it leaves, may take a moment to die.
    sleep(Duration::from_millis(300));
    eventually("the killed servers end", || before.iter().all(Running::has_ended));
    call("start", folder.path(), 60);
    eventually("the killed servers are gone", || before.iter().all(Running::is_gone));
    assert_ne!(before, Running::both_in_run(folder.path()));
    call("stop", folder.path(), 60);
}

#[test]
fn server_without_its_supervisor_is_killed_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    call("start", folder.path(), 60);
    let before = Running::both_in_run(folder.path());
    before.iter().for_each(|server| kill(&server.supervisor_id()));
    // A killed process may take a moment to die.
    sleep(Duration::from_millis(300));
    call("start", folder.path(), 60);
    eventually("the old servers are gone", || before.iter().all(Running::is_gone));
    assert_ne!(before, Running::both_in_run(folder.path()));
    call("stop", folder.path(), 60);
}
