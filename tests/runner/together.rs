//! Case 29: two runners at the same time.

use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use sandshift::report::event::Event;

use crate::project::{Scene, scenes};

/// Rounds of one race; each begins with an empty database.
const ROUNDS: usize = 20;

fn three_revisions(scene: &Scene) {
    scene.sql("aaaa", "", "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY);\nINSERT INTO one VALUES (1);\n-- +down\nDROP TABLE one;");
    scene.rhai("bbbb", "aaaa", "fn up(db) { db.add_column(\"one\", column(\"n\", integer())); db.execute(\"UPDATE one SET n = 0\"); }\nfn down(db) { db.drop_column(\"one\", \"n\"); }");
    scene.sql(
        "cccc",
        "bbbb",
        "-- +up\nUPDATE one SET n = n + 1;\n-- +down\nUPDATE one SET n = n - 1;",
    );
}

fn both(scene: &Scene, act: impl Fn(&Scene) + Sync) {
    let barrier = Barrier::new(2);
    thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                barrier.wait();
                act(scene);
            });
        }
    });
}

#[test]
fn case_29_two_runners_at_once_run_each_revision_once() {
    for scene in scenes() {
        three_revisions(&scene);
        for round in 1..=ROUNDS {
            both(&scene, |scene| assert_eq!(scene.must_up().heads, ["cccc"]));
            assert_eq!(scene.one("SELECT n FROM one"), "[Int(1)]", "{}", scene.database.url);
            let runs = "SELECT count(*) FROM sandshift_journal WHERE outcome = 'done' AND direction = 'up'";
            assert_eq!(scene.one(runs), format!("[Int({})]", 3 * round));
            scene.must_down("base");
        }
    }
}

#[test]
fn case_29_two_runners_going_down_at_once_undo_each_revision_once() {
    for scene in scenes() {
        three_revisions(&scene);
        scene.must_up();
        both(&scene, |scene| assert!(scene.must_down("base").heads.is_empty()));
        let runs =
            "SELECT count(*) FROM sandshift_journal WHERE outcome = 'done' AND direction = 'down'";
        assert_eq!(scene.one(runs), "[Int(3)]");
        assert!(!scene.has("one"));
    }
}

/// The command itself, at work on the scene.
fn process(scene: &Scene) -> Child {
    let settings = scene.migrations().with_file_name("sandshift.toml");
    if !settings.exists() {
        std::fs::write(&settings, "").unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_sandshift"))
        .arg("-C")
        .arg(settings.parent().unwrap())
        .args(["--url", &scene.database.url, "run"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn case_29_two_processes_at_once_both_end_well() {
    for scene in scenes() {
        three_revisions(&scene);
        for round in 1..=ROUNDS {
            let runners = [process(&scene), process(&scene)];
            for output in runners.map(|runner| runner.wait_with_output().unwrap()) {
                let talk = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{}: {talk}", scene.database.url);
            }
            assert_eq!(scene.one("SELECT n FROM one"), "[Int(1)]", "{}", scene.database.url);
            let runs = "SELECT count(*) FROM sandshift_journal WHERE outcome = 'done' AND direction = 'up'";
            assert_eq!(scene.one(runs), format!("[Int({})]", 3 * round));
            scene.must_down("base");
        }
    }
}

#[test]
fn a_runner_that_waits_for_another_says_so() {
    for scene in scenes().filter(|scene| !scene.is_sqlite()) {
        three_revisions(&scene);
        let held = scene.connect().lock(Duration::ZERO).unwrap();
        thread::scope(|threads| {
            let waiting = threads.spawn(|| scene.must_up());
            while !scene.events.0.lock().unwrap().iter().any(is_waiting) {
                assert!(!waiting.is_finished(), "{}: ran beside the lock", scene.database.url);
                thread::sleep(Duration::from_millis(10));
            }
            drop(held);
            assert_eq!(waiting.join().unwrap().heads, ["cccc"]);
        });
    }
}

fn is_waiting(event: &Event) -> bool {
    matches!(event, Event::WaitingForLock)
}
