//! What the journal keeps of a run.

use sandshift::report::event::Event;
use sandshift::revision::Direction;

use crate::project::{Scene, scenes};

const UP: &str = r#"//! message = "it's a \"test\""
fn up(db) {
    db.create_table("one", [column("id", integer()).primary_key(), column("name", string(50)).not_null().default("it's")]);
    db.insert("one", [#{ id: 1, name: "back\\slash 'quote' \n line ünï" }, #{ id: 2, name: "" }]);
    db.transform("one", #{ write: ["name"] }, |row| #{ name: row.name + "!" });
    db.alter_column("one", "name", #{ type: text(), default: () });
    db.delete("one", #{ id: 2 });
}
fn down(db) { db.drop_table("one"); }
"#;

fn statements_of_events(scene: &Scene) -> Vec<String> {
    let events = scene.events.0.lock().unwrap();
    let lines = events.iter().filter_map(|event| match event {
        Event::Finished { transcript, .. } => Some(transcript.lines.clone()),
        _ => None,
    });
    lines.flatten().filter(|line| line.role.is_of_migration()).map(|line| line.sql).collect()
}

fn journal(scene: &Scene, columns: &str) -> String {
    scene.one(&format!("SELECT {columns} FROM sandshift_journal ORDER BY id"))
}

#[test]
fn the_statements_of_a_run_are_those_of_its_dry_run_byte_for_byte() {
    for scene in scenes() {
        scene.rhai("aaaa", "", UP);
        scene.dry_run(Direction::Up, "heads").unwrap();
        let rehearsed = statements_of_events(&scene);
        assert!(rehearsed.len() >= 5, "{rehearsed:?}");
        scene.events.0.lock().unwrap().clear();
        scene.must_up();
        assert_eq!(statements_of_events(&scene), rehearsed, "{}", scene.database.url);
        let ran = scene.ran("aaaa").into_iter();
        let kept: Vec<String> = ran.map(|ran| ran.statement).collect();
        assert_eq!(kept, rehearsed, "{}", scene.database.url);
    }
}

#[test]
fn a_run_keeps_source_checksum_actor_and_durations() {
    for scene in scenes() {
        scene.rhai("aaaa", "", UP);
        scene.must_up();
        let source = std::fs::read_to_string(scene.migrations().join("aaaa_x.rhai")).unwrap();
        assert_eq!(
            journal(&scene, "source"),
            format!("[Text({source:?})]"),
            "{}",
            scene.database.url
        );
        assert_eq!(
            journal(&scene, "revision, direction, outcome, language, actor"),
            "[Text(\"aaaa\"), Text(\"up\"), Text(\"done\"), Text(\"rhai\"), Text(\"test\")]"
        );
        assert_eq!(journal(&scene, "message"), "[Text(\"it's a \\\"test\\\"\")]");
        assert!(journal(&scene, "checksum").len() > 64);
        assert_eq!(
            journal(
                &scene,
                "CASE WHEN duration_micros > 0 AND started_at IS NOT NULL THEN 1 ELSE 0 END"
            ),
            "[Int(1)]"
        );
        let not_done = "SELECT count(*) FROM sandshift_statements WHERE outcome <> 'done'";
        assert_eq!(scene.one(not_done), "[Int(0)]");
        assert_eq!(scene.ran("aaaa").iter().map(|ran| ran.rows).max(), Some(2));
    }
}

#[test]
fn a_failed_run_keeps_its_error_and_none_of_its_statements() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { db.execute(\"SELECT 1\"); throw \"it's broken\"; }");
        scene.failing_up();
        scene.failing_up();
        let rows = scene.values("SELECT outcome, error FROM sandshift_journal");
        assert_eq!(rows, vec!["[Text(\"failed\"), Text(\"it's broken\")]"; 2]);
        assert_eq!(scene.count("sandshift_statements"), "[Int(0)]");
    }
}

#[test]
fn a_dry_run_leaves_no_row() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { }");
        scene.must_up();
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.create_table(\"two\", [column(\"id\", integer()).primary_key()]); }",
        );
        scene.dry_run(Direction::Up, "heads").unwrap();
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.execute(\"INSERT INTO nowhere VALUES (1)\"); }");
        scene.dry_run(Direction::Up, "heads").unwrap_err();
        assert_eq!(scene.count("sandshift_journal"), "[Int(1)]", "{}", scene.database.url);
    }
}

#[test]
fn two_dry_runs_print_the_same_text() {
    for scene in scenes() {
        scene.rhai("aaaa", "", UP);
        let first = scene.dry_run(Direction::Up, "heads").unwrap();
        assert_eq!(scene.dry_run(Direction::Up, "heads").unwrap(), first);
    }
}
