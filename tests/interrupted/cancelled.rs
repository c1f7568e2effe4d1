//! Ctrl-C and SIGTERM: once to stop in good order, twice to stop at once.

use std::time::{Duration, Instant};

use crate::place::{Ended, Place, Running};

const TABLE: &str = r#"
fn up(db) { db.create_table("log", [column("n", integer())]); }"#;

/// Far below what the work of these tests would take.
const SOON: Duration = Duration::from_secs(8);

/// How a run ends that gets this signal.
fn stopped(run: Running, signal: &str) -> Ended {
    let begun = Instant::now();
    run.signal(signal);
    let ended = run.end();
    assert!(begun.elapsed() < SOON, "after {:?}: {}", begun.elapsed(), ended.said);
    ended
}

fn assert_cancelled(ended: &Ended, state: &str) {
    assert!(ended.said.contains("error[run::cancelled]"), "{}", ended.said);
    assert!(ended.said.contains(state), "{}", ended.said);
    assert_eq!(ended.code, Some(130), "{}", ended.said);
}

#[test]
fn a_statement_that_waits_for_a_lock_is_ended_on_the_server() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let body = "fn up(db) { db.execute(\"INSERT INTO log (n) VALUES (1)\"); }";
        place.revision("bbbb", "down_revision = \"aaaa\"", body);
        let mut other = place.connect();
        let lock: &[&str] = match place.is_postgres() {
            true => &["BEGIN", "LOCK TABLE log IN ACCESS EXCLUSIVE MODE"],
            false => &["LOCK TABLES log WRITE"],
        };
        for sql in lock {
            other.execute(sql).unwrap();
        }
        let run = place.start(&["run"]);
        place.await_statement("INSERT INTO log", true);
        let ended = stopped(run, "INT");
        assert_cancelled(&ended, "was rolled back, nothing of it is left");
        place.await_statement("INSERT INTO log", false);
        drop(other);
        assert_eq!(place.values("SELECT revision FROM sandshift_heads"), ["[Text(\"aaaa\")]"]);
        assert_eq!(place.values("SELECT n FROM log"), [""; 0]);
        place.must(&["run"]);
        assert_eq!(place.values("SELECT n FROM log"), ["[Int(1)]"]);
    }
}

#[test]
fn a_schema_change_that_waits_for_a_lock_is_ended_on_the_server() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let body = "fn up(db) { db.add_column(\"log\", column(\"m\", integer())); }";
        place.revision("bbbb", "down_revision = \"aaaa\"", body);
        let mut other = place.connect();
        other.execute(if place.is_postgres() { "BEGIN" } else { "START TRANSACTION" }).unwrap();
        other.query("SELECT n FROM log", &mut |_, _| true).unwrap();
        let run = place.start(&["run"]);
        place.await_statement("ALTER TABLE", true);
        let ended = stopped(run, "TERM");
        assert_cancelled(&ended, "nothing of it is left");
        place.await_statement("ALTER TABLE", false);
        drop(other);
        place.must(&["run"]);
        assert_eq!(place.values("SELECT m FROM log"), [""; 0]);
    }
}

#[test]
fn a_long_statement_in_the_server_is_ended() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let body = format!("fn up(db) {{ db.execute(\"{}\"); }}", place.sleep(300.0));
        place.revision("bbbb", "down_revision = \"aaaa\"", &body);
        let run = place.start(&["run"]);
        place.await_sleep();
        assert_cancelled(&stopped(run, "INT"), "nothing of it is left");
    }
}

/// Runs this on SQLite, where nobody sees from outside how far it is, and stops it.
fn stopped_on_sqlite(body: &str) -> Ended {
    let place = Place::everywhere().remove(0);
    place.revision("aaaa", "", TABLE);
    place.must(&["run"]);
    place.revision("bbbb", "down_revision = \"aaaa\"", body);
    let run = place.start(&["run"]);
    std::thread::sleep(Duration::from_secs(1));
    let ended = stopped(run, "INT");
    assert_eq!(place.values("SELECT n FROM log"), [""; 0]);
    assert_eq!(place.values("SELECT revision FROM sandshift_heads"), ["[Text(\"aaaa\")]"]);
    ended
}

#[test]
fn a_long_statement_of_sqlite_is_ended() {
    let ended = stopped_on_sqlite(
        "fn up(db) { db.execute(\"INSERT INTO log (n) VALUES (1)\"); db.execute(\"INSERT INTO log (n) \
         WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000000000) \
         SELECT max(i) FROM c\"); }",
    );
    assert_cancelled(&ended, "was rolled back, nothing of it is left");
}

#[test]
fn an_endless_script_is_ended() {
    let ended = stopped_on_sqlite(
        "fn up(db) { db.execute(\"INSERT INTO log (n) VALUES (1)\"); let n = 0; loop { n += 1; if n > 1000 { n = 0; } } }",
    );
    assert_cancelled(&ended, "was rolled back, nothing of it is left");
}

