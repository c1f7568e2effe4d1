//! Refused rows that are given to their function again.

use sandshift::error::Coded;
use sandshift::runner::error::RunError;
use sandshift::runner::retry::retry_rejects;
use sandshift::transform::Retried;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("cities", [column("zip", string(10)).primary_key(), column("name", string(50)).not_null()]);
    db.create_table("tags", [column("person_id", integer()).not_null(), column("tag", string(60)).not_null()]);
    db.create_table("persons", [column("id", integer()).primary_key(), column("zip", string(10)), column("city", string(50))]);
    for i in 0..8 { db.insert("cities", #{ zip: `z${i}`, name: `city ${i}` }); }
    db.insert_many("persons", |persons| { for i in 1..=300 { persons.add(#{ id: i, zip: `z${i % 10}` }); } });
}"#;

/// Refuses the rows with the zips z8 and z9, 60 rows in all.
fn transform(before: &str, commit: &str, reason: &str) -> String {
    r#"fn up(db) {
    BEFORE
    let city_of = db.lookup("cities", ["zip"], ["name"]);
    let report = db.transform("persons", #{ read: ["zip"], write: ["city"], batch: 40, commit: "COMMIT", refused: #{ into: "refused", most: 200 } }, |row| {
        insert_row("tags", #{ person_id: row.id, tag: uuid4() });
        if !city_of.contains(row.zip) { throw `REASON ${row.zip}`; }
        if row.id == 18 { return delete_row(); }
        #{ city: city_of.get(row.zip).name }
    });
    assert(report.refused == 60 && report.read == 300, report.to_string());
    db.update("persons", #{ city: "done" }, #{ id: 1 });
    db.insert("tags", #{ person_id: 0, tag: "behind" });
}"#
    .replace("BEFORE", before)
    .replace("COMMIT", commit)
    .replace("REASON", reason)
}

fn retry(scene: &Scene, table: Option<&str>) -> Result<Vec<Retried>, RunError> {
    let target = "bbbb".parse().unwrap();
    retry_rejects(&scene.project(), scene.connect(), &target, table, &scene.options())
}

fn refusal(scene: &Scene, table: Option<&str>) -> (&'static str, String) {
    let error = retry(scene, table).unwrap_err();
    (error.code(), format!("{error}; {}", error.hint().unwrap_or_default()))
}

#[test]
fn refused_rows_are_done_refused_again_or_gone_and_nothing_else_happens() {
    let column = r#"db.add_column("persons", column("extra", integer())); db.create_table("more", [column("n", integer())]);"#;
    for (before, commit) in [(column, "migration"), ("", "batch")] {
        for scene in scenes() {
            let url = scene.database.url.clone();
            scene.rhai("aaaa", "", TABLES);
            scene.must_up();
            scene.rhai("bbbb", "aaaa", &transform(before, commit, "no"));
            scene.must_up();
            assert_eq!(scene.count("refused"), "[Int(60)]", "{url}");
            scene.outside("INSERT INTO cities (zip, name) VALUES ('z8', 'city 8')");
            scene.outside("DELETE FROM persons WHERE id IN (9, 28, 19)");
            // What would be done again if all of the script ran.
            scene.outside("UPDATE persons SET city = 'by hand' WHERE id = 1");
            // An edited script says other reasons.
            scene.rhai("bbbb", "aaaa", &transform(before, commit, "still no"));
            let [one] = retry(&scene, None).unwrap().try_into().unwrap();
            assert_eq!((one.table.as_str(), one.into.as_str()), ("persons", "refused"), "{url}");
            // Of z8 one is gone and one is deleted by the function; of z9 two are gone.
            assert_eq!(
                (one.report.read, one.report.changed, one.report.deleted),
                (57, 28, 1),
                "{url}"
            );
            assert_eq!((one.report.inserted, one.report.refused, one.gone), (29, 28, 3), "{url}");
            assert_eq!(scene.count("refused"), "[Int(28)]", "{url}");
            let reasons = scene.values("SELECT DISTINCT reason FROM refused");
            assert_eq!(reasons, ["[Text(\"still no z9\")]"], "{url}");
            let done = "SELECT count(*) FROM persons WHERE city = 'city 8'";
            assert_eq!(scene.one(done), "[Int(28)]", "{url}");
            assert_eq!(scene.one("SELECT city FROM persons WHERE id = 1"), "[Text(\"by hand\")]");
            let behind = "SELECT count(*) FROM tags WHERE person_id = 0";
            assert_eq!(scene.one(behind), "[Int(1)]", "{url}");
            scene.outside("INSERT INTO cities (zip, name) VALUES ('z9', 'city 9')");
            let [one] = retry(&scene, Some("persons")).unwrap().try_into().unwrap();
            assert_eq!((one.report.changed, one.report.refused, one.gone), (28, 0, 0), "{url}");
            assert_eq!(scene.count("refused"), "[Int(0)]", "{url}");
            assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city IS NULL"), "[Int(0)]");
            // Nothing is left, and that is no error.
            let [one] = retry(&scene, None).unwrap().try_into().unwrap();
            assert_eq!((one.report.read, one.gone), (0, 0), "{url}");
        }
    }
}

#[test]
fn a_row_that_is_retried_draws_what_it_would_have_drawn() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", &transform("", "migration", "no"));
        let cities = "INSERT INTO cities (zip, name) VALUES ('z8', 'x'), ('z9', 'x')";
        scene.must_up();
        scene.outside(cities);
        retry(&scene, None).unwrap();
        let all = "SELECT person_id, tag FROM tags WHERE person_id > 0 ORDER BY person_id";
        let retried = scene.values(all);
        // The same with all cities there from the beginning.
        scene.outside("DELETE FROM tags");
        scene.outside("DELETE FROM sandshift_heads");
        scene.outside("INSERT INTO sandshift_heads (revision) VALUES ('aaaa')");
        scene.outside("INSERT INTO persons (id, zip) VALUES (18, 'z8')");
        let script =
            transform("", "migration", "no").replace("report.refused == 60", "report.refused == 0");
        scene.rhai("bbbb", "aaaa", &script);
        scene.must_up();
        assert_eq!(scene.values(all), retried, "{}", scene.database.url);
    }
}

#[test]
fn what_cannot_be_retried_alone_is_refused_and_says_why() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", &transform("", "migration", "no"));
        let (code, text) = refusal(&scene, None);
        assert_eq!(code, "backfill::not_applied", "{text}");
        scene.must_up();
        let (code, text) = refusal(&scene, Some("cities"));
        assert_eq!(code, "backfill::no_rejects", "{text}");
        assert!(text.contains("it refused rows of `persons`"), "{text}");
        let was = scene.values("SELECT row_key, reason FROM refused ORDER BY row_key");
        let script = transform("", "migration", "no");
        let cases = [
            (
                r#"db.update("persons", #{ city: "x" }, #{ id: 2 });"#,
                "backfill::other_work",
                "must not be done again",
            ),
            (
                r#"db.execute("DELETE FROM persons");"#,
                "backfill::other_work",
                "must not be done again",
            ),
            (
                r#"db.attempt(|| db.execute("DELETE FROM persons"));"#,
                "backfill::other_work",
                "must not be done again",
            ),
            (
                r#"db.transform("cities", #{ write: ["name"] }, |row| #{ name: "x" });"#,
                "backfill::changed",
                "no transform of `cities`",
            ),
            ("return;", "backfill::changed", "ended before the transform"),
            (r#"throw "no luck";"#, "script::thrown", "no luck"),
        ];
        for (before, expected, says) in cases {
            scene.rhai(
                "bbbb",
                "aaaa",
                &script.replace("let city_of", &format!("{before}\nlet city_of")),
            );
            let (code, text) = refusal(&scene, None);
            assert_eq!(code, expected, "{before}: {text}");
            assert!(text.contains(says), "{before}: {text}");
        }
        let no_refused = script.replace(r#", refused: #{ into: "refused", most: 200 }"#, "");
        scene.rhai("bbbb", "aaaa", &no_refused);
        assert!(refusal(&scene, None).1.contains("no `refused` any more"));
        assert_eq!(scene.values("SELECT row_key, reason FROM refused ORDER BY row_key"), was);
        assert_eq!(scene.one("SELECT count(*) FROM persons WHERE city = 'x'"), "[Int(0)]");
        assert_eq!(scene.one("SELECT count(*) FROM cities WHERE name = 'x'"), "[Int(0)]");
    }
}

#[test]
fn of_several_transforms_those_that_refused_rows_are_reached() {
    for scene in scenes() {
        let url = scene.database.url.clone();
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            let refused = #{ into: "refused", most: 100 };
            let first = db.transform("cities", #{ write: ["name"], refused: refused }, |row| if row.name == "city 3" { throw "three" } else { #{ name: row.name + "!" } });
            assert(first.refused == 1 && first.changed == 7);
            let names = db.lookup("cities", ["zip"]);
            let second = db.transform("persons", #{ read: ["zip"], write: ["city"], refused: refused }, |row| if names.get(row.zip) == () { throw "where?" } else { #{ city: names.get(row.zip).name } });
            assert(second.refused == 60 && second.changed == 240);
        }"#);
        scene.must_up();
        scene.outside("UPDATE cities SET name = 'drei' WHERE zip = 'z3'");
        scene.outside("INSERT INTO cities (zip, name) VALUES ('z8', 'acht')");
        let [persons] = retry(&scene, Some("persons")).unwrap().try_into().unwrap();
        assert_eq!((persons.report.changed, persons.report.refused), (30, 30), "{url}");
        assert_eq!(scene.count("refused"), "[Int(31)]", "{url}");
        let [cities, persons] = retry(&scene, None).unwrap().try_into().unwrap();
        assert_eq!((cities.table.as_str(), cities.report.changed), ("cities", 1), "{url}");
        assert_eq!((persons.report.read, persons.report.refused), (30, 30), "{url}");
        assert_eq!(scene.one("SELECT name FROM cities WHERE zip = 'z3'"), "[Text(\"drei!\")]");
        assert_eq!(scene.one("SELECT name FROM cities WHERE zip = 'z1'"), "[Text(\"city 1!\")]");
    }
}

#[test]
fn two_transforms_that_refused_rows_of_one_table_cannot_be_told_apart() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.must_up();
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            for most in 1..3 { db.transform("cities", #{ write: ["name"], refused: #{ into: "refused", most: most } }, |row| if row.zip == "z3" { throw "three" } else { () }); }
        }"#);
        scene.must_up();
        let (code, text) = refusal(&scene, None);
        assert_eq!(code, "backfill::ambiguous", "{text}");
        assert_eq!(scene.count("refused"), "[Int(2)]", "{}", scene.database.url);
    }
}
