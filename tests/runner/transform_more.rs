//! What a transform does beside changing its rows: rows of other tables, lookups, refused rows, batches.

use sandshift::error::Coded;
use sandshift::revision::Direction;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("cities", [column("zip", string(10)).primary_key(), column("name", string(50)).not_null()]);
    db.create_table("tags", [column("person_id", integer()).not_null(), column("tag", string(20)).not_null()]);
    db.create_table("persons", [column("id", integer()).primary_key(), column("zip", string(10)), column("tags", string(100)), column("city", string(50))]);
    for i in 0..10 { db.insert("cities", #{ zip: `z${i}`, name: `city ${i}` }); }
    db.insert_many("persons", |persons| {
        for i in 1..=700 { persons.add(#{ id: i, zip: `z${i % 12}`, tags: if i % 2 == 0 { "a,b" } else { "" }, city: () }); }
    });
}"#;

/// A function of a row, and one of many rows.
const FORMS: [(&str, &str, &str); 2] =
    [("transform", "|row| {", "}"), ("transform_batches", "|rows| rows.map(|row| {", "})")];

fn transform(commit: &str, (method, begin, end): (&str, &str, &str)) -> String {
    r#"fn up(db) {
    let city_of = db.lookup("cities", ["zip"], ["name"]);
    let report = db.METHOD("persons", #{ read: ["zip", "tags"], write: ["city"], batch: 90, parallel: 3, commit: "COMMIT", refused: #{ into: "refused", most: 200 } }, BEGIN
        for tag in row.tags.split(",") { if tag != "" { insert_row("tags", #{ person_id: row.id, tag: tag }); } }
        if !city_of.contains(row.zip) { throw `no place ${row.zip}`; }
        if row.id == 300 { return delete_row(); }
        #{ city: city_of.get(row.zip).name }
    END);
    assert(report.refused == 116 && report.deleted == 1 && report.changed == 583, report.to_string());
    assert(report.inserted == 584, report.to_string());
}"#
    .replace("COMMIT", commit)
    .replace("METHOD", method)
    .replace("BEGIN", begin)
    .replace("END", end)
}

fn look(scene: &Scene) {
    let url = &scene.database.url;
    // Of 700 rows those with the rest 10 or 11 of 12 have no place.
    assert_eq!(scene.count("persons"), "[Int(699)]", "{url}");
    assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city IS NULL"), "[Int(116)]", "{url}");
    assert_eq!(scene.one("SELECT city FROM persons WHERE id = 25"), "[Text(\"city 1\")]", "{url}");
    // What a refused row asked for is not inserted.
    assert_eq!(scene.count("tags"), "[Int(584)]", "{url}");
    assert_eq!(scene.one("SELECT count(*) FROM tags WHERE person_id = 22"), "[Int(0)]", "{url}");
    assert_eq!(
        scene.values("SELECT revision, table_name, row_key, reason FROM refused WHERE row_key = '[{\"int\":11}]'"),
        ["[Text(\"bbbb\"), Text(\"persons\"), Text(\"[{\\\"int\\\":11}]\"), Text(\"no place z11\")]"],
        "{url}"
    );
    assert_eq!(scene.count("refused"), "[Int(116)]", "{url}");
}

#[test]
fn rows_of_other_tables_lookups_and_refused_rows_in_both_ways_to_commit() {
    let ways = ["migration", "batch"].into_iter().flat_map(|way| FORMS.map(|form| (way, form)));
    for (commit, form) in ways {
        for scene in scenes() {
            scene.rhai("aaaa", "", TABLES);
            scene.must_up();
            scene.rhai("bbbb", "aaaa", &transform(commit, form));
            let text = scene.dry_run(Direction::Up, "heads").unwrap();
            assert!(text.contains("-- transform of persons: 700 rows read, 583 changed, 1 deleted, 584 inserted into other tables, 116 refused"), "{text}");
            assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city IS NULL"), "[Int(700)]");
            scene.must_up();
            look(&scene);
        }
    }
}

#[test]
fn a_transform_that_refuses_too_many_rows_fails_and_changes_nothing() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai(
            "bbbb",
            "aaaa",
            &transform("migration", FORMS[0]).replace("most: 200", "most: 100"),
        );
        let failure = scene.failing_up();
        assert!(failure.to_string().contains("at most 100"), "{failure}");
        assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city IS NULL"), "[Int(700)]");
        assert_eq!(scene.count("tags"), "[Int(0)]");
    }
}

#[test]
fn a_row_that_the_database_refuses_is_named_and_the_batch_is_undone() {
    for commit in ["migration", "batch"] {
        for scene in scenes() {
            scene.rhai("aaaa", "", "fn up(db) { db.create_table(\"items\", [column(\"id\", integer()).primary_key(), column(\"n\", integer()).not_null()]); for i in 1..=30 { db.insert(\"items\", #{ id: i, n: 0 }); } }");
            scene.must_up();
            scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{\n db.transform(\"items\", #{{ write: [\"n\"], batch: 10, commit: \"{commit}\" }}, |row| #{{ n: if row.id == 17 {{ () }} else {{ row.id }} }});\n}}"));
            let failure = scene.failing_up();
            let text = failure.to_string();
            assert!(
                text.contains("id = 17") && text.contains("n = NULL"),
                "{}: {text}",
                scene.database.url
            );
            let done = if commit == "batch" { 10 } else { 0 };
            assert_eq!(
                scene.one("SELECT count(*) FROM items WHERE n > 0"),
                format!("[Int({done})]")
            );
        }
    }
}

#[test]
fn nothing_stands_before_a_transform_that_commits_batch_by_batch() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.update(\"persons\", #{ city: \"x\" }, #{ id: 1 }); db.transform(\"persons\", #{ write: [\"city\"], commit: \"batch\" }, |row| ()); }");
        let failure = scene.failing_up();
        assert_eq!(failure.code(), "backfill::not_first", "{failure}");
    }
}

#[test]
fn a_key_that_does_not_tell_rows_apart_is_refused() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.transform(\"persons\", #{ key: [\"zip\"], write: [\"city\"] }, |row| ()); }");
        let failure = scene.failing_up();
        assert!(
            failure.to_string().contains("does not tell the rows of `persons` apart"),
            "{failure}"
        );
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.create_index(\"ix\", \"persons\", [\"zip\", \"id\"], #{ unique: true }); db.transform(\"persons\", #{ key: [\"zip\", \"id\"], write: [\"city\"] }, |row| #{ city: \"x\" }); }");
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city = 'x'"), "[Int(700)]");
    }
}
