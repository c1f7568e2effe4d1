//! Enums live in the columns that use them.

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, DropEnum, EnumPosition, Operate, Operation, RenameEnumValue,
};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::house::House;
use crate::words::*;

fn mood() -> Operation {
    let values = ["sad", "ok", "it's, \\ good"].map(str::to_owned).to_vec();
    CreateEnum { enum_type: EnumType { name: id("mood"), values } }.into()
}

fn house() -> House {
    let ty = || ColumnType::Enum { name: id("mood") };
    let rich = Column {
        nullable: false,
        comment: Some("feeling".into()),
        default: Some(DefaultValue::Literal(text("ok"))),
        ..column("mood", ty())
    };
    House::new(vec![
        mood(),
        table("persons", vec![rich]),
        table("pets", vec![column("temper", ty())]),
        insert(
            "persons",
            &["id", "mood"],
            vec![vec![Value::Int(1), text("ok")], vec![Value::Int(2), text("sad")]],
        ),
        insert(
            "pets",
            &["id", "temper"],
            vec![vec![Value::Int(1), text("ok")], vec![Value::Int(2), Value::Null]],
        ),
    ])
}

#[test]
fn an_enum_comes_and_goes() {
    let mut house = House::new(vec![]);
    house.there_and_back(mood());
    house.there_and_back(DropEnum { name: id("mood"), if_exists: false }.into());
}

#[test]
fn a_new_value_keeps_rows_and_everything_of_the_columns() {
    let mut house = house();
    let position = EnumPosition::Before("sad".into());
    let add = AddEnumValue { name: id("mood"), value: "angry".into(), position };
    house.run(add.into());
    house.agrees();
    let rows = house.rows("SELECT mood FROM persons ORDER BY id");
    assert_eq!(rows, [[text("ok")], [text("sad")]]);
}

#[test]
fn a_renamed_value_is_renamed_in_rows_and_defaults_and_back() {
    let mut house = house();
    let rename = RenameEnumValue { name: id("mood"), value: "ok".into(), new_value: "fine".into() };
    house.there_and_back(rename.clone().into());
    assert_eq!(house.rows("SELECT mood FROM persons ORDER BY id"), [[text("fine")], [text("sad")]]);
    assert_eq!(house.rows("SELECT temper FROM pets ORDER BY id"), [[text("fine")], [Value::Null]]);
    let _ = rename.inverse(&house.catalog);
}

#[test]
fn an_enum_in_use_is_not_dropped() {
    let refusal = house().refusal(DropEnum { name: id("mood"), if_exists: false });
    assert!(refusal.contains("is used by"), "{refusal}");
}
