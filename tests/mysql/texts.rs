//! The text that runs is the text that the `mariadb` shell runs.

use sandshift::backend::dialect::ForeignKeys;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::operation::UpdateByKey;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_test_servers::{MariaDb, shell};

use crate::house::{House, open};
use crate::words::*;

#[test]
fn the_shell_makes_the_same_database_from_the_rendered_text() {
    let words = "it's \\ \"x\" `y` ?;\r\n-- no\n/* no */ DELIMITER // 😀\u{1a}";
    let mut house = House::new(vec![
        table(
            "a",
            vec![
                with_default("w", string(99), text(words)),
                column("b", ColumnType::Binary { length: None }),
            ],
        ),
        table("b", vec![column("a_id", ColumnType::BigInteger)]),
        points("b", "fk", &["a_id"], "a"),
        constrain("a", "uq", ConstraintBody::unique(ids(&["w"]))),
        insert(
            "a",
            &["id", "w", "b"],
            vec![
                vec![Value::Int(0), text(words), Value::Bytes(vec![0, 10, 13, 39, 92, 255])],
                vec![Value::Int(1), text("x"), Value::Null],
            ],
        ),
        UpdateByKey {
            table: object("a"),
            key: ids(&["id"]),
            columns: ids(&["w"]),
            rows: vec![vec![Value::Int(1), text("\\'; DROP TABLE b; --")]],
        }
        .into(),
    ]);
    let other = MariaDb::shared().database();
    let dialect = house.connection.dialect();
    let frame = dialect.frame(ForeignKeys::Enforced);
    let mut lines: Vec<String> =
        dialect.session_settings().iter().map(|setting| (*setting).to_owned()).collect();
    lines.extend(frame.begin);
    lines.extend(house.sql.clone());
    lines.extend(frame.commit);
    let script: String = lines.iter().map(|sql| format!("{sql};\n")).collect();
    shell(&other, &script).unwrap();
    let mut copy = open(&other);
    assert_eq!(copy.inspect().unwrap(), house.connection.inspect().unwrap());
    let sql = "SELECT * FROM a ORDER BY id";
    assert_eq!(crate::house::rows(copy.as_mut(), sql), house.rows(sql));
}