#[test]
fn an_endless_row_function_is_ended() {
    let ended = stopped_on_sqlite(
        "fn up(db) { db.create_table(\"t\", [column(\"id\", integer()).primary_key(), column(\"n\", integer())]); \
         db.insert(\"t\", [#{ id: 1, n: 1 }, #{ id: 2, n: 2 }]); \
         db.transform(\"t\", #{ write: [\"n\"] }, |row| { let n = 0; while n < 10 { n += 1; if n > 5 { n = 0; } } #{ n: n } }); }",
    );
    assert_cancelled(&ended, "was rolled back, nothing of it is left");
}

const ROWS: u32 = 3_000;

/// A table with many rows, and a transform over it that commits.
fn counters(place: &Place, batch: &str) {
    let rows = format!(
        "fn up(db) {{\n    db.create_table(\"counters\", [column(\"id\", integer()).primary_key(), \
         column(\"n\", integer()).not_null()]);\n    let rows = [];\n    for i in 1..={ROWS} {{ \
         rows.push(#{{ id: i, n: 0 }}); if rows.len() == 500 {{ db.insert(\"counters\", rows); rows = []; }} }}\n}}"
    );
    place.revision("aaaa", "", &rows);
    place.must(&["run"]);
    let body = format!(
        "fn up(db) {{ db.transform(\"counters\", #{{ write: [\"n\"], commit: \"batch\", {batch} }}, \
         |row| #{{ n: row.n + 1 }}); }}"
    );
    place.revision("bbbb", "down_revision = \"aaaa\"", &body);
}

fn rows_done(place: &Place) -> Vec<String> {
    place.values("SELECT count(*) FROM counters WHERE n = 1")
}

#[test]
fn a_transform_that_commits_ends_its_batch_and_goes_on_behind_it() {
    for place in Place::everywhere() {
        counters(&place, "batch: 50, target_ms: 0, pause_ms: 30");
        let run = place.start(&["run"]);
        // The table of checkpoints is made with the first one.
        let begun = Instant::now();
        while rows_done(&place) == ["[Int(0)]"] {
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", place.database.url);
            std::thread::sleep(Duration::from_millis(10));
        }
        let ended = stopped(run, "TERM");
        assert_cancelled(&ended, "stopped, and the batches that were committed stay");
        let done = rows_done(&place);
        assert_eq!(done, place.values("SELECT rows_read FROM sandshift_backfills"));
        assert_ne!(done, [format!("[Int({ROWS})]")]);
        place.must(&["run"]);
        assert_eq!(rows_done(&place), [format!("[Int({ROWS})]")], "{}", place.database.url);
    }
}

/// A transform whose first batch waits for another session, which holds the rows until it is dropped.
fn waiting_batch(place: &Place) -> (Running, Box<dyn sandshift::backend::connection::Connection>) {
    counters(place, "batch: 50, target_ms: 0");
    let mut other = place.connect();
    other.execute(if place.is_postgres() { "BEGIN" } else { "START TRANSACTION" }).unwrap();
    other.execute("UPDATE counters SET n = n WHERE id > 0").unwrap();
    let run = place.start(&["run"]);
    place.await_wait_for_rows();
    (run, other)
}

#[test]
fn a_second_signal_ends_the_process_at_once_and_the_next_run_recovers() {
    for place in Place::servers() {
        let (run, other) = waiting_batch(&place);
        run.signal("INT");
        std::thread::sleep(Duration::from_millis(500));
        let begun = Instant::now();
        run.signal("INT");
        let ended = run.end();
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}: {}", begun.elapsed(), ended.said);
        assert_eq!(ended.code, Some(130), "{}", ended.said);
        assert!(ended.said.contains("stopped at once"), "{}", ended.said);
        drop(other);
        place.must(&["run"]);
        assert_eq!(rows_done(&place), [format!("[Int({ROWS})]")], "{}", place.database.url);
    }
}

#[test]
fn a_batch_that_does_not_come_to_its_end_is_undone() {
    for place in Place::servers() {
        let (run, other) = waiting_batch(&place);
        run.signal("INT");
        let ended = run.end();
        assert_cancelled(&ended, "nothing of it is left");
        drop(other);
        place.must(&["run"]);
        assert_eq!(rows_done(&place), [format!("[Int({ROWS})]")], "{}", place.database.url);
    }
}

#[test]
fn a_run_that_waits_for_another_one_stops_waiting() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        place.revision("bbbb", "down_revision = \"aaaa\"", "fn up(db) { }");
        let _lock = place.connect().lock(Duration::ZERO).unwrap();
        let run = place.start(&["run"]);
        std::thread::sleep(Duration::from_secs(1));
        assert_cancelled(&stopped(run, "INT"), "");
    }
}
