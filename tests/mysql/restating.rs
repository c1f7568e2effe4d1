//! A column that changes in one facet keeps all others.

use sandshift_model::column::{Column, DefaultValue, Identity};
use sandshift_model::operation::{AlterColumn, Change, TypeChange};
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

use crate::house::House;
use crate::words::*;

fn rich() -> Column {
    Column {
        nullable: false,
        comment: Some("it's rich".into()),
        collation: Some("utf8mb4_unicode_ci".into()),
        default: Some(DefaultValue::Literal(text("a'b"))),
        ..column("word", string(20))
    }
}

#[test]
fn each_facet_changes_alone() {
    let mut house = House::new(vec![table("t", vec![rich()])]);
    let change = || alter("t", "word");
    for change in [
        AlterColumn { ty: Some(TypeChange { ty: string(40), using: None }), ..change() },
        AlterColumn { nullable: Some(true), ..change() },
        AlterColumn { default: Change::Remove, ..change() },
        AlterColumn { default: Change::Set(DefaultValue::Literal(text("c"))), ..change() },
        AlterColumn { comment: Change::Set("poor".into()), ..change() },
        AlterColumn { comment: Change::Remove, ..change() },
    ] {
        house.there_and_back(change.into());
    }
    house.there_and_back(
        AlterColumn { identity: Change::Set(Identity::default()), ..alter("t", "id") }.into(),
    );
}

#[test]
fn clauses_that_only_the_server_knows_stay() {
    let mut house = House::new(vec![]);
    house
        .connection
        .execute(
            "CREATE TABLE t (
               id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'key',
               seen TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
               hidden INT DEFAULT 4 INVISIBLE,
               checked INT CHECK (checked > 3),
               doc JSON NOT NULL DEFAULT '{}',
               old VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'x',
               kind ENUM('a','b''c') NOT NULL DEFAULT 'a')
             ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED",
        )
        .unwrap();
    house.catalog = house.connection.inspect().unwrap();
    let shown = |house: &mut House| house.rows("SHOW CREATE TABLE t")[0][1].clone();
    let before = shown(&mut house);
    for name in ["id", "seen", "hidden", "checked", "doc", "old", "kind"] {
        let old = house.catalog.tables[&object("t")].column(&id(name)).unwrap().comment.clone();
        let comment = |change| AlterColumn { comment: change, ..alter("t", name) };
        house.run(comment(Change::Set("changed".into())).into());
        assert_ne!(shown(&mut house), before, "{name}");
        house.run(comment(old.map_or(Change::Remove, Change::Set)).into());
        assert_eq!(shown(&mut house), before, "{name}");
    }
    let drop = sandshift_model::operation::DropTable {
        table: object("t"),
        if_exists: false,
        cascade: false,
    };
    house.there_and_back(drop.into());
}

#[test]
fn a_conversion_by_expression_keeps_position_and_indexes() {
    let mut house = House::new(vec![
        table("t", vec![column("amount", string(20)), column("other", string(5))]),
        create_index(index("t", "ix_amount", &["amount"])),
        insert(
            "t",
            &["id", "amount"],
            vec![vec![Value::Int(1), text("12 EUR")], vec![Value::Int(2), Value::Null]],
        ),
    ]);
    let using = PerDialect::all("CAST(REPLACE(amount, ' EUR', '') AS SIGNED)");
    let ty = Some(TypeChange { ty: ColumnType::Integer, using: Some(using) });
    let comment = Change::Set("cents".to_owned());
    house.run(AlterColumn { ty, comment, ..alter("t", "amount") }.into());
    house.agrees();
    assert_eq!(house.rows("SELECT amount FROM t ORDER BY id"), [[Value::Int(12)], [Value::Null]]);
}

#[test]
fn a_narrower_type_that_does_not_fit_the_rows_is_an_error() {
    let mut house = House::new(vec![
        table("t", vec![column("word", string(20))]),
        insert("t", &["id", "word"], vec![vec![Value::Int(1), text("too long")]]),
    ]);
    let ty = Some(TypeChange { ty: string(3), using: None });
    assert!(house.attempt(AlterColumn { ty, ..alter("t", "word") }.into()).is_err());
    assert_eq!(house.rows("SELECT word FROM t"), [[text("too long")]]);
    house.agrees();
}
