//! A transform does what its function does to each row in memory: for random tables with many kinds
//! of keys, in pages of many sizes, on one thread and on several.

use sandshift_model::value::Value;

use crate::draw::Draw;
use crate::project::{Scene, scenes};

/// How the rows of a table are told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    Integer,
    Text,
    Both,
    /// A unique constraint on columns that may be NULL, named by the transform.
    Unique,
    /// As `Integer`, on a table with a trigger, which may change other rows.
    Triggered,
}

const KEYS: [Key; 5] = [Key::Integer, Key::Text, Key::Both, Key::Unique, Key::Triggered];

/// One row: two parts of a key, a number and a text.
type Row = (Option<i64>, Option<String>, Option<i64>, Option<String>);

struct Case {
    key: Key,
    rows: Vec<Row>,
    parallel: u32,
    batch: u32,
}

const WORDS: [&str; 6] = ["", "a", "it's", "Ünï \u{1f600}", "back\\slash", "line\nend"];

impl Case {
    fn draw(draw: &mut Draw, key: Key, parallel: u32, batch: u32) -> Self {
        let count = draw.below(60);
        let mut number = 0;
        let mut rows = Vec::new();
        for at in 0..count {
            // Gaps in the key.
            number += 1 + i64::try_from(draw.below(3)).unwrap();
            let text = format!("{}{at:03}", draw.one_of(&["k", "K", "é", "z'"]));
            let null = key == Key::Unique && draw.below(4) == 0;
            let n = (draw.below(5) > 0).then(|| i64::try_from(draw.below(1_000)).unwrap());
            let t = (draw.below(4) > 0).then(|| draw.one_of(&WORDS).to_owned());
            rows.push(((!null).then_some(number), Some(text), n, t));
        }
        Self { key, rows, parallel, batch }
    }

    fn columns(&self) -> &'static str {
        match self.key {
            Key::Integer | Key::Triggered => r#"["a"]"#,
            Key::Text => r#"["b"]"#,
            Key::Both | Key::Unique => r#"["a", "b"]"#,
        }
    }

    /// The revision that makes the table and fills it.
    fn made(&self) -> String {
        let keyed = match self.key {
            Key::Unique => r#"unique(["a", "b"], #{ name: "uq_t" })"#.to_owned(),
            _ => format!("primary_key({})", self.columns()),
        };
        let null =
            |part: &str| if self.key == Key::Unique { String::new() } else { part.to_owned() };
        let mut script = format!(
            "fn up(db) {{\n db.create_table(\"t\", [column(\"a\", integer()){}, column(\"b\", string(50)){}, column(\"n\", integer()), column(\"t\", text()), {keyed}]);\n",
            null(".not_null()"),
            null(".not_null()"),
        );
        let text = |text: &Option<String>| {
            text.as_ref().map_or("()".to_owned(), |text| format!("{text:?}"))
        };
        let number = |number: &Option<i64>| number.map_or("()".to_owned(), |n| n.to_string());
        for (a, b, n, t) in &self.rows {
            script += &format!(
                " db.insert(\"t\", [#{{ a: {}, b: {}, n: {}, t: {} }}]);\n",
                number(a),
                text(b),
                number(n),
                text(t)
            );
        }
        script + "}\nfn down(db) { db.drop_table(\"t\"); }"
    }

    fn transform(&self) -> String {
        format!(
            r#"fn up(db) {{
    db.transform("t", #{{ read: ["n", "t"], write: ["n", "t"], key: {}, parallel: {}, batch: {} }}, |row| {{
        if row.n == () {{ return #{{ t: "none" }}; }}
        switch row.n % 7 {{
            0 => delete_row(),
            1 => (),
            2 => #{{ t: if row.t == () {{ "was null" }} else {{ row.t + "!" }}, n: row.n * 3 }},
            3 => #{{ t: () }},
            4 => {{ row.t = "whole row"; row }},
            5 => #{{ n: row.n }},
            _ => #{{ n: () }},
        }}
    }});
}}"#,
            self.columns(),
            self.parallel,
            self.batch
        )
    }

    /// What the function makes of the rows.
    fn expected(&self) -> Vec<String> {
        let mut rows: Vec<String> = self.rows.iter().filter_map(changed).map(shown).collect();
        rows.sort();
        rows
    }
}

