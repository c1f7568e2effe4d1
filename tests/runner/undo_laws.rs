//! A rollback restores what a migration did to rows, byte for byte: for random tables, random work on them,
//! and whatever others have done to the rows since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use sandshift::error::Coded;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift_model::operation::OnConflict;
use sandshift_model::value::Value;

use crate::draw::Draw;
use crate::project::{Scene, scenes};

/// Columns beside the key: their names, types, and the literals that rows have in them.
const COLUMNS: [(&str, &str, [&str; 4]); 8] = [
    ("n", "integer()", ["0", "-7", "41", "1000"]),
    ("t", "text()", ["\"\"", "\"it's\"", "\"Ünï \u{1f600} \"", "\"a\\\\b\\nc\""]),
    ("c", "char(4)", ["\"ab\"", "\"AB\"", "\"\"", "\"abcd\""]),
    ("d", "double()", ["0.1", "-2.5", "1.0e300", "3.0"]),
    ("x", "numeric(12, 3)", ["\"1.500\"", "\"-0.001\"", "\"123456789.125\"", "\"0\""]),
    ("flag", "boolean()", ["true", "false", "true", "false"]),
    (
        "at",
        "datetime()",
        [
            "\"2024-02-29 23:59:59\"",
            "\"1999-01-01 00:00:00\"",
            "\"2024-02-29 00:00:00.25\"",
            "\"2038-01-19 03:14:08\"",
        ],
    ),
    (
        "j",
        "json()",
        ["\"{\\\"a\\\": [1, null]}\"", "\"[]\"", "\"{\\\"b\\\": \\\"x\\\"}\"", "\"7\""],
    ),
];

