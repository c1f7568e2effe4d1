//! Transforms that go through a table in the order of its key, upwards or downwards.

use std::collections::BTreeMap;

use sandshift::backend::open::{self, Purpose};
use sandshift::error::Coded;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift::session::backfill::{self, Turn};

use crate::project::{Scene, scenes};

/// A table whose rows come in no order: `key` is its key.
fn table(key: &str) -> String {
    r#"fn up(db) {
    db.create_table("t", [column("a", integer())NOT_NULL, column("b", string(20))NOT_NULL, column("n", integer()).not_null(), KEY]);
    for i in 0..40 { let a = i * 17 % 41; db.insert("t", #{ a: if NULLS && a % 9 == 0 { () } else { a / 3 }, b: `k${a}`, n: 0 }); }
}
fn down(db) { db.drop_table("t"); }"#
        .replace("NULLS", if key.starts_with("unique") { "true" } else { "false" })
        .replace("NOT_NULL", if key.starts_with("unique") { "" } else { ".not_null()" })
        .replace("KEY", key)
}

/// Says which row it sees, counts it, and makes a row elsewhere.
fn transform(key: &str, options: &str) -> String {
    r#"fn up(db) {
    let stop = db.param("stop", "");
    db.transform("t", #{ write: ["n"], key: KEY, OPTIONS }, |row| {
        if row.b == stop { throw "stop"; }
        print(`${row.a} ${row.b}`);
        #{ n: row.n + 1 }
    });
}"#
    .replace("KEY", key)
    .replace("OPTIONS", options)
}

/// The rows as the script says them, in an order of the database's own.
fn ordered(scene: &Scene, order: &str) -> Vec<String> {
    let mut rows = Vec::new();
    let mut connection = scene.connect();
    let sql = format!("SELECT a, b FROM t ORDER BY {order}");
    connection
        .query(&sql, &mut |_, row| {
            let text = |value: &sandshift_model::value::Value| match value {
                sandshift_model::value::Value::Int(number) => number.to_string(),
                other => other.as_text().unwrap_or_default().to_owned(),
            };
            rows.push(format!("{} {}", text(&row[0]), text(&row[1])));
            true
        })
        .unwrap();
    rows
}

fn begin_anew(scene: &Scene) {
    scene.remove("bbbb_x.rhai");
    scene.outside("DELETE FROM sandshift_heads");
    scene.outside("DROP TABLE t");
    scene.events.0.lock().unwrap().clear();
}

