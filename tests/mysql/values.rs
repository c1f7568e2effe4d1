//! Values go in and come out unchanged.

use sandshift_model::operation::{Assignment, DeleteRows, Execute, UpdateByKey, UpdateRows};
use sandshift_model::query::{Filter, Query};
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

use crate::house::House;
use crate::words::*;

/// Values by column, each of which must come back as the second of the pair.
fn cases() -> Vec<(ColumnType, Vec<(Value, Value)>)> {
    let same = |values: Vec<Value>| values.into_iter().map(|v| (v.clone(), v)).collect::<Vec<_>>();
    let native = |text: &str| ColumnType::Native(PerDialect::all(text));
    let words = [
        "",
        " ",
        "a ",
        "it's",
        "\\",
        "\\'",
        "\"",
        "`",
        "%_",
        "?",
        "-- x",
        "/* x */",
        ";",
        "a\r\nb\tc",
        "\u{1a}",
        "😀 ä ẞ 漢",
        "NULL",
        "\u{7f}\u{1}",
    ];
    vec![
        (ColumnType::SmallInteger, same(vec![Value::Int(-32768), Value::Int(32767), Value::Null])),
        (ColumnType::Integer, same(vec![Value::Int(-2147483648), Value::Int(2147483647)])),
        (ColumnType::BigInteger, same(vec![Value::Int(i64::MIN), Value::Int(i64::MAX)])),
        (
            native("BIGINT UNSIGNED"),
            same(vec![Value::Uint(u64::MAX), Value::Int(i64::MAX), Value::Int(0)]),
        ),
        (ColumnType::Boolean, same(vec![Value::Bool(true), Value::Bool(false), Value::Int(-5)])),
        (
            ColumnType::Double,
            same(
                [
                    0.0,
                    -0.0,
                    0.1,
                    1.0 / 3.0,
                    f64::MAX,
                    f64::MIN,
                    f64::MIN_POSITIVE,
                    1e22,
                    -123456.789,
                ]
                .map(Value::Real)
                .to_vec(),
            ),
        ),
        (ColumnType::Float, same(vec![Value::Real(f64::from(0.1_f32)), Value::Real(16777217.0)])),
        (
            ColumnType::Numeric { precision: Some(65), scale: Some(30) },
            same(vec![Value::Decimal(format!("-{}.{}", "9".repeat(35), "9".repeat(30)))]),
        ),
        (string(50), same(words.map(text).to_vec())),
        (ColumnType::Text, same(vec![text(&"x'\\😀".repeat(50_000)), text("")])),
        (
            ColumnType::Binary { length: None },
            same(vec![
                Value::Bytes((0..=255).collect()),
                Value::Bytes(vec![]),
                Value::Bytes(vec![0; 70_000]),
            ]),
        ),
        (ColumnType::Binary { length: Some(4) }, same(vec![Value::Bytes(vec![0, 39, 92, 0])])),
        (
            ColumnType::Date,
            same(
                ["0001-01-01", "2024-02-29", "9999-12-31"].map(|t| Value::Date(t.into())).to_vec(),
            ),
        ),
        (
            ColumnType::Time,
            same(["00:00:00", "23:59:59.123456"].map(|t| Value::Time(t.into())).to_vec()),
        ),
        (
            ColumnType::Time,
            vec![(Value::Other("-838:59:59".into()), Value::Other("-838:59:59.000000".into()))],
        ),
        (
            ColumnType::DateTime { timezone: false },
            same(
                ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-01-31 23:59:59.5"]
                    .map(|t| Value::Timestamp(t.into()))
                    .to_vec(),
            ),
        ),
        (
            ColumnType::DateTime { timezone: true },
            vec![(
                Value::TimestampTz("2026-01-31 23:59:59.5+00:00".into()),
                Value::Timestamp("2026-01-31 23:59:59.5".into()),
            )],
        ),
        (
            native("TIMESTAMP(6) NULL"),
            same(vec![Value::TimestampTz("2026-01-31 23:59:59.5+00:00".into())]),
        ),
        (native("DATE"), same(vec![Value::Other("0000-00-00".into())])),
        (native("YEAR"), same(vec![Value::Int(2155)])),
        (native("BIT(64)"), same(vec![Value::Int(5), Value::Uint(u64::MAX)])),
        (native("ENUM('a','it''s')"), same(vec![text("it's")])),
        (native("SET('a','b')"), same(vec![text("a,b"), text("")])),
        (
            ColumnType::Json,
            vec![(Value::Json("{\"a\": \"\\n'\"}".into()), text("{\"a\": \"\\n'\"}"))],
        ),
        (
            ColumnType::Uuid,
            vec![(
                Value::Uuid("00000000-0000-4000-8000-000000000001".into()),
                text("00000000-0000-4000-8000-000000000001"),
            )],
        ),
    ]
}