const KEYS: [&str; 3] = [r#"["a"]"#, r#"["b"]"#, r#"["b", "a"]"#];

/// The revision that makes a table and fills it.
fn made(draw: &mut Draw) -> String {
    let mut columns: Vec<String> =
        COLUMNS.iter().map(|(name, ty, _)| format!("column(\"{name}\", {ty})")).collect();
    columns.insert(0, "column(\"a\", integer()).not_null()".to_owned());
    columns.insert(1, "column(\"b\", string(20)).not_null()".to_owned());
    columns.push(format!("primary_key({})", draw.one_of(&KEYS)));
    let mut script = format!("fn up(db) {{\n db.create_table(\"t\", [{}]);\n", columns.join(", "));
    for at in 0..draw.below(40) {
        let mut row = vec![
            format!("a: {}", at * 3),
            format!("b: \"{}{at}\"", draw.one_of(&["k", "K'", "é"])),
        ];
        for (name, _, literals) in COLUMNS {
            let value = if draw.below(4) == 0 { "()" } else { draw.one_of(&literals) };
            row.push(format!("{name}: {value}"));
        }
        script += &format!(" db.insert(\"t\", #{{ {} }});\n", row.join(", "));
    }
    script + "}\nfn down(db) { db.drop_table(\"t\"); }"
}

/// Random work on the rows of the table, some of it between changes of the table itself.
fn work(draw: &mut Draw) -> String {
    let mut script = "fn up(db) {\n".to_owned();
    let (mut text, mut added) = ("t", 0);
    for step in 0..2 + draw.below(7) {
        let wheres =
            ["n > 0", "n IS NULL OR a % 2 = 0", "a < 30", "flag", "x > 1 AND b <> 'k3'", "1 = 0"];
        let condition = draw.one_of(&wheres);
        let (name, _, literals) = draw.one_of(&COLUMNS);
        let value = draw.one_of(&literals);
        let name = if name == "t" { text } else { name };
        script += &match draw.below(10) {
            0 => format!(" db.update(\"t\", #{{ {name}: {value} }}, \"{condition}\");\n"),
            1 => format!(
                " db.update(\"t\", #{{ {name}: () }}, #{{}});\n db.update(\"t\", #{{ n: expr(\"a + 1\") }}, #{{}});\n"
            ),
            2 => format!(" db.delete(\"t\", \"{condition} AND a > 60\");\n"),
            3 => format!(
                " db.execute(\"UPDATE t SET n = coalesce(n, 0) + 1, {text} = upper({text}) WHERE {condition}\");\n"
            ),
            4 => format!(" db.execute(\"DELETE FROM t WHERE a % 7 = {step}\");\n"),
            5 => format!(
                " db.transform(\"t\", #{{ read: [\"a\", \"n\"], write: [\"n\", \"{text}\"], batch: 7 }}, |row| {{ \
                 if row.a % 11 == 5 {{ return delete_row(); }} if row.a % 2 == 0 {{ return (); }} \
                 #{{ n: row.a, {text}: \"row\" }} }});\n"
            ),
            6 => {
                added += 1;
                format!(
                    " db.add_column(\"t\", column(\"more{added}\", integer()));\n db.update(\"t\", #{{ more{added}: {step} }}, #{{}});\n"
                )
            }
            7 => {
                let old = text;
                text = if old == "t" { "t2" } else { "t" };
                format!(" db.rename_column(\"t\", \"{old}\", \"{text}\");\n")
            }
            8 => format!(" db.insert(\"t\", #{{ a: {}, b: \"new{step}\", n: 1 }});\n", 1000 + step),
            _ => format!(" db.update(\"t\", #{{ flag: true }}, #{{ {name}: () }});\n"),
        };
    }
    script + "}"
}

/// Every value of every row, with what tells apart two that read alike.
fn rows(scene: &Scene) -> Vec<String> {
    let mut rows = scene.values("SELECT * FROM t ORDER BY a, b");
    let exact = |name: &str| match scene {
        scene if scene.is_sqlite() => format!("typeof({name}) || hex(CAST({name} AS BLOB))"),
        scene if scene.is_mysql() => format!("hex({name})"),
        _ => format!("{name}::text"),
    };
    let all: Vec<String> = COLUMNS.iter().map(|(name, ..)| exact(name)).collect();
    rows.extend(scene.values(&format!("SELECT {} FROM t ORDER BY a, b", all.join(", "))));
    rows
}

fn law(scenes: Vec<Scene>, cases: u64) {
    for scene in scenes {
        let mut draw = Draw(scene.database.url.len() as u64);
        for case in 0..cases {
            let (made, work) = (made(&mut draw), work(&mut draw));
            scene.rhai("aaaa", "", &made);
            scene.rhai("bbbb", "aaaa", &work);
            let said = || format!("{} case {case}\n{made}\n{work}", scene.database.url);
            scene.up("aaaa").unwrap_or_else(|error| panic!("{}\n{error:?}", said()));
            let before = (rows(&scene), scene.connect().inspect().unwrap());
            scene.up("heads").unwrap_or_else(|error| panic!("{}\n{error:?}", said()));
            scene.down("-1").unwrap_or_else(|error| panic!("{}\n{error:?}", said()));
            assert_eq!((rows(&scene), scene.connect().inspect().unwrap()), before, "{}", said());
            scene.down("base").unwrap_or_else(|error| panic!("{}\n{error:?}", said()));
        }
    }
}

#[test]
fn random_work_on_random_rows_comes_back_byte_for_byte_on_sqlite() {
    law(scenes().filter(Scene::is_sqlite).collect(), 60);
}

#[test]
fn random_work_on_random_rows_comes_back_byte_for_byte_on_postgres() {
    law(scenes().filter(Scene::is_postgres).collect(), 30);
}

#[test]
fn random_work_on_random_rows_comes_back_byte_for_byte_on_mariadb() {
    law(scenes().filter(Scene::is_mysql).collect(), 30);
}

type Numbers = BTreeMap<i64, Option<i64>>;

/// The numbers by their keys.
fn numbers(scene: &Scene) -> Numbers {
    let mut found = BTreeMap::new();
    let mut connection = scene.connect();
    let mut take = |_: &[String], row: Vec<Value>| {
        let number = |at: usize| match row.get(at) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        };
        found.insert(number(0).unwrap(), number(1));
        true
    };
    connection.query("SELECT a, n FROM t", &mut take).unwrap();
    found
}

fn down_with(scene: &Scene, on_conflict: OnConflict) -> Result<(), RunError> {
    let way = Way { direction: Direction::Down, target: "-1".parse().unwrap() };
    let options = Options { on_conflict, ..scene.options() };
    apply::apply(&scene.project(), scene.connect(), &way, &options).map(|_| ())
}

