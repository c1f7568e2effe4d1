//! What the summary of a dry run says of a transform.

use sandshift::report::event::Event;
use sandshift::report::sql::{Detail, SqlText};
use sandshift::revision::Direction;
use sandshift::runner::apply::Way;
use sandshift::runner::options::Options;
use sandshift::runner::rehearse;

use crate::project::{Scene, scenes};

const TABLE: &str = r#"fn up(db) {
    db.create_table("items", [column("id", integer()).primary_key(), column("name", string(2500)), column("n", integer())]);
    let rows = [];
    for i in 1..=500 { rows.push(#{ id: i, name: `name ${i}`, n: i }); }
    db.insert("items", rows);
}"#;

/// Reads nothing but the key, so that nobody but the summary needs the old names.
const TRANSFORM: &str = r#"fn up(db) {
    db.transform("items", #{ read: ["id"], OPTIONS }, |row| {
        if row.id == 6 { return delete_row(); }
        if row.id % 5 == 0 { return #{ name: () }; }
        if row.id % 2 == 0 { #{ name: `new
${row.id} ` + "long".repeat(row.id) } } else { () }
    });
}"#;

/// The text of a dry run with `--summary`.
fn summary(scene: &Scene) -> String {
    scene.events.0.lock().unwrap().clear();
    let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
    let options = Options { detail: Detail::Summary, ..scene.options() };
    let connection = scene.connect();
    let mut text = SqlText::new(connection.dialect().name(), Detail::Summary);
    rehearse::rehearse(&scene.project(), connection, &way, &options).unwrap();
    scene.events.0.lock().unwrap().iter().map(|event| text.render(event)).collect()
}

#[test]
fn a_summary_shows_rows_before_and_after_and_keeps_no_text_of_rows() {
    let (paged, batched, kept) = (
        r#"write: ["name"], batch: 100"#,
        r#"write: ["name"], batch: 100, commit: "batch""#,
        r#"write: ["name", "id"]"#,
    );
    for scene in scenes() {
        let url = &scene.database.url;
        scene.rhai("aaaa", "", TABLE);
        scene.must_up();
        for options in [paged, batched, kept] {
            scene.rhai("bbbb", "aaaa", &TRANSFORM.replace("OPTIONS", options));
            let text = summary(&scene);
            let said = "-- transform of items: 500 rows read, 299 changed, 1 deleted; digest ";
            let (_, behind) = text.split_once(said).unwrap_or_else(|| panic!("{url}: {text}"));
            let lines: Vec<&str> = behind.lines().skip(1).take(5).collect();
            assert_eq!(lines[0], r#"--   id = 2: name: "name 2" -> "new\n2 longlong""#, "{url}");
            assert_eq!(
                lines[1], r#"--   id = 4: name: "name 4" -> "new\n4 longlonglonglong""#,
                "{url}"
            );
            assert_eq!(lines[2], r#"--   id = 5: name: "name 5" -> NULL"#, "{url}");
            assert!(lines[3].starts_with("--   takes about "), "{url}: {text}");
            assert!(lines[3].ends_with(" rows/s of this dry run"), "{url}: {text}");
            assert!(!text.contains("UPDATE items") && !text.contains("UPDATE \"items"), "{text}");
            assert!(!text.contains("UPDATE `items"), "{url}: {text}");
            // All of it would be there without the summary.
            let whole = scene.dry_run(Direction::Up, "heads").unwrap();
            assert!(whole.contains(&"long".repeat(24)), "{url}: {whole}");
        }
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE name LIKE 'new%'"), "[Int(0)]");
    }
}

#[test]
fn long_values_are_cut_and_rests_between_pages_count() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLE);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            db.transform("items", #{ write: ["name"], batch: 10, commit: "batch", target_ms: 0, pause_ms: 60000 },
                |row| if row.id == 400 { #{ name: "x".repeat(150) } } else { () });
        }"#);
        let text = summary(&scene);
        let cut = format!("name: \"name 400\" -> \"{}…\"\n", "x".repeat(80));
        assert!(text.contains(&cut), "{}: {text}", scene.database.url);
        // Fifty pages, each with a minute behind it.
        assert!(text.contains("takes about 50 min"), "{}: {text}", scene.database.url);
        let trials: Vec<u64> = (scene.events.0.lock().unwrap().iter())
            .filter_map(|event| match event {
                Event::Finished { transcript, .. } => Some(transcript.lines.clone()),
                _ => None,
            })
            .flatten()
            .filter_map(|line| line.trial.map(|trial| trial.report.changed))
            .collect();
        assert_eq!(trials, [1]);
    }
}
