//! Enums.

use sandshift_model::column::DefaultValue;
use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, DropEnum, EnumPosition, RenameEnumValue,
};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::case::{Case, ident};

fn create(values: &[&str]) -> CreateEnum {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    CreateEnum { enum_type: EnumType { name: ident("Mood"), values } }
}

fn add(value: &str, position: EnumPosition) -> AddEnumValue {
    AddEnumValue { name: ident("Mood"), value: value.into(), position }
}

#[test]
fn create_and_drop_enum_go_there_and_back() {
    let mut case = Case::new();
    let create = create(&["sad", "it's ok", ""]);
    let drop = DropEnum { name: ident("Mood"), if_exists: false };
    let between = case.there_and_back(create.clone(), drop.clone());
    assert_eq!(between.enums[&ident("Mood")], create.enum_type);
    case.apply(DropEnum { if_exists: true, ..drop });
}

#[test]
fn values_are_added_at_their_place_and_renamed() {
    let mut case = Case::new();
    case.apply(create(&["b"]));
    case.apply(add("z", EnumPosition::Last));
    case.apply(add("a", EnumPosition::Before("b".into())));
    case.apply(add("c", EnumPosition::After("b".into())));
    assert_eq!(case.inspect().enums[&ident("Mood")].values, ["a", "b", "c", "z"]);
    let rename = |a: &str, b: &str| RenameEnumValue {
        name: ident("Mood"),
        value: a.into(),
        new_value: b.into(),
    };
    case.there_and_back(rename("a", "a'"), rename("a'", "a"));
}

#[test]
fn columns_of_an_enum_are_inspected_as_such_and_read_as_text() {
    let mut case = Case::new();
    case.apply(create(&["sad", "happy"]));
    case.run("CREATE TABLE t (m \"Mood\" DEFAULT 'sad', many \"Mood\"[])");
    case.run("INSERT INTO t VALUES ('happy', '{sad,happy}')");
    let columns = case.table("t").columns;
    let mood = ColumnType::Enum { name: ident("Mood") };
    assert_eq!(columns[0].ty, mood);
    assert_eq!(columns[0].default, Some(DefaultValue::Literal(Value::Text("sad".into()))));
    assert_eq!(columns[1].ty, ColumnType::Array(Box::new(mood)));
    let expected = [Value::Text("happy".into()), Value::Other("{sad,happy}".into())];
    assert_eq!(case.rows("SELECT * FROM t"), [expected]);
}

#[test]
fn a_new_value_cannot_be_used_before_the_commit_and_the_error_says_what_to_do() {
    let mut case = Case::new();
    case.apply(create(&["sad"]));
    case.run("CREATE TABLE t (m \"Mood\")");
    case.run("BEGIN");
    case.run("ALTER TYPE \"Mood\" ADD VALUE 'new'");
    let error = case.fails("INSERT INTO t VALUES ('new')");
    case.run("ROLLBACK");
    assert_eq!(error.code.as_deref(), Some("55P04"));
    assert!(error.advice.unwrap().starts_with("put the new enum value into an earlier migration"));
}

#[test]
fn a_rehearsal_uses_new_values_at_once_and_leaves_nothing_behind() {
    let mut case = Case::new();
    case.apply(create(&["sad", "happy"]));
    for sql in [
        "CREATE TABLE t (id int, m \"Mood\" DEFAULT 'sad', many \"Mood\"[], \
         CONSTRAINT c CHECK (m <> 'happy' OR id > 0))",
        "CREATE INDEX partial ON t (id) WHERE m = 'sad'",
        "CREATE INDEX plain ON t (m)",
        "CREATE VIEW v AS SELECT m FROM t WHERE m = 'sad'",
        "CREATE VIEW a AS SELECT m FROM v",
        "CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM a",
        "CREATE TABLE log (id int, m \"Mood\") PARTITION BY LIST (id)",
        "CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1)",
        "CREATE FUNCTION speak(m \"Mood\") RETURNS text LANGUAGE sql AS 'SELECT m::text'",
    ] {
        case.run(sql);
    }
    case.run("INSERT INTO t VALUES (1, 'happy', '{sad}'), (2, NULL, NULL)");
    let before = case.inspect();

    case.run("BEGIN");
    for (value, position) in
        [("angry", EnumPosition::Before("happy".into())), ("calm", EnumPosition::Last)]
    {
        let statements = case.render(add(value, position));
        for sql in statements[0].rehearsed_as.clone().unwrap() {
            case.run(&sql);
        }
        case.run(&format!("INSERT INTO t VALUES (3, '{value}', '{{{value}}}')"));
    }
    let during = case.inspect();
    assert_eq!(during.enums[&ident("Mood")].values, ["sad", "angry", "happy", "calm"]);
    assert_eq!(during.tables, before.tables);
    assert_eq!(during.views, before.views);
    let moods = case.rows("SELECT m FROM t ORDER BY m");
    let text = |text: &str| vec![Value::Text(text.into())];
    assert_eq!(moods, [text("angry"), text("happy"), text("calm"), vec![Value::Null]]);
    case.run("ROLLBACK");
    assert_eq!(case.inspect(), before);
}

#[test]
fn a_value_that_postgres_would_refuse_is_refused_before() {
    let refused = Case::new().try_render(create(&["x".repeat(64).as_str()])).unwrap_err();
    assert!(refused.to_string().contains("63 bytes"), "{refused}");
}
