//! A runner is stopped in the middle, another one comes, and the first one goes on: each revision runs once.

use std::fs;
use std::process::{Command, Output};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::draw::Draw;
use crate::kill::{self, Victim, proxy, through};
use crate::preload::preload;
use crate::program::{command, said};
use crate::proxy::{Deed, Plan, Side};
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_UP};

const ROUNDS: u32 = 20;

/// How long the first runner is stopped once the second one has started.
const PAUSE: Duration = Duration::from_millis(300);

fn check(server: Server) {
    let course = Course::of(server, SMALL_UP);
    let count = kill::boundaries(&course);
    let database = course.fresh();
    let mut draw = Draw(17);
    for _ in 0..ROUNDS {
        course.begin_again(&database);
        let at = 1 + u32::try_from(draw.below(count.into())).unwrap();
        let first = Victim::default();
        let project = course.workload.project();
        let outputs = match server {
            Server::Sqlite => {
                let mut stopped = command(&project, &database.url, course.workload.command);
                stopped.env("LD_PRELOAD", preload()).env("KILL_AT_WRITE", at.to_string());
                stopped.env("AT_WRITE_SIGNAL", (Signal::SIGSTOP as i32).to_string());
                let second = command(&project, &database.url, course.workload.command);
                both(&first, &mut stopped, second)
            }
            Server::Postgres | Server::MariaDb => {
                let stopping = first.clone();
                let stop = move || signal(stopping.id(), Signal::SIGSTOP);
                let deed = Deed::Beside(Box::new(stop));
                let proxy = proxy(server, Some(Plan { at, side: Side::Before, deed }));
                let url = through(&proxy, &database);
                let mut stopped = command(&project, &url, course.workload.command);
                let second = command(&project, &database.url, course.workload.command);
                both(&first, &mut stopped, second)
            }
        };
        for output in &outputs {
            assert!(output.status.success(), "{server:?}, stopped at {at}: {}", said(output));
        }
        course.has_ended(&database).unwrap_or_else(|lines| {
            let [first, second] = outputs.each_ref().map(said);
            panic!("{server:?}, stopped at {at}: {lines}\n{first}\n{second}")
        });
    }
}

/// Starts the first, waits until it is stopped, starts the second, and lets the first go on.
fn both(victim: &Victim, first: &mut Command, mut second: Command) -> [Output; 2] {
    victim.start(first);
    let id = victim.id();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_stopped(id) {
        assert!(Instant::now() < deadline, "it is not stopped");
        sleep(Duration::from_millis(1));
    }
    thread::scope(|scope| {
        let second = scope.spawn(move || second.output().unwrap());
        sleep(PAUSE);
        signal(id, Signal::SIGCONT);
        [victim.end(), second.join().unwrap()]
    })
}

/// Whether a process is stopped, or has ended.
fn is_stopped(id: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { return true };
    let state = stat.rsplit(')').next().unwrap().trim_start();
    state.starts_with(['T', 'Z'])
}

fn signal(id: u32, signal: Signal) {
    // One that has ended already cannot be stopped, nor go on.
    let _ = kill(Pid::from_raw(id.try_into().unwrap()), signal);
}

#[test]
fn a_stopped_runner_and_another_one_do_everything_once_on_sqlite() {
    check(Server::Sqlite);
}

#[test]
fn a_stopped_runner_and_another_one_do_everything_once_on_postgres() {
    check(Server::Postgres);
}

#[test]
fn a_stopped_runner_and_another_one_do_everything_once_on_mariadb() {
    check(Server::MariaDb);
}
