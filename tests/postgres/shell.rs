//! The texts mean the same to `psql` as to a session of ours.

use sandshift_model::column::DefaultValue;
use sandshift_model::operation::{InsertRows, Operation, UpdateByKey};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_test_servers::shell;

use crate::case::{Case, column, create_table, idents, key, object};

fn operations() -> Vec<Operation> {
    let mut odd = column("a \"quoted\" Ünïcode column; --", ColumnType::Text);
    odd.column.default = Some(DefaultValue::Literal(Value::Text("back\\slash 'quote'".into())));
    odd.column.comment = Some("line one\nline two \\ 'x'".into());
    let mut moment = column("at", ColumnType::DateTime { timezone: true });
    moment.index = true;
    let name = "Order \"of\" 'things'";
    let columns = vec![
        key("id"),
        odd,
        moment,
        column("raw", ColumnType::Binary { length: None }),
        column("f", ColumnType::Double),
        column("doc", ColumnType::Json),
    ];
    let row = |id: i64| {
        vec![
            Value::Int(id),
            Value::Text("\\n 'it''s' $$ 🦀\n:x".into()),
            Value::TimestampTz("2026-06-30 12:00:00+00:00".into()),
            Value::Bytes(vec![0, 92, 255]),
            Value::Real(0.1 + 0.2),
            Value::Json("{\"k\": \"\\\\ '\"}".into()),
        ]
    };
    let names = ["id", "a \"quoted\" Ünïcode column; --", "at", "raw", "f", "doc"];
    vec![
        create_table(name, columns).into(),
        InsertRows { table: object(name), columns: idents(&names), rows: vec![row(1), row(2)] }
            .into(),
        UpdateByKey {
            table: object(name),
            key: idents(&["id"]),
            columns: idents(&names[1..]),
            rows: vec![row(2)],
        }
        .into(),
    ]
}

#[test]
fn the_shell_makes_the_same_database_of_the_same_texts() {
    let mut ours = Case::new();
    let mut theirs = Case::new();
    let dialect = ours.connection.dialect();
    let mut script: Vec<String> =
        dialect.session_settings().iter().map(|setting| (*setting).to_owned()).collect();
    script.extend(dialect.frame(Default::default()).begin);
    for operation in operations() {
        script.extend(ours.apply(operation));
    }
    script.extend(dialect.frame(Default::default()).commit);
    let text: String = script.iter().map(|sql| format!("{sql};\n")).collect();
    shell(&theirs.database, &text).unwrap();

    assert_eq!(ours.inspect(), theirs.inspect());
    let all = "SELECT * FROM \"Order \"\"of\"\" 'things'\" ORDER BY id";
    let rows = ours.rows(all);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows, theirs.rows(all));
}
