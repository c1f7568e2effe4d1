//! Starts or stops the test servers by hand; `make test` stops them this way at its end.
//!
//! A folder and a number of seconds give a run directory of its own, which the tests of this package use.

#![allow(clippy::print_stderr)] // A tool for people at a terminal.

use std::{path::Path, process::ExitCode, time::Duration};

use sandshift_test_servers::{MariaDb, Postgres, RunDirectory, Stopped};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (verb, run) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [verb] => (verb, Some(RunDirectory::shared())),
        [verb, folder, seconds] => {
            let idle = seconds.parse().ok().map(Duration::from_secs);
            (verb, idle.map(|idle| RunDirectory::new(Path::new(folder), idle)))
        }
        _ => ("", None),
    };
    match (verb, run) {
        ("start", Some(run)) => {
            eprintln!("{}", Postgres::of(&run).url("postgres"));
            eprintln!("{}", MariaDb::of(&run).url(""));
        }
        ("stop", Some(run)) => match run.stop() {
            Stopped::All => {}
            Stopped::InUse => {
                eprintln!("the test servers are in use by another run and end when they are idle")
            }
        },
        _ => {
            eprintln!("usage: sandshift-test-servers start|stop [FOLDER IDLE-SECONDS]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