#[test]
fn every_kind_of_value_comes_back_after_insert_and_update_by_key() {
    let mut house = House::new(vec![]);
    for (at, (ty, pairs)) in cases().into_iter().enumerate() {
        let name = format!("t{at}");
        house.run(table(&name, vec![column("v", ty.clone())]));
        let numbers = || (0..).map(Value::Int);
        let given = |pairs: &[(Value, Value)]| {
            numbers().zip(pairs).map(|(n, (value, _))| vec![n, value.clone()]).collect::<Vec<_>>()
        };
        house.run(insert(&name, &["id", "v"], given(&pairs)));
        let expected: Vec<_> = pairs.iter().map(|(_, back)| vec![back.clone()]).collect();
        let read = Query::Table {
            table: object(&name),
            columns: ids(&["v"]),
            filter: Filter::all(),
            order: ids(&["id"]),
            descending: false,
            nulls_first: false,
            limit: None,
        };
        let sql = house.connection.dialect().select(&read).unwrap().sql;
        assert_eq!(house.rows(&sql), expected, "insert {ty:?}");
        house.connection.execute(&format!("UPDATE {name} SET v = NULL")).unwrap();
        house.run(
            UpdateByKey {
                table: object(&name),
                key: ids(&["id"]),
                columns: ids(&["v"]),
                rows: given(&pairs),
            }
            .into(),
        );
        assert_eq!(house.rows(&sql), expected, "update {ty:?}");
    }
}

#[test]
fn updates_by_text_keys_work_in_any_collation() {
    for collation in ["utf8mb4_unicode_ci", "latin1_bin", "utf8mb4_nopad_bin"] {
        let mut key = column("k", string(9));
        key.collation = Some(collation.into());
        let mut house = House::new(vec![
            table("t", vec![key, column("n", ColumnType::Integer)]),
            insert(
                "t",
                &["id", "k"],
                vec![vec![Value::Int(1), text("ä")], vec![Value::Int(2), Value::Null]],
            ),
        ]);
        house.run(
            UpdateByKey {
                table: object("t"),
                key: ids(&["k"]),
                columns: ids(&["n"]),
                rows: vec![vec![text("ä"), Value::Int(7)], vec![Value::Null, Value::Int(8)]],
            }
            .into(),
        );
        let rows = house.rows("SELECT n FROM t ORDER BY id");
        assert_eq!(rows, [[Value::Int(7)], [Value::Int(8)]], "{collation}");
    }
}

#[test]
fn many_rows_become_several_statements_that_change_them_all() {
    let mut house = House::new(vec![table("t", vec![column("v", string(2000))])]);
    let rows =
        |word: &str| (0..1500).map(|n| vec![Value::Int(n), text(&word.repeat(200))]).collect();
    house.run(insert("t", &["id", "v"], rows("ä")));
    house.run(
        UpdateByKey {
            table: object("t"),
            key: ids(&["id"]),
            columns: ids(&["v"]),
            rows: rows("ö"),
        }
        .into(),
    );
    let changed = format!("SELECT COUNT(*) FROM t WHERE v = '{}'", "ö".repeat(200));
    assert_eq!(house.rows(&changed), [[Value::Int(1500)]]);
    assert!(house.sql.len() > 6, "{}", house.sql.len());
    assert!(house.sql.iter().all(|sql| sql.len() < 300 * 1024));
}

#[test]
fn expressions_see_the_values_from_before_the_update() {
    let set = |name: &str, text: &str| (id(name), Assignment::Expression(PerDialect::all(text)));
    let mut house = House::new(vec![
        table("t", vec![column("a", ColumnType::Integer), column("b", ColumnType::Integer)]),
        insert("t", &["id", "a", "b"], vec![vec![Value::Int(1), Value::Int(1), Value::Int(5)]]),
    ]);
    let update = |set| UpdateRows { table: object("t"), set, filter: Filter::all() };
    house.run(update(vec![set("a", "a + 1"), set("b", "a * 10")]).into());
    assert_eq!(house.rows("SELECT a, b FROM t"), [[Value::Int(2), Value::Int(10)]]);
    let swap = update(vec![set("a", "b"), set("b", "a")]);
    assert!(house.refusal(swap).contains("each other's old values"));
}

#[test]
fn conditions_and_raw_sql_take_values() {
    let mut house = House::new(vec![
        table("t", vec![column("v", string(20))]),
        insert(
            "t",
            &["id", "v"],
            vec![
                vec![Value::Int(0), text("a")],
                vec![Value::Int(2), Value::Null],
                vec![Value::Int(3), text("a ")],
            ],
        ),
    ]);
    let delete = |filter| DeleteRows { table: object("t"), filter };
    house.run(delete(Filter::Equal(vec![(id("v"), text("a"))])).into());
    assert_eq!(house.rows("SELECT id FROM t ORDER BY id"), [[Value::Int(2)], [Value::Int(3)]]);
    house.run(
        Execute {
            sql: PerDialect::all("UPDATE t SET v = ? || '?' WHERE id > ?"),
            parameters: vec![text("it's"), Value::Int(2)],
        }
        .into(),
    );
    let condition = PerDialect::all("v = ?");
    let parameters = vec![text("it's?")];
    assert_eq!(house.rows("SELECT v FROM t WHERE id = 3"), [[text("it's?")]]);
    house.run(delete(Filter::Sql { condition, parameters }).into());
    house.run(delete(Filter::Equal(vec![(id("v"), Value::Null)])).into());
    assert_eq!(house.rows("SELECT COUNT(*) FROM t"), [[Value::Int(0)]]);
}
