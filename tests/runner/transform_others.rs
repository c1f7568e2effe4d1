//! Transforms while other sessions write to the same table.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use crate::project::{Scene, scenes};

const ROWS: u32 = 6_000;

const TABLE: &str = r#"fn up(db) {
    db.create_table("items", [column("id", integer()).primary_key(), column("done", integer()).not_null(), column("others", integer()).not_null()]);
    let rows = [];
    for i in 1..=ROWS { rows.push(#{ id: i, done: 0, others: 0 }); if rows.len() == 500 { db.insert("items", rows); rows = []; } }
}"#;

/// Another session that counts up rows here and there until it is told to end; gives how often.
fn counts_up(scene: &Scene, ends: &AtomicBool) -> u32 {
    let mut connection = scene.connect();
    let (mut at, mut done) = (0_u32, 0);
    while !ends.load(Relaxed) {
        at = (at * 7 + 4_001) % ROWS + 1;
        let sql = format!("UPDATE items SET others = others + 1 WHERE id = {at}");
        // A server may choose this session as the victim of a deadlock.
        done += u32::from(connection.execute(&sql).is_ok());
    }
    done
}

#[test]
fn what_other_sessions_write_meanwhile_is_not_lost_and_each_row_is_done_once() {
    // SQLite lets one session write at a time.
    for scene in scenes().filter(|scene| !scene.database.url.starts_with("sqlite")) {
        scene.rhai("aaaa", "", &TABLE.replace("ROWS", &ROWS.to_string()));
        scene.must_up();
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            db.transform("items", #{ write: ["done"], batch: 250 }, |row| { let x = 0; while x < 30 { x += 1; } #{ done: row.done + 1 } });
        }"#);
        let (ends, counted) = (AtomicBool::new(false), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| counted.store(counts_up(&scene, &ends), Relaxed));
            thread::sleep(Duration::from_millis(100));
            scene.must_up();
            ends.store(true, Relaxed);
        });
        let counted = counted.load(Relaxed);
        assert!(counted > 50, "{counted} is too few to say anything");
        let url = &scene.database.url;
        assert_eq!(
            scene.one("SELECT count(*) FROM items WHERE done = 1"),
            format!("[Int({ROWS})]"),
            "{url}"
        );
        let others = scene.one("SELECT sum(others) FROM items");
        assert!(others.contains(&counted.to_string()), "{url}: {others}, not {counted}");
    }
}