fn changed((a, b, n, t): &Row) -> Option<Row> {
    let (a, b) = (*a, b.clone());
    let Some(number) = *n else { return Some((a, b, None, Some("none".to_owned()))) };
    let (n, t) = match number % 7 {
        0 => return None,
        2 => {
            let text = t.as_ref().map_or("was null".to_owned(), |text| format!("{text}!"));
            (Some(number * 3), Some(text))
        }
        3 => (*n, None),
        4 => (*n, Some("whole row".to_owned())),
        1 | 5 => (*n, t.clone()),
        _ => (None, t.clone()),
    };
    Some((a, b, n, t))
}

fn shown((a, b, n, t): Row) -> String {
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::Int);
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    format!("{:?}", vec![number(a), text(b), number(n), text(t)])
}

/// A trigger that does nothing that can be seen.
fn trigger(scene: &Scene) {
    if scene.is_postgres() {
        scene.outside(
            "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        );
        scene.outside("CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep()");
    } else if scene.database.url.starts_with("sqlite") {
        scene.outside("CREATE TRIGGER tr AFTER UPDATE ON t BEGIN SELECT 1; END");
    } else {
        scene.outside("CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET @seen = 1");
    }
}

#[test]
fn a_transform_equals_its_function_on_each_row_in_memory() {
    for scene in scenes() {
        let mut draw = Draw(7);
        let mut cases = 0;
        for key in KEYS {
            for (parallel, batch) in [(1, 1), (1, 7), (1, 5_000), (4, 1), (4, 7), (4, 5_000)] {
                let case = Case::draw(&mut draw, key, parallel, batch);
                scene.rhai("aaaa", "", &case.made());
                scene.must_up();
                if key == Key::Triggered {
                    trigger(&scene);
                }
                scene.rhai("bbbb", "aaaa", &case.transform());
                scene.must_up();
                let mut found = scene.values("SELECT a, b, n, t FROM t");
                found.sort();
                let what =
                    format!("{} {key:?} parallel {parallel} batch {batch}", scene.database.url);
                assert_eq!(found, case.expected(), "{what}");
                cases += case.rows.len();
                scene.remove("bbbb_x.rhai");
                scene.outside("DELETE FROM sandshift_heads");
                scene.outside("DROP TABLE t");
                if key == Key::Triggered && scene.is_postgres() {
                    scene.outside("DROP FUNCTION keep()");
                }
            }
        }
        assert!(cases > 300, "{cases} rows are too few to say anything");
    }
}

/// Uuids of rows follow from their keys: the same whatever the pages and threads.
#[test]
fn what_a_row_draws_does_not_depend_on_pages_and_threads() {
    for scene in scenes() {
        let mut draw = Draw(11);
        let mut seen = Vec::new();
        for (parallel, batch) in [(1, 1), (4, 3), (2, 5_000)] {
            let case =
                Case { parallel, batch, ..Case::draw(&mut Draw(draw.0), Key::Integer, 1, 1) };
            scene.rhai("aaaa", "", &case.made());
            scene.rhai("bbbb", "aaaa", &format!(
                "fn up(db) {{ db.transform(\"t\", #{{ read: [], write: [\"t\"], parallel: {parallel}, batch: {batch} }}, |row| #{{ t: uuid4() + uuid7() }}); }}"
            ));
            scene.must_up();
            let mut found = scene.values("SELECT a, t FROM t");
            found.sort();
            let mut once = found.clone();
            once.dedup();
            assert_eq!(once.len(), found.len(), "each row draws differently");
            seen.push(found);
            scene.remove("bbbb_x.rhai");
            scene.outside("DELETE FROM sandshift_heads");
            scene.outside("DROP TABLE t");
        }
        assert!(seen[0].len() > 5);
        assert_eq!(seen[0], seen[1], "{}", scene.database.url);
        assert_eq!(seen[0], seen[2], "{}", scene.database.url);
        draw.below(1);
    }
}
