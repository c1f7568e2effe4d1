//! Rows of tables as JSON, the same on every database: what goes in, and what is expected.

use std::collections::BTreeMap;

use sandshift::backend::connection::Connection;
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{InsertRows, Operation};
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_test_servers::{TestDatabase, shell};
use serde_json::{Map, Value as Json, json};

/// Rows by table; each is an object, in which `{"json": …}` stands for a document.
pub(crate) type Tables = BTreeMap<&'static str, Vec<Json>>;

/// Rows by table; each is a line, and they are sorted.
pub(crate) type Lines = BTreeMap<String, Vec<String>>;

/// Rows in one statement.
const BATCH_ROWS: usize = 500;

/// A document in a column for JSON.
pub(crate) fn document(content: Json) -> Json {
    json!({ "json": content })
}

/// A number of single precision: databases hand out six or more digits of it.
pub(crate) fn single(number: f64) -> Json {
    json!(format!("{number:.5e}"))
}

/// Puts rows into the tables, which are there.
pub(crate) fn insert(connection: &mut dyn Connection, tables: &Tables) {
    let catalog = connection.inspect().unwrap();
    connection.execute("BEGIN").unwrap();
    for (table, rows) in tables {
        for rows in rows.chunks(BATCH_ROWS) {
            let columns = rows[0].as_object().unwrap().keys().map(|name| ident(name));
            let columns: Vec<Ident> = columns.collect();
            let rows = rows.iter().map(|row| values(row, &columns)).collect();
            let insert = InsertRows { table: ObjectName::bare(ident(table)), columns, rows };
            let statements = connection.dialect().render(&Operation::from(insert), &catalog);
            for statement in statements.unwrap() {
                connection.execute(&statement.sql).unwrap();
            }
        }
    }
    connection.execute("COMMIT").unwrap();
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn values(row: &Json, columns: &[Ident]) -> Row {
    let value = |column: &Ident| match &row[column.as_str()] {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Real(number.as_f64().unwrap()), Value::Int)
        }
        Json::String(text) => Value::Text(text.clone()),
        Json::Object(document) => Value::Json(document["json"].to_string()),
        Json::Array(_) => panic!("no value of a column: {row}"),
    };
    columns.iter().map(value).collect()
}

/// What a database holds beside the bookkeeping: one line for each row, sorted, by table.
pub(crate) fn lines(connection: &mut dyn Connection) -> Lines {
    let catalog: Catalog = connection.inspect().unwrap();
    let own = catalog.tables.values().filter(|table| !is_bookkeeping(&table.name));
    let own: Vec<_> = own.cloned().collect();
    own.iter().map(|table| (table.name.to_string(), lines_of(connection, table))).collect()
}

pub(crate) fn is_bookkeeping(table: &ObjectName) -> bool {
    table.name.as_str().starts_with("sandshift_")
}

/// The same lines of rows that are expected.
pub(crate) fn expected(tables: &Tables) -> Lines {
    let lines = |rows: &Vec<Json>| {
        let mut lines: Vec<String> = rows.iter().cloned().map(line).collect();
        lines.sort_unstable();
        lines
    };
    tables.iter().map(|(table, rows)| ((*table).to_owned(), lines(rows))).collect()
}

/// Compares what is there with what is expected, and shows a few of the lines that differ.
#[track_caller]
pub(crate) fn same(what: &str, expected: &Lines, found: &Lines) {
    let names = |tables: &Lines| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}: the tables");
    for (table, expected) in expected {
        let found = &found[table];
        if expected == found {
            continue;
        }
        let only = |left: &[String], right: &[String], sign: &str| -> String {
            let alone = left.iter().filter(|line| right.binary_search(line).is_err()).take(6);
            alone.map(|line| format!("{sign} {line}\n")).collect()
        };
        let (missing, others) = (only(expected, found, "-"), only(found, expected, "+"));
        let (wanted, there) = (expected.len(), found.len());
        panic!("{what}: `{table}` has {there} rows, expected {wanted}:\n{missing}{others}");
    }
}

fn lines_of(connection: &mut dyn Connection, table: &Table) -> Vec<String> {
    let sql = question(connection, table);
    let types: BTreeMap<&str, &ColumnType> =
        table.columns.iter().map(|column| (column.name.as_str(), &column.ty)).collect();
    let mut lines = Vec::new();
    connection
        .query(&sql, &mut |names, row| {
            let cells = names.iter().zip(&row);
            let cells =
                cells.map(|(name, value)| (name.clone(), cell(types[name.as_str()], value)));
            lines.push(line(Json::Object(cells.collect::<Map<_, _>>())));
            true
        })
        .unwrap();
    lines.sort_unstable();
    lines
}

/// The question for all rows of a table, its columns in the order of their names.
fn question(connection: &dyn Connection, table: &Table) -> String {
    let mut columns: Vec<Ident> = table.columns.iter().map(|column| column.name.clone()).collect();
    columns.sort();
    let query = Query::Table {
        table: table.name.clone(),
        columns,
        filter: Filter::all(),
        order: Vec::new(),
        descending: false,
        nulls_first: false,
        limit: None,
    };
    connection.dialect().select(&query).unwrap().sql
}

/// What the database's own shell says of the rows of each table, in an order of its own: for
/// comparing a database with itself, or with another one of its kind.
pub(crate) fn dump(
    database: &TestDatabase,
    connection: &dyn Connection,
    catalog: &Catalog,
) -> Lines {
    let dump = |table: &Table| {
        let said = shell(database, &question(connection, table)).unwrap();
        let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        (table.name.to_string(), lines)
    };
    catalog.tables.values().map(|table| dump(table)).collect()
}

fn line(mut row: Json) -> String {
    row.sort_all_objects();
    row.to_string()
}

/// A value as JSON that is the same on every database.
fn cell(ty: &ColumnType, value: &Value) -> Json {
    match (ty, value) {
        (_, Value::Null) => Json::Null,
        (ColumnType::Boolean, Value::Int(number)) => json!(*number != 0),
        (ColumnType::Json, Value::Json(text) | Value::Text(text)) => {
            document(serde_json::from_str(text).unwrap())
        }
        (_, Value::Bool(truth)) => json!(truth),
        (_, Value::Int(number)) => json!(number),
        (_, Value::Uint(number)) => json!(number),
        (_, Value::Real(number)) => single(*number),
        (_, Value::Bytes(bytes)) => json!(format!("{bytes:02x?}")),
        (_, other) => json!(other.as_text().unwrap()),
    }
}
