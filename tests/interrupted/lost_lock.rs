//! A runner whose lock is gone commits nothing more, whether somebody else has taken it or not.

use crate::place::Place;

/// A table without any key, so that what is done twice shows.
const TABLE: &str = r#"
fn up(db) { db.create_table("log", [column("n", integer())]); }"#;

/// Two rows with a long statement between them.
fn slow(place: &Place, seconds: f32) -> String {
    let sleep = place.sleep(seconds);
    format!(
        "fn up(db) {{\n    db.execute(\"INSERT INTO log (n) VALUES (1)\");\n    \
         db.execute(\"{sleep}\");\n    db.execute(\"INSERT INTO log (n) VALUES (2)\");\n}}"
    )
}

#[test]
fn a_run_whose_lock_is_lost_fails_before_it_commits() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        place.revision("bbbb", "down_revision = \"aaaa\"", &slow(&place, 1.0));
        let run = place.start(&["run"]);
        place.await_sleep();
        place.end_session_of_lock();
        let ended = run.end();
        assert!(ended.said.contains("error[lock::lost]"), "{}", ended.said);
        assert_eq!(ended.code, Some(18), "{}", ended.said);
        assert_eq!(place.values("SELECT n FROM log"), [""; 0], "{}", place.database.url);
        assert_eq!(place.values("SELECT revision FROM sandshift_heads"), ["[Text(\"aaaa\")]"]);
        place.must(&["run"]);
        assert_eq!(place.values("SELECT n FROM log ORDER BY n"), ["[Int(1)]", "[Int(2)]"]);
    }
}

const DONE: &str = "SELECT n FROM log ORDER BY n";

/// Stops the program in the middle of the revision, lets another one take over, and lets it go on.
fn overtaken(place: &Place) {
    let url = &place.database.url;
    let first = place.start(&["run"]);
    place.await_sleep();
    first.signal("STOP");
    place.end_session_of_lock();
    place.must(&["run"]);
    assert_eq!(place.values(DONE), ["[Int(1)]", "[Int(2)]"], "{url}");
    first.signal("CONT");
    let ended = first.end();
    // Its session was ended, so that nothing of it came behind the other one.
    assert!(ended.said.contains("error[database::unreachable]"), "{url}: {}", ended.said);
    assert_eq!(ended.code, Some(12), "{}", ended.said);
    assert_eq!(place.values(DONE), ["[Int(1)]", "[Int(2)]"], "{url}");
    let journal =
        "SELECT count(*) FROM sandshift_journal WHERE revision = 'bbbb' AND outcome = 'done'";
    assert_eq!(place.values(journal), ["[Int(1)]"], "{url}");
    assert_eq!(place.values("SELECT revision FROM sandshift_heads"), ["[Text(\"bbbb\")]"]);
    place.must(&["run"]);
}

/// Somebody raises the number of the runners while the program is at work, as behind a pooler that hides sessions
/// from each other.
fn outnumbered(place: &Place) {
    let url = &place.database.url;
    let run = place.start(&["run"]);
    place.await_sleep();
    let raised = "UPDATE sandshift_meta SET value = value || '0' WHERE name = 'fence'";
    let raised = if place.is_postgres() {
        raised
    } else {
        &raised.replace("value || '0'", "concat(value, '0')")
    };
    assert_eq!(place.connect().execute(raised).unwrap(), 1);
    let ended = run.end();
    assert!(ended.said.contains("error[lock::lost]"), "{url}: {}", ended.said);
    assert!(ended.said.contains("another runner has taken over"), "{url}: {}", ended.said);
    assert_eq!(ended.code, Some(18), "{}", ended.said);
    assert_eq!(place.values("SELECT revision FROM sandshift_heads"), ["[Text(\"aaaa\")]"]);
    place.must(&["run"]);
    assert_eq!(place.values(DONE), ["[Int(1)]", "[Int(2)]"], "{url}");
}

/// Lets something happen to a run in the middle of a revision, with this more in its header and at its begin.
fn check(header: &str, begin: &str, happens: fn(&Place)) {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let body = slow(&place, 1.0).replace("up(db) {", &format!("up(db) {{{begin}"));
        place.revision("bbbb", &format!("down_revision = \"aaaa\"{header}"), &body);
        happens(&place);
    }
}

fn check_outside(happens: fn(&Place)) {
    let header = "\ntransaction = false\nrestartable = true";
    check(header, "\n    db.execute(\"DELETE FROM log\");", happens);
}

#[test]
fn a_run_whose_number_was_raised_cannot_commit() {
    check("", "", outnumbered);
}

#[test]
fn a_run_that_stood_still_cannot_commit_behind_the_one_that_took_over() {
    check("", "", overtaken);
}

#[test]
fn a_run_outside_of_a_transaction_does_no_statement_behind_the_one_that_took_over() {
    check_outside(overtaken);
}

#[test]
fn a_run_outside_of_a_transaction_whose_number_was_raised_does_no_further_statement() {
    check_outside(outnumbered);
}