#[test]
fn rows_come_in_the_order_of_the_key_whichever_way_it_commits() {
    let keys = [
        (r#"primary_key(["b"])"#, r#"["b"]"#, "b"),
        (r#"primary_key(["a", "b"])"#, r#"["a", "b"]"#, "a, b"),
        // A key that may hold NULL is read at once, and is not committed page by page.
        (r#"unique(["a", "b"], #{ name: "uq_t" })"#, r#"["a", "b"]"#, "a, b"),
    ];
    for scene in scenes() {
        for (made, key, columns) in keys {
            for (word, down) in [("asc", ""), ("desc", " DESC")] {
                for (commit, batch) in [("migration", 7), ("migration", 1), ("batch", 7)] {
                    if commit == "batch" && made.starts_with("unique") {
                        continue;
                    }
                    scene.rhai("aaaa", "", &table(made));
                    scene.must_up();
                    let options = format!(
                        "order: \"{word}\", parallel: 1, batch: {batch}, commit: \"{commit}\""
                    );
                    scene.rhai("bbbb", "aaaa", &transform(key, &options));
                    scene.events.0.lock().unwrap().clear();
                    scene.must_up();
                    let order = columns.replace(',', &format!("{down},")) + down;
                    let what = format!("{} {made} {options}", scene.database.url);
                    assert_eq!(scene.said(), ordered(&scene, &order), "{what}");
                    let once = scene.one("SELECT count(*) FROM t WHERE n = 1");
                    assert_eq!(once, "[Int(40)]", "{what}");
                    begin_anew(&scene);
                }
            }
        }
    }
}

fn up_until(scene: &Scene, stop: &str) -> Result<Outcome, RunError> {
    let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
    let parameters = BTreeMap::from([("stop".to_owned(), stop.to_owned())]);
    let options = Options { parameters, ..scene.options() };
    apply::apply(&scene.project(), scene.connect(), &way, &options)
}

/// Row numbers of SQLite and keys of any kind, read downwards from a checkpoint.
#[test]
fn an_interrupted_transform_goes_on_downwards_behind_its_checkpoint() {
    let keys = [
        ("column(\"id\", integer()).primary_key()", r#"["id"]"#, "id"),
        (r#"primary_key(["a", "b"])"#, r#"["a", "b"]"#, "a, b"),
    ];
    for scene in scenes() {
        for (made, key, columns) in keys {
            let script = match columns {
                "id" => table(made).replace("n: 0 }", "n: 0, id: a * 2 - 20 }"),
                _ => table(made),
            };
            scene.rhai("aaaa", "", &script);
            scene.must_up();
            let order = columns.replace(',', " DESC,") + " DESC";
            let all = ordered(&scene, &order);
            scene.rhai(
                "bbbb",
                "aaaa",
                &transform(
                    key,
                    "order: \"desc\", batch: 6, parallel: 1, commit: \"batch\", target_ms: 0",
                ),
            );
            scene.events.0.lock().unwrap().clear();
            let (_, stop) = all[20].split_once(' ').unwrap();
            up_until(&scene, stop).unwrap_err();
            // Three pages are done, and what the fourth said was never done.
            assert_eq!(scene.one("SELECT count(*) FROM t WHERE n = 1"), "[Int(18)]");
            assert_eq!(scene.said(), all[..18], "{}", scene.database.url);
            scene.events.0.lock().unwrap().clear();
            scene.must_up();
            let said: Vec<String> =
                scene.said().into_iter().filter(|line| line.contains(" k")).collect();
            assert_eq!(said, all[18..], "{} {made}", scene.database.url);
            assert_eq!(scene.one("SELECT count(*) FROM t WHERE n = 1"), "[Int(40)]");
            begin_anew(&scene);
        }
    }
}

#[test]
fn an_interrupted_transform_does_not_turn_round() {
    for scene in scenes() {
        scene.rhai("aaaa", "", &table(r#"primary_key(["b"])"#));
        scene.must_up();
        let options = "batch: 6, commit: \"batch\", target_ms: 0";
        scene.rhai("bbbb", "aaaa", &transform(r#"["b"]"#, options));
        up_until(&scene, "k5").unwrap_err();
        let down = format!("{options}, order: \"desc\"");
        scene.rhai("bbbb", "aaaa", &transform(r#"["b"]"#, &down));
        let mut connection = open::open(&scene.database.url, Purpose::Change).unwrap();
        let one = backfill::all(connection.dialect(), &mut *connection).unwrap().remove(0);
        backfill::turn(&mut *connection, &one, Turn::Resume).unwrap().unwrap();
        drop(connection);
        let failure = scene.failing_up();
        assert_eq!(failure.code(), "backfill::order", "{failure}");
        assert!(failure.to_string().contains("went upwards"), "{failure}");
        scene.rhai("bbbb", "aaaa", &transform(r#"["b"]"#, options));
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM t WHERE n = 1"), "[Int(40)]");
    }
}

#[test]
fn another_order_than_that_of_the_key_is_refused_and_says_why() {
    for scene in scenes().take(1) {
        scene.rhai("aaaa", "", &table(r#"primary_key(["b"])"#));
        scene.must_up();
        for order in [r#""n""#, r#"["a", "b desc"]"#, r#""DESC""#, "7"] {
            scene.rhai("bbbb", "aaaa", &transform(r#"["b"]"#, &format!("order: {order}")));
            let failure = scene.failing_up();
            assert!(failure.to_string().contains("along the key"), "{failure}");
            assert!(failure.hint().unwrap().contains("name the columns as `key`"), "{failure}");
        }
    }
}