const PLAIN: &str = r#"fn up(db) {
    db.create_table("t", [column("a", integer()).primary_key(), column("n", integer()), column("t", text())]);
    for at in 0..60 { db.insert("t", #{ a: at, n: if at % 5 == 0 { () } else { at }, t: "x" }); }
}
fn down(db) { db.drop_table("t"); }
"#;

#[test]
fn all_rows_that_others_changed_are_found_and_no_other_is_touched() {
    for scene in scenes() {
        scene.rhai("aaaa", "", PLAIN);
        let mut draw = Draw(7);
        for case in 0..12 {
            let updates = draw.below(2) == 0;
            let work = if updates {
                "db.update(\"t\", #{ n: expr(\"coalesce(n, 0) + 100\") }, \"a % 3 <> 1\");"
            } else {
                "db.delete(\"t\", \"a % 3 <> 1\");"
            };
            scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{ {work} }}"));
            scene.up("aaaa").unwrap();
            let before = numbers(&scene);
            scene.must_up();
            let after = numbers(&scene);
            for _ in 0..draw.below(12) {
                let a = draw.below(60);
                scene.outside(&match draw.below(4) {
                    0 => format!("UPDATE t SET n = n + 1 WHERE a = {a}"),
                    1 => format!("UPDATE t SET t = 'y' WHERE a = {a}"),
                    2 => format!("DELETE FROM t WHERE a = {a}"),
                    _ if updates => format!("UPDATE t SET n = NULL WHERE a = {a}"),
                    _ => format!("INSERT INTO t (a, n) SELECT {a}, 5 WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = {a})"),
                });
            }
            let now = numbers(&scene);
            let kept = |a: &&i64| **a % 3 != 1;
            let conflicts: BTreeSet<i64> = before
                .keys()
                .filter(kept)
                .filter(|a| now.get(a) != after.get(a))
                .copied()
                .collect();
            let said = format!("{} case {case}: {work}\n{conflicts:?}", scene.database.url);
            match (down_with(&scene, OnConflict::Stop), conflicts.len()) {
                (Ok(()), 0) => {}
                (Err(error), count @ 1..) => {
                    assert_eq!(error.code(), "rollback::conflict", "{said}: {error:?}");
                    assert!(
                        error.to_string().starts_with(&format!("{count} row")),
                        "{said}: {error}"
                    );
                    assert_eq!(numbers(&scene), now, "{said}");
                    down_with(&scene, OnConflict::Keep).unwrap();
                }
                (other, _) => panic!("{said}: {other:?}"),
            }
            let restored =
                |a: i64| before.contains_key(&a) && a % 3 != 1 && !conflicts.contains(&a);
            let mut expected: Numbers = now.into_iter().filter(|(a, _)| !restored(*a)).collect();
            expected.extend(before.iter().filter(|(a, _)| restored(**a)).map(|(a, n)| (*a, *n)));
            assert_eq!(numbers(&scene), expected, "{said}");
            scene.down("base").unwrap();
        }
    }
}

#[test]
fn rows_come_back_while_others_write_to_the_same_table() {
    for scene in scenes().filter(|scene| !scene.is_sqlite()) {
        scene.rhai("aaaa", "", PLAIN);
        scene.up("aaaa").unwrap();
        let before = numbers(&scene);
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.update(\"t\", #{ n: 1 }, \"a < 50\"); db.transform(\"t\", #{ read: [\"n\"], write: [\"n\"] }, |row| #{ n: 2 }); }",
        );
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut connection = scene.connect();
                for at in (0..60).cycle().take_while(|_| !ended.load(Ordering::Relaxed)) {
                    let sql = format!("UPDATE t SET t = 'w{at}' WHERE a = {at}");
                    connection.execute(&sql).unwrap();
                }
            });
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                for _ in 0..5 {
                    scene.must_up();
                    assert!(numbers(&scene).values().all(|n| *n == Some(2)));
                    scene.must_down("-1");
                    assert_eq!(numbers(&scene), before, "{}", scene.database.url);
                }
            }));
            ended.store(true, Ordering::Relaxed);
            done.unwrap();
        });
    }
}
