//! Row work that meets locks of other sessions.

use std::thread;
use std::time::{Duration, Instant};

use sandshift::error::Coded;
use sandshift::report::event::Event;

use crate::project::{Scene, scenes};

const TABLE: &str = r#"fn up(db) {
    db.create_table("items", [column("id", integer()).primary_key(), column("n", integer()).not_null()]);
    let rows = [];
    for i in 1..=60 { rows.push(#{ id: i, n: 0 }); }
    db.insert("items", rows);
}"#;

fn transform(options: &str) -> String {
    format!(
        "fn up(db) {{ db.transform(\"items\", #{{ write: [\"n\"], batch: 4, lock_timeout_ms: 300, {options} }}, |row| #{{ n: row.n + 1 }}); }}"
    )
}

/// Waits until something holds, which has to be soon.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} takes too long");
        thread::sleep(Duration::from_millis(10));
    }
}

fn has_begun(scene: &Scene) -> bool {
    let events = scene.events.0.lock().unwrap();
    events.iter().any(|event| matches!(event, Event::Rows { rows, .. } if rows.report.read > 0))
}

#[test]
fn a_page_that_meets_a_lock_is_tried_again_until_the_lock_goes() {
    for scene in scenes() {
        let url = scene.database.url.clone();
        scene.rhai("aaaa", "", TABLE);
        scene.must_up();
        scene.events.0.lock().unwrap().clear();
        scene.rhai("bbbb", "aaaa", &transform("commit: \"batch\", target_ms: 0, pause_ms: 200"));
        thread::scope(|scope| {
            let run = scope.spawn(|| scene.must_up());
            until("the first page", || has_begun(&scene));
            // Another session changes a row that is still to come, and takes its time.
            let mut other = scene.connect();
            other.execute(if scene.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }).unwrap();
            other.execute("UPDATE items SET n = n + 100 WHERE id = 60").unwrap();
            let again = || scene.said().iter().any(|line| line.contains("has to be done again"));
            until("a page that meets the lock", again);
            assert!(!run.is_finished(), "{url}");
            other.execute("COMMIT").unwrap();
            run.join().unwrap();
        });
        assert_eq!(scene.one("SELECT n FROM items WHERE id = 60"), "[Int(101)]", "{url}");
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE n = 1"), "[Int(59)]", "{url}");
        let backfill = "SELECT rows_read, rows_changed, state FROM sandshift_backfills";
        assert_eq!(scene.one(backfill), "[Int(60), Int(60), Text(\"applied\")]", "{url}");
    }
}

#[test]
fn without_batches_the_migration_fails_in_time_and_nothing_stays() {
    // On SQLite a migration waits before it begins, for the one lock that there is.
    for scene in scenes().filter(|scene| !scene.is_sqlite()) {
        scene.rhai("aaaa", "", TABLE);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", &transform("commit: \"migration\""));
        let mut other = scene.connect();
        other.execute("BEGIN").unwrap();
        other.execute("UPDATE items SET n = n + 100 WHERE id = 60").unwrap();
        let begun = Instant::now();
        let failure = scene.failing_up();
        assert_eq!(failure.code(), "database::busy", "{}: {failure}", scene.database.url);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        other.execute("ROLLBACK").unwrap();
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE n = 0"), "[Int(60)]");
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE n = 1"), "[Int(60)]");
    }
}

#[test]
fn a_session_waits_as_long_as_before_when_the_work_is_done() {
    for scene in scenes() {
        let mut connection = scene.connect();
        let (question, limited) = match () {
            () if scene.is_sqlite() => ("PRAGMA busy_timeout", "[Int(1500)]"),
            () if scene.is_postgres() => ("SHOW lock_timeout", "[Text(\"1500ms\")]"),
            // Whole seconds.
            () => ("SELECT @@innodb_lock_wait_timeout, @@lock_wait_timeout", "[Int(2), Int(2)]"),
        };
        let mut ask = |act: &dyn Fn(&mut dyn sandshift::backend::connection::Connection)| {
            act(&mut *connection);
            let mut found = String::new();
            let mut take = |_: &[String], row: Vec<sandshift_model::value::Value>| {
                found = format!("{row:?}").replace("Uint", "Int");
                true
            };
            connection.query(question, &mut take).unwrap();
            found
        };
        let url = &scene.database.url;
        let before = ask(&|_| {});
        assert_ne!(before, limited, "{url}");
        let wait = Duration::from_millis(1_500);
        // Inside a transaction, and in those that come behind it.
        let begun = ask(&|one| {
            one.execute("BEGIN").unwrap();
            one.limit_lock_wait(wait).unwrap();
        });
        assert_eq!(begun, limited, "{url}");
        let next = ask(&|one| {
            one.execute("COMMIT").unwrap();
            one.execute("BEGIN").unwrap();
        });
        assert_eq!(next, limited, "{url}");
        assert_eq!(ask(&|one| one.restore_lock_wait().unwrap()), before, "{url}");
        let behind = ask(&|one| {
            one.execute("COMMIT").unwrap();
        });
        assert_eq!(behind, before, "{url}");
    }
}
