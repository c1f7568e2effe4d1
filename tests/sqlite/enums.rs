//! Enums, which live in checks and in a table of the gate's.

use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, CreateTable, DropEnum, EnumPosition, RenameEnumValue, RenameTable,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::make::{add_column, column, id, object, rename_column};
use crate::runner::{Database, render};

const BOOK: &str =
    "CREATE TABLE sandshift_enums (name TEXT PRIMARY KEY, labels TEXT, columns TEXT)";

fn mood() -> ColumnType {
    ColumnType::Enum { name: id("mood") }
}

fn database() -> Database {
    let mut database = Database::new();
    database.connection.execute(BOOK).unwrap();
    let values = vec!["sad".to_owned(), "it's ok".to_owned()];
    let mut table = Table::new(object("t"));
    table.columns.push(column("id", ColumnType::Integer));
    table.columns.push(column("mood", mood()));
    database
        .run(vec![
            CreateEnum { enum_type: EnumType { name: id("mood"), values } }.into(),
            CreateTable { table, if_not_exists: false }.into(),
            add_column("t", column("other", mood())),
        ])
        .unwrap();
    database
}

fn check(database: &mut Database, labels: &str) {
    database.connection.execute("DELETE FROM sandshift_enums").unwrap();
    let labels = labels.replace('\'', "''");
    let sql = format!("INSERT INTO sandshift_enums (name, labels) VALUES ('mood', '{labels}')");
    database.connection.execute(&sql).unwrap();
    assert_eq!(database.connection.inspect().unwrap(), database.catalog);
}

#[test]
fn an_enum_is_known_again_through_all_its_changes() {
    let mut database = database();
    check(&mut database, r#"["sad","it's ok"]"#);
    database.connection.execute("INSERT INTO t VALUES (1, 'glad', NULL)").unwrap_err();
    database.connection.execute("INSERT INTO t VALUES (1, 'sad', 'it''s ok')").unwrap();
    let position = EnumPosition::Last;
    database
        .run(vec![
            AddEnumValue { name: id("mood"), value: "overwhelmed".into(), position }.into(),
            RenameEnumValue { name: id("mood"), value: "sad".into(), new_value: "blue".into() }
                .into(),
        ])
        .unwrap();
    check(&mut database, r#"["blue","it's ok","overwhelmed"]"#);
    let row = [Value::Int(1), Value::Text("blue".into()), Value::Text("it's ok".into())];
    assert_eq!(database.rows("SELECT * FROM t"), [row]);
    database
        .run(vec![
            rename_column("t", "mood", "state"),
            RenameTable { table: object("t"), new_name: id("people") }.into(),
        ])
        .unwrap();
    check(&mut database, r#"["blue","it's ok","overwhelmed"]"#);
}

#[test]
fn an_enum_in_use_cannot_be_dropped() {
    let database = database();
    let drop = DropEnum { name: id("mood"), if_exists: false };
    assert!(render(vec![drop.into()], &database.catalog).is_err());
}
