//! The disk is full in the middle of a run: with room again, the next one finishes.

use std::process::Command;

use crate::program::{command, said};
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_DOWN, SMALL_UP, Workload};

/// From one limit on the size of a file to the next, in blocks of 512 bytes: a bit less than a page.
const STEP: usize = 7;

fn check(workload: Workload) {
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
        assert_eq!(output.status.code(), Some(14), "{blocks} blocks: {}", said(&output));
        course.recovers(&database).unwrap_or_else(|error| {
            panic!("{blocks} blocks: {error}\nafter {}", said(&output));
        });
    }
    assert!(failures > 5, "the disk was full {failures} times");
}

#[test]
fn a_run_on_a_full_disk_is_finished_when_there_is_room() {
    check(SMALL_UP);
}

#[test]
fn a_rollback_on_a_full_disk_is_finished_when_there_is_room() {
    check(SMALL_DOWN);
}
