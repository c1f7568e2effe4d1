//! What is brought back is what was there, and nothing else.

use std::fs;

use crate::place::Place;

const TABLE: &str = r#"
fn up(db) {
    db.create_table("log", [column("n", integer()), column("t", string(40))]);
    db.create_table("keyed", [column("id", integer()).primary_key(), column("n", integer()).not_null()]);
    db.insert("log", [#{ n: 1, t: "it's \\ \"x\" ü" }, #{ n: 2, t: () }]);
    db.insert("keyed", [#{ id: 1, n: 7 }]);
    db.create_view("seen", "SELECT n FROM log");
}
fn down(db) { db.execute("DELETE FROM log"); }"#;

const MORE: &str = r#"
fn up(db) {
    db.execute("DELETE FROM log");
    db.execute("UPDATE keyed SET n = 8");
    db.create_table("other", [column("id", integer()).primary_key()]);
}"#;

fn rows(place: &Place) -> Vec<String> {
    let mut rows = place.values("SELECT n, t FROM log ORDER BY n");
    rows.extend(place.values("SELECT id, n FROM keyed"));
    rows.extend(place.values("SELECT n FROM seen ORDER BY n"));
    rows.extend(place.values("SELECT revision FROM sandshift_heads"));
    rows
}

#[test]
fn a_backup_brings_back_what_was_there_and_nothing_else() {
    for place in Place::everywhere() {
        let url = &place.database.url;
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let before = rows(&place);
        let made = place.must(&["backup", "kept.backup", "--verify"]);
        assert!(made.contains("kept.backup"), "{made}");
        let remembered = place.values("SELECT heads, bytes > 0 FROM sandshift_backups");
        assert_eq!(remembered.len(), 1, "{url}");
        assert!(remembered[0].contains("aaaa"), "{url}: {remembered:?}");
        place.revision("bbbb", "down_revision = \"aaaa\"", MORE);
        place.must(&["run"]);
        assert_ne!(rows(&place), before, "{url}");
        place.must(&["restore", "kept.backup", "--yes"]);
        assert_eq!(rows(&place), before, "{url}");
        let inspected = place.must(&["inspect"]);
        assert!(!inspected.contains("other"), "{url}: {inspected}");
        place.must(&["run"]);
        assert_eq!(place.values("SELECT n FROM keyed"), ["[Int(8)]"], "{url}");
    }
}

#[test]
fn a_run_backs_up_first_if_there_is_anything_to_run() {
    for place in Place::everywhere() {
        let files = || fs::read_dir(place.folder().join("backups")).map_or(0, Iterator::count);
        place.revision("aaaa", "", TABLE);
        place.must(&["run", "--backup"]);
        assert_eq!(files(), 1, "{}", place.database.url);
        place.must(&["run", "--backup"]);
        assert_eq!(files(), 1, "{}", place.database.url);
        place.revision("bbbb", "down_revision = \"aaaa\"", MORE);
        place.must(&["run", "--backup"]);
        assert_eq!(files(), 2, "{}", place.database.url);
        // What was deleted has no way back.
        let ended = place.run(&["rollback"]);
        assert!(ended.said.contains("rollback::no_way_back"), "{}", ended.said);
        assert!(ended.said.contains("the newest backup is `"), "{}", ended.said);
        assert!(ended.said.contains(" at aaaa"), "{}", ended.said);
    }
}
