//! Nobody but the host writes the bookkeeping.

use sandshift::error::Coded;

use crate::project::scenes;

const CALLS: &[&str] = &[
    "db.drop_table(\"sandshift_heads\")",
    "db.create_table(\"sandshift_mine\", [column(\"id\", integer())])",
    "db.rename_table(\"sandshift_journal\", \"x\")",
    "db.rename_table(\"one\", \"sandshift_x\")",
    "db.add_column(\"sandshift_meta\", column(\"x\", integer()))",
    "db.drop_column(\"sandshift_meta\", \"value\")",
    "db.alter_column(\"SANDSHIFT_META\", \"value\", #{ nullable: true })",
    "db.create_index(\"ix\", \"sandshift_heads\", [\"revision\"])",
    "db.insert(\"sandshift_heads\", #{ revision: \"x\" })",
    "db.update(\"Sandshift_heads\", #{ revision: \"x\" }, #{})",
    "db.delete(\"sandshift_journal\", #{})",
    "db.transform(\"sandshift_journal\", #{ write: [\"message\"] }, |row| #{ message: \"x\" })",
    "db.create_unique_constraint(\"uq\", \"sandshift_statements\", [\"line\"])",
    "db.create_trigger(\"t\", \"sandshift_heads\", \"x\")",
    "db.create_view(\"sandshift_view\", \"SELECT 1 AS n\")",
    "db.create_table_comment(\"sandshift_heads\", \"x\")",
];

#[test]
fn operations_on_bookkeeping_tables_are_refused() {
    for scene in scenes() {
        scene.sql("aaaa", "", "-- +up\nCREATE TABLE one (id INT);");
        scene.must_up();
        for call in CALLS {
            scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{\n {call};\n}}"));
            let failure = scene.failing_up();
            let url = &scene.database.url;
            assert!(
                failure.code() == "policy::own_tables" || failure.to_string().contains("no table"),
                "{url}: {call}: {failure:?}"
            );
            assert_eq!(failure.origin.line, 4, "{call}");
            assert_eq!(scene.heads(), ["aaaa"]);
        }
    }
}
