//! Plain forms are taken apart, and no other is taken for one.

use super::*;

fn name(text: &str) -> Name {
    Name { text: text.to_owned(), quoted: false }
}

fn of(sql: &str) -> Option<RowStatement> {
    row_statement(sql, &Lexis::POSTGRES)
}

#[test]
fn an_update_gives_table_columns_and_condition() {
    let found =
        of("UPDATE app.\"Roles\" AS r SET name = upper(coalesce(name, ',')), r.level = (1 + 2) \
         WHERE r.name IS DISTINCT FROM 'a, b' -- the end")
        .unwrap();
    assert_eq!(found.table, (Some(name("app")), Name { text: "Roles".to_owned(), quoted: true }));
    assert_eq!(found.alias, " AS r");
    assert_eq!(found.columns, [name("name"), name("level")]);
    assert_eq!(found.condition, "r.name IS DISTINCT FROM 'a, b'");
    assert_eq!(found.change, RowChange::Updated);
}

#[test]
fn a_deletion_gives_table_and_condition() {
    let found = of("DELETE FROM t x WHERE id IN (SELECT id FROM u ORDER BY id LIMIT 3)").unwrap();
    assert_eq!(found.table, (None, name("t")));
    assert_eq!(found.alias, " x");
    assert_eq!(found.condition, "id IN (SELECT id FROM u ORDER BY id LIMIT 3)");
    assert_eq!(found.change, RowChange::Deleted);
    assert_eq!(of("DELETE FROM t").unwrap().condition, "");
}

#[test]
fn other_forms_are_not_understood() {
    for sql in [
        "UPDATE t SET a = b.a FROM b WHERE b.id = t.id",
        "UPDATE t, u SET t.a = 1",
        "UPDATE t JOIN u ON t.id = u.id SET a = 1",
        "UPDATE ONLY t SET a = 1",
        "UPDATE OR IGNORE t SET a = 1",
        "UPDATE t SET (a, b) = (1, 2)",
        "UPDATE t SET a = 1 RETURNING a",
        "UPDATE t SET a = 1 WHERE random() < 0.5",
        "UPDATE t SET a = 1 WHERE CURRENT OF c",
        "UPDATE t SET a = 1; DELETE FROM t",
        "UPDATE t[1] SET a = 1",
        "DELETE FROM t USING u WHERE u.id = t.id",
        "DELETE FROM t ORDER BY id LIMIT 1",
        "DELETE t FROM t",
        "INSERT INTO t VALUES (1)",
        "WITH x AS (SELECT 1) UPDATE t SET a = 1",
        "TRUNCATE t",
        "",
    ] {
        assert_eq!(of(sql), None, "{sql}");
    }
}
