//! `kill -9` at any moment: the next run finishes, nothing is lost and nothing doubled.
//!
//! Each revision is run once undisturbed, which tells how often it writes to the disk or to the
//! server. Then it is run again from the same state and killed just before some of these writes.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::books;
use crate::dice::Dice;
use crate::image::{self, Order};
use crate::rows;
use crate::stage::{Kind, Stage, revisions};
use crate::tool::{printed, sandshift};

const ROWS: usize = 12;
const SIGKILL: i32 = 9;

/// Kills each revision of the story several times in a row, and lets the next run finish it.
fn check(kind: Kind, kills: u64) {
    let [undisturbed, killed] = [Stage::new(kind), Stage::new(kind)];
    let mut dice = Dice::new(9);
    let mut hits = 0;
    for revision in revisions() {
        let writes = count_writes(&undisturbed, &revision);
        let sampled = (2..kills).map(|_| 1 + dice.below(writes));
        let mut moments: Vec<u64> = [1, writes].into_iter().chain(sampled).collect();
        moments.sort_unstable();
        hits += moments.iter().filter(|write| kill(&killed, &revision, **write)).count();
        let what = format!("{revision}, killed before the writes {moments:?}");
        printed(&mut sandshift(&killed.database, &["run", &revision]));
        compare(&what, &undisturbed, &killed);
        for stage in [&undisturbed, &killed] {
            rows::after(&mut *stage.connect(), &revision, ROWS);
        }
    }
    // The last write may come after the commit; a run after that has nothing to do and ends well.
    let least = revisions().len() * (usize::try_from(kills).unwrap() - 1);
    assert!(hits >= least, "{hits} kills, fewer than {least}");
}

/// Runs the revision to its end and tells how often it writes.
fn count_writes(stage: &Stage, revision: &str) -> u64 {
    let folder = TempDir::new().unwrap();
    let count = folder.path().join("writes");
    let mut command = sandshift(&stage.database, &["run", revision]);
    printed(command.env("LD_PRELOAD", preload()).env("WRITES_TO", &count));
    fs::read_to_string(count).unwrap().trim().parse().unwrap()
}

/// Starts the run and kills it before this write; false when it ended well before that.
fn kill(stage: &Stage, revision: &str, write: u64) -> bool {
    let mut command = sandshift(&stage.database, &["run", revision]);
    command.env("LD_PRELOAD", preload()).env("STOP_AT_WRITE", write.to_string());
    let status = command.output().unwrap().status;
    let is_killed = status.signal() == Some(SIGKILL);
    assert!(is_killed || status.success(), "{revision}, write {write}: {status}");
    is_killed
}

fn compare(what: &str, undisturbed: &Stage, killed: &Stage) {
    image::same(what, &undisturbed.image(Order::Counts), &killed.image(Order::Counts));
    let (mut left, mut right) = (undisturbed.connect(), killed.connect());
    assert_eq!(books::heads(&mut *left), books::heads(&mut *right), "{what}");
    let done = |runs: Vec<String>| -> Vec<String> {
        assert!(!runs.iter().any(|run| run.contains(" | running | ")), "{what}: {runs:#?}");
        runs.into_iter().filter(|run| run.contains(" | done | ")).collect()
    };
    assert_eq!(done(books::runs(&mut *left)), done(books::runs(&mut *right)), "{what}");
}

/// The library that ends a process before a write, compiled once for each test process.
fn preload() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/story/stop_at_write.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o"]);
        let output = compiler
            .arg(folder.path().join("stop_at_write.so"))
            .arg(source)
            .arg("-ldl")
            .output()
            .expect("a C compiler is there, because SQLite is compiled with it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    folder.path().join("stop_at_write.so")
}

#[test]
fn a_killed_run_is_finished_by_the_next_on_sqlite() {
    check(Kind::Sqlite, 5);
}

#[test]
fn a_killed_run_is_finished_by_the_next_on_postgres() {
    check(Kind::Postgres, 3);
}
