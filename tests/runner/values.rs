//! Values keep their kind and every digit, from the database into a script and back.

use crate::project::{Scene, scenes};

/// A column type and a literal for each database, and what a script must find.
struct Case {
    name: &'static str,
    ty: [&'static str; 3],
    literal: [&'static str; 3],
    check: &'static str,
}

const fn case(
    name: &'static str,
    ty: [&'static str; 3],
    literal: [&'static str; 3],
    check: &'static str,
) -> Case {
    Case { name, ty, literal, check }
}

const UUID: &str = "'6f0e1c9a-3b1d-4c3e-9c1a-0123456789ab'";

const CASES: &[Case] = &[
    case(
        "largest",
        ["BIGINT", "BIGINT", "BIGINT"],
        ["9223372036854775807"; 3],
        "v == 9223372036854775807",
    ),
    case(
        "smallest",
        ["BIGINT", "BIGINT", "BIGINT"],
        ["-9223372036854775808"; 3],
        "v < -9223372036854775807",
    ),
    case(
        "decimal",
        ["TEXT_DECIMAL(38, 10)", "NUMERIC(38,10)", "DECIMAL(38,10)"],
        [
            "'1234567890123456789.0123456789'",
            "1234567890123456789.0123456789",
            "1234567890123456789.0123456789",
        ],
        "v.to_string() == \"1234567890123456789.0123456789\"",
    ),
    case(
        "double",
        ["DOUBLE", "DOUBLE PRECISION", "DOUBLE"],
        ["0.30000000000000004", "0.30000000000000004", "0.30000000000000004"],
        "v == 0.1 + 0.2",
    ),
    case("truth", ["BOOLEAN", "BOOLEAN", "BOOLEAN"], ["TRUE"; 3], "v == true || v == 1"),
    case("text", ["TEXT", "TEXT", "TEXT"], ["'it''s \u{1F600} ü'"; 3], "v == \"it's \u{1F600} ü\""),
    case(
        "bytes",
        ["BLOB", "BYTEA", "BLOB"],
        ["x'00ff10'", "'\\x00ff10'", "x'00ff10'"],
        "hex_encode(v) == \"00ff10\"",
    ),
    case(
        "json",
        ["JSON", "JSONB", "JSON"],
        ["'{\"a\": [1, 2.50, null]}'"; 3],
        "json_parse(v).a.len() == 3",
    ),
    case("date", ["DATE", "DATE", "DATE"], ["'2024-02-29'"; 3], "v.to_string() == \"2024-02-29\""),
    case(
        "moment",
        ["TIMESTAMP", "TIMESTAMP", "DATETIME(6)"],
        ["'2024-02-29 23:59:59.123456'"; 3],
        "v.to_string() == \"2024-02-29 23:59:59.123456\"",
    ),
    case(
        "uuid",
        ["UUID", "UUID", "UUID"],
        [UUID; 3],
        "v == \"6f0e1c9a-3b1d-4c3e-9c1a-0123456789ab\"",
    ),
    case("null", ["TEXT", "TEXT", "TEXT"], ["NULL"; 3], "v == ()"),
    case("empty", ["TEXT", "TEXT", "TEXT"], ["''"; 3], "v == \"\""),
];

fn at(scene: &Scene) -> usize {
    if scene.is_sqlite() {
        0
    } else if scene.is_postgres() {
        1
    } else {
        2
    }
}

#[test]
fn values_pass_through_a_script_and_come_back_the_same() {
    for scene in scenes() {
        let at = at(&scene);
        let mut sql = "-- +up\n".to_owned();
        let mut script = "fn up(db) {\n".to_owned();
        for Case { name, ty, literal, check } in CASES {
            sql += &format!(
                "CREATE TABLE t_{name} (id INT PRIMARY KEY, v {0}, w {0}, x {0});\nINSERT INTO t_{name} (id, v) VALUES (1, {1});\n",
                ty[at], literal[at]
            );
            script += &format!(
                " {{ let v = db.query_one(\"SELECT v FROM t_{name}\").v;\n   assert({check}, `{name} is ${{type_of(v)}} ${{v}}`);\n   db.update(\"t_{name}\", #{{ w: v }}, #{{ id: 1 }});\n   db.transform(\"t_{name}\", #{{ read: [\"v\"], write: [\"x\"] }}, |row| #{{ x: row.v }}); }}\n"
            );
        }
        scene.sql("aaaa", "", &sql);
        scene.rhai("bbbb", "aaaa", &format!("{script}}}"));
        scene.must_up();
        for Case { name, .. } in CASES {
            let both = scene.one(&format!("SELECT v, w, x FROM t_{name}"));
            let parts: Vec<String> = {
                let mut found = Vec::new();
                scene
                    .connect()
                    .query(&format!("SELECT v, w, x FROM t_{name}"), &mut |_, row| {
                        found = row.iter().map(|value| format!("{value:?}")).collect();
                        true
                    })
                    .unwrap();
                found
            };
            assert_eq!(parts[0], parts[1], "{}: {name}: {both}", scene.database.url);
            assert_eq!(parts[0], parts[2], "{}: {name}: {both}", scene.database.url);
        }
    }
}

#[test]
fn unsigned_integers_beyond_63_bits_pass_through_mysql() {
    for scene in scenes().filter(Scene::is_mysql) {
        scene.sql("aaaa", "", "-- +up\nCREATE TABLE t (id INT PRIMARY KEY, v BIGINT UNSIGNED, w BIGINT UNSIGNED);\nINSERT INTO t VALUES (1, 18446744073709551615, 0);");
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.transform(\"t\", #{ read: [\"v\"], write: [\"w\"] }, |row| #{ w: row.v - 1 }); }");
        scene.must_up();
        assert_eq!(scene.one("SELECT w FROM t"), "[Uint(18446744073709551614)]");
    }
}

#[test]
fn moments_with_a_zone_pass_in_utc() {
    for scene in scenes() {
        scene.rhai("aaaa", "", r#"fn up(db) {
            db.create_table("t", [column("id", integer()).primary_key(), column("v", timestamp_tz()), column("w", timestamp_tz())]);
            db.insert("t", #{ id: 1, v: parse_datetime("2024-02-29T23:59:59.123456+02:00") });
            let v = db.query_one("SELECT v FROM t").v;
            assert(v.to_string().starts_with("2024-02-29 21:59:59.123456"), v.to_string());
            db.update("t", #{ w: v }, #{ id: 1 });
            assert(db.query_one("SELECT count(*) AS n FROM t WHERE v = w").n == 1);
        }"#);
        scene.must_up();
    }
}

#[test]
fn parameters_and_where_maps_are_literals_of_their_kind() {
    for scene in scenes() {
        scene.rhai("aaaa", "", r#"fn up(db) {
            db.create_table("t", [column("id", integer()).primary_key(), column("s", string(100)), column("d", numeric(10, 2)), column("b", boolean())]);
            db.insert("t", #{ id: 1, s: "a?b'c\\", d: decimal("1.10"), b: true });
            assert(db.query_one("SELECT id FROM t WHERE s = ? AND '?' = '?'", ["a?b'c\\"]).id == 1);
            assert(db.query_one("SELECT id FROM t WHERE d = ? AND b = ?", [decimal("1.1"), true]).id == 1);
            assert(db.update("t", #{ s: () }, #{ s: "a?b'c\\" }) == 1);
            assert(db.update("t", #{ s: "x" }, #{ s: () }) == 1, "a null in the map is IS NULL");
            assert(db.rows("t", #{ where: #{ b: true }, columns: ["s"] })[0].s == "x");
        }"#);
        scene.must_up();
    }
}

#[test]
fn deep_json_passes_or_is_refused_by_the_database() {
    for scene in scenes() {
        let deep = format!("{}1{}", "[".repeat(90), "]".repeat(90));
        let body = r#"fn up(db) {
            db.create_table("t", [column("id", integer()).primary_key(), column("v", json())]);
            db.insert("t", #{ id: 1, v: "DEEP" });
            db.transform("t", #{ write: ["v"] }, |row| #{ v: row.v });
        }"#;
        scene.rhai("aaaa", "", &body.replace("DEEP", &deep));
        // MariaDB knows 32 levels of JSON and says so.
        if scene.is_mysql() {
            assert!(scene.failing_up().sql().is_some());
        } else {
            scene.must_up();
            assert!(scene.one("SELECT v FROM t").contains(&"[".repeat(90)));
        }
    }
}
