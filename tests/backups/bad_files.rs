//! Files that are no backups are told from those that are, before anything is touched.

use std::fs;

use crate::place::{Ended, Place};

const TABLE: &str = r#"
fn up(db) {
    db.create_table("log", [column("n", integer()), column("t", string(2000))]);
    let rows = [];
    for i in 0..400 { rows.push(#{ n: i, t: `${sha256(i.to_string())}${sha256(i.to_string())}` }); }
    db.insert("log", rows);
}"#;

fn refused(place: &Place, arguments: &[&str], code: &str, exit: i32) -> Ended {
    let ended = place.run(arguments);
    let url = &place.database.url;
    assert!(ended.said.contains(&format!("error[{code}]")), "{url}: {}", ended.said);
    assert_eq!(ended.code, Some(exit), "{url}: {}", ended.said);
    assert_eq!(place.values("SELECT count(*) FROM log"), ["[Int(400)]"], "{url}");
    ended
}

#[test]
fn what_is_no_whole_backup_of_this_kind_is_refused_and_nothing_is_touched() {
    let places = Place::everywhere();
    for place in &places {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        place.must(&["backup", "good"]);
    }
    for (at, place) in places.iter().enumerate() {
        let file = |name: &str| place.folder().join(name);
        refused(place, &["restore", "missing", "--yes"], "backup::file", 20);
        refused(place, &["restore", "good"], "usage::not_confirmed", 19);
        fs::write(file("text"), "no backup").unwrap();
        refused(place, &["restore", "text", "--yes"], "backup::other_kind", 15);
        fs::write(file("empty"), "").unwrap();
        refused(place, &["restore", "empty", "--yes"], "backup::other_kind", 15);
        let other = places[(at + 1) % places.len()].folder().join("good");
        refused(place, &["restore", other.to_str().unwrap(), "--yes"], "backup::other_kind", 15);
        let whole = fs::read(file("good")).unwrap();
        for share in [3, 6, 9] {
            fs::write(file("cut"), &whole[..whole.len() * share / 10]).unwrap();
            refused(place, &["restore", "cut", "--yes"], "backup::incomplete", 15);
        }
        // A file that is there is nobody's to overwrite.
        refused(place, &["backup", "good"], "backup::file", 20);
        assert_eq!(fs::read(file("good")).unwrap(), whole);
        place.must(&["restore", "good", "--yes"]);
    }
}

#[test]
fn without_the_tools_of_a_server_there_is_no_backup_and_no_file() {
    for place in Place::servers() {
        place.revision("aaaa", "", TABLE);
        place.must(&["run"]);
        let ended = place.run_with_path(&["backup", "new"], "/nowhere");
        assert!(ended.said.contains("error[backup::tool_missing]"), "{}", ended.said);
        assert_eq!(ended.code, Some(20), "{}", ended.said);
        let left = fs::read_dir(place.folder()).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name == "new" || name.to_string_lossy().starts_with(".sandshift-")
        });
        assert_eq!(left.count(), 0);
    }
}

#[test]
fn a_database_that_is_not_there_is_no_empty_backup() {
    let place = Place::everywhere().remove(0);
    let url = format!("sqlite:{}", place.folder().join("nowhere.db").display());
    let ended = place.run(&["backup", "new", "--url", &url]);
    assert!(ended.said.contains("error[database::"), "{}", ended.said);
    assert!(!place.folder().join("new").exists() && !place.folder().join("nowhere.db").exists());
}
