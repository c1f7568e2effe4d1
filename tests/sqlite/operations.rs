//! Single operations: what they say, and what SQLite cannot do.

use sandshift::backend::dialect::{Dialect as _, DialectError};
use sandshift::backend::sqlite::SqliteDialect;
use sandshift_model::column::Identity;
use sandshift_model::constraint::{Constraint, ConstraintBody, Deferrable, ReferentialAction};
use sandshift_model::object::{Sequence, Trigger, View};
use sandshift_model::operation::{
    AddConstraint, CreateSequence, CreateTable, CreateTrigger, CreateView, DropTable, Execute,
    Operation, RenameTable, SetTableComment,
};
use sandshift_model::query::Query;
use sandshift_model::statement::{Effect, Surroundings};
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

use crate::make::{alter_nullable, column, id, ids, object};
use crate::runner::Database;

fn drop_table(name: &str) -> Operation {
    DropTable { table: object(name), if_exists: false, cascade: false }.into()
}

fn refused(operation: impl Into<Operation>, sql: &str) -> DialectError {
    SqliteDialect.render(&operation.into(), &Database::with(sql).catalog).unwrap_err()
}

#[test]
fn a_table_that_others_point_to_is_not_dropped() {
    let sql = "CREATE TABLE p (id INTEGER PRIMARY KEY);
               CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE)";
    let error = refused(drop_table("p"), sql);
    assert!(matches!(error, DialectError::Catalog(_)), "{error}");
}

#[test]
fn a_table_that_points_to_itself_is_dropped_whatever_its_rows() {
    for action in [ReferentialAction::Restrict, ReferentialAction::NoAction] {
        let mut database = Database::with(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t ON DELETE {});
             INSERT INTO t VALUES (1, NULL), (2, 1);",
            action.sql()
        ));
        database.run(vec![drop_table("t")]).unwrap();
        assert!(database.connection.inspect().unwrap().tables.is_empty());
    }
}

#[test]
fn what_sqlite_cannot_do_comes_with_an_alternative() {
    let unique = |nulls_not_distinct, deferrable| AddConstraint {
        table: object("t"),
        constraint: Constraint::unnamed(ConstraintBody::Unique {
            columns: ids(&["a"]),
            nulls_not_distinct,
            deferrable,
        }),
    };
    let sequence = Sequence { name: object("s"), start: None, increment: None, native: None };
    let mut array = Table::new(object("u"));
    array.columns.push(column("a", ColumnType::Array(Box::new(ColumnType::Text))));
    let view = View {
        name: object("v"),
        query: "SELECT 1".into(),
        materialized: true,
        columns: Vec::new(),
    };
    let operations: Vec<Operation> = vec![
        unique(true, None).into(),
        unique(false, Some(Deferrable::Deferred)).into(),
        CreateSequence { sequence, if_not_exists: false }.into(),
        CreateTable { table: array, if_not_exists: false }.into(),
        CreateView { view, or_replace: false }.into(),
        DropTable { table: object("t"), if_exists: false, cascade: true }.into(),
    ];
    for operation in operations {
        let error = refused(operation, "CREATE TABLE t (a TEXT)");
        assert!(matches!(error, DialectError::Unsupported { .. }), "{error:?}");
    }
}

#[test]
fn numbering_begins_where_it_should_and_never_goes_back() {
    let mut database = Database::new();
    let mut table = Table::new(object("t"));
    let mut key = column("id", ColumnType::BigInteger);
    key.identity = Some(Identity { always: false, start: Some(1000), increment: None });
    key.nullable = false;
    table.columns.extend([key, column("a", ColumnType::Text)]);
    let body = ConstraintBody::PrimaryKey { columns: ids(&["id"]) };
    table.constraints.push(Constraint::unnamed(body));
    database.run(vec![CreateTable { table, if_not_exists: false }.into()]).unwrap();
    database.connection.execute("INSERT INTO t (a) VALUES ('x')").unwrap();
    database.connection.execute("DELETE FROM t").unwrap();
    database.run(vec![alter_nullable("t", "a", false)]).unwrap();
    let rename = RenameTable { table: object("t"), new_name: id("u") };
    database.run(vec![rename.into()]).unwrap();
    database.connection.execute("INSERT INTO u (a) VALUES ('y')").unwrap();
    assert_eq!(database.count("SELECT id FROM u"), 1001);
}

#[test]
fn a_trigger_and_a_view_follow_a_renamed_table_and_survive_its_rebuild() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER, b TEXT); CREATE TABLE log (n); INSERT INTO t VALUES (1, 'x')",
    );
    let definition =
        "CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO log SELECT a FROM t; END".to_owned();
    let trigger = Trigger { name: id("tr"), table: object("t"), definition };
    let query = "SELECT b FROM t".to_owned();
    let view = View { name: object("v"), query, materialized: false, columns: Vec::new() };
    database
        .run(vec![
            CreateTrigger { trigger, or_replace: false }.into(),
            CreateView { view: view.clone(), or_replace: false }.into(),
            RenameTable { table: object("t"), new_name: id("new t") }.into(),
            alter_nullable("new t", "b", false),
        ])
        .unwrap();
    database.connection.execute("UPDATE \"new t\" SET a = 5").unwrap();
    assert_eq!(database.count("SELECT n FROM log"), 5);
    assert_eq!(database.text("SELECT b FROM v"), "x");
    let query = "SELECT 'other' AS b".to_owned();
    let view = View { query, ..view };
    database.run(vec![CreateView { view, or_replace: true }.into()]).unwrap();
    assert_eq!(database.text("SELECT b FROM v"), "other");
}

#[test]
fn comments_say_nothing_to_sqlite() {
    let mut database = Database::with("CREATE TABLE t (a)");
    let comment = SetTableComment { table: object("t"), comment: Some("x".into()) };
    assert_eq!(database.run(vec![comment.into()]).unwrap(), ["BEGIN IMMEDIATE", "COMMIT"]);
}

#[test]
fn raw_sql_gets_its_parameters_and_its_surroundings() {
    let render = |sql: &str, parameters: Vec<Value>| {
        let operation = Execute { sql: PerDialect::all(sql), parameters };
        SqliteDialect.render(&operation.into(), &Default::default()).unwrap().remove(0)
    };
    let statement = render("UPDATE t SET a = ? WHERE b = '?'", vec![Value::Text("it's".into())]);
    assert_eq!(statement.sql, "UPDATE t SET a = 'it''s' WHERE b = '?'");
    assert_eq!(statement.effect, Effect::Rows);
    let statement = render("VACUUM", Vec::new());
    assert_eq!(statement.surroundings, Surroundings::NoTransaction);
    assert_eq!(statement.rehearsed_as, Some(Vec::new()));
}

#[test]
fn texts_of_the_author_cannot_begin_another_statement() {
    let evil = "1); DROP TABLE t; --";
    let check = AddConstraint {
        table: object("t"),
        constraint: Constraint::named(id("c"), ConstraintBody::check(evil)),
    };
    let table = "CREATE TABLE t (a TEXT)";
    let error = refused(check, table);
    assert_eq!(error.to_string(), format!("`{evil}` is no complete expression"));
    let query = |sql: &str| Query::Sql { sql: PerDialect::all(sql), parameters: Vec::new() };
    assert!(SqliteDialect.select(&query("SELECT 1; DROP TABLE t")).is_err());
    assert!(SqliteDialect.select(&query("DELETE FROM t RETURNING a")).is_err());
    assert_eq!(SqliteDialect.select(&query("SELECT 1 ; -- x")).unwrap().sql, "SELECT 1");
}
