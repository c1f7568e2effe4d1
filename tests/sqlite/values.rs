//! Values go in and come out the same.

use sandshift::backend::dialect::Dialect as _;
use sandshift::backend::sqlite::SqliteDialect;
use sandshift_model::operation::{CreateTable, InsertRows, UpdateByKey};
use sandshift_model::query::{Filter, Query};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::make::{column, id, ids, object};
use crate::runner::Database;

fn typed() -> Vec<(ColumnType, Value)> {
    vec![
        (ColumnType::Integer, Value::Int(i64::MIN)),
        (ColumnType::BigInteger, Value::Int(i64::MAX)),
        (ColumnType::Boolean, Value::Bool(false)),
        (ColumnType::Double, Value::Real(0.1 + 0.2)),
        (ColumnType::Double, Value::Real(f64::INFINITY)),
        (ColumnType::Float, Value::Real(3.0)),
        (
            ColumnType::Numeric { precision: Some(10), scale: Some(2) },
            Value::Decimal("12345678.90".into()),
        ),
        (
            ColumnType::Numeric { precision: Some(40), scale: Some(4) },
            Value::Decimal("123456789012345678901234567890.1200".into()),
        ),
        (ColumnType::Numeric { precision: None, scale: None }, Value::Decimal("1.10".into())),
        (ColumnType::String { length: Some(9) }, Value::Text("it's \"q\" ?".into())),
        (ColumnType::Text, Value::Text("007".into())),
        (ColumnType::Binary { length: None }, Value::Bytes(vec![0, 1, 255])),
        (ColumnType::Date, Value::Date("2026-01-31".into())),
        (ColumnType::Time, Value::Time("23:59:59.123456".into())),
        (
            ColumnType::DateTime { timezone: false },
            Value::Timestamp("2026-01-31 23:59:59.5".into()),
        ),
        (
            ColumnType::DateTime { timezone: true },
            Value::TimestampTz("2026-01-31 23:59:59+00:00".into()),
        ),
        (ColumnType::Interval, Value::Text("5".into())),
        (ColumnType::Json, Value::Json("1.10".into())),
        (ColumnType::Uuid, Value::Uuid("6f0bb1de-4b0e-4b8e-8d5f-3a1f2b4c5d6e".into())),
    ]
}

fn table() -> (Table, Vec<Value>) {
    let mut table = Table::new(object("t"));
    let mut row = Vec::new();
    for (at, (ty, value)) in typed().into_iter().enumerate() {
        table.columns.push(column(&format!("c{at}"), ty));
        row.push(value);
    }
    (table, row)
}

#[test]
fn every_type_keeps_its_value_through_insert_and_update() {
    let (table, row) = table();
    let columns: Vec<_> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut database = Database::new();
    let nulls = vec![Value::Null; row.len()];
    database
        .run(vec![
            CreateTable { table, if_not_exists: false }.into(),
            InsertRows {
                table: object("t"),
                columns: columns.clone(),
                rows: vec![row.clone(), nulls],
            }
            .into(),
        ])
        .unwrap();
    assert_eq!(database.rows("SELECT * FROM t WHERE c0 IS NOT NULL")[0], row);
    database
        .run(vec![
            UpdateByKey {
                table: object("t"),
                key: ids(&["c0"]),
                columns: columns[1..].to_vec(),
                rows: vec![[&[Value::Null][..], &row[1..]].concat()],
            }
            .into(),
        ])
        .unwrap();
    assert_eq!(database.rows("SELECT * FROM t WHERE c0 IS NULL")[0][1..], row[1..]);
    let found = database.connection.inspect().unwrap();
    let spelled = |ty: &ColumnType| SqliteDialect.column_type(ty, &found).unwrap();
    for (column, (ty, _)) in found.table(&object("t")).unwrap().columns.iter().zip(typed()) {
        assert_eq!(spelled(&column.ty), spelled(&ty));
    }
}

#[test]
fn many_rows_are_cut_into_statements() {
    let mut database = Database::with("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
    let rows: Vec<_> = (0..1200).map(|n| vec![Value::Int(n), Value::Text(n.to_string())]).collect();
    let insert = InsertRows { table: object("t"), columns: ids(&["id", "v"]), rows: rows.clone() };
    let update = UpdateByKey { table: object("t"), key: ids(&["id"]), columns: ids(&["v"]), rows };
    let texts = database.run(vec![insert.into(), update.into()]).unwrap();
    assert_eq!(texts.len(), 3 + 3 + 2);
    assert_eq!(database.count("SELECT count(*) FROM t WHERE v = id"), 1200);
    let query = Query::Table {
        table: object("t"),
        columns: ids(&["v"]),
        filter: Filter::Equal(vec![(id("id"), Value::Int(3))]),
        order: ids(&["id"]),
        descending: false,
        nulls_first: false,
        limit: Some(5),
    };
    let sql = SqliteDialect.select(&query).unwrap().sql;
    assert_eq!(sql, "SELECT \"v\" FROM \"t\" WHERE \"id\" = 3 ORDER BY \"id\" LIMIT 5");
    assert_eq!(database.rows(&sql), [[Value::Text("3".into())]]);
}

#[test]
fn an_update_by_key_looks_rows_up_by_the_key() {
    let mut database = Database::with("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
    let update = UpdateByKey {
        table: object("t"),
        key: ids(&["id"]),
        columns: ids(&["v"]),
        rows: vec![vec![Value::Int(1), Value::Null], vec![Value::Int(2), Value::Null]],
    };
    let statements = SqliteDialect.render(&update.into(), &database.catalog).unwrap();
    let plan = database.rows(&format!("EXPLAIN QUERY PLAN {}", statements[0].sql));
    assert!(format!("{plan:?}").contains("SEARCH t USING INTEGER PRIMARY KEY"), "{plan:?}");
}
