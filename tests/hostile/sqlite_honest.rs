//! What stays within the walls works on SQLite as it does without them.

use crate::reach::walls;
use crate::scene::Scene;

#[test]
fn operations_that_make_a_table_again_work_within_the_reach_and_are_rolled_back() {
    let scene = Scene::sqlite();
    let before = scene.values("SELECT id, name, hidden FROM own");
    scene.honest(
        &walls(),
        "db.add_column(\"own\", column(\"more\", string(10)));
         db.alter_column(\"own\", \"name\", #{ nullable: false });
         db.create_index(\"ix_own_name\", \"own\", [\"name\"]);
         db.create_table(\"own_new\", [column(\"id\", integer()).primary_key(), column(\"own_id\", integer()).references(\"own\", \"id\")]);
         db.rename_table(\"own_new\", \"own_newer\");
         db.alter_column(\"own_newer\", \"own_id\", #{ new_name: \"own\" });
         db.update(\"own\", #{ name: \"all\" }, \"id > 0\");
         db.transform(\"own\", #{ read: [\"name\"], write: [\"more\"] }, |row| #{ more: row.name + \"!\" });
         db.drop_column(\"own\", \"name\", #{ keep: true });",
    );
    assert_eq!(scene.values("SELECT more FROM own"), ["[Text(\"all!\")]", "[Text(\"all!\")]"]);
    scene.back(&walls()).unwrap_or_else(|error| panic!("{error}: {error:?}"));
    assert_eq!(scene.values("SELECT id, name, hidden FROM own"), before);
}

#[test]
fn a_rename_to_a_name_outside_the_reach_does_not_come_to_the_commit() {
    let scene = Scene::sqlite();
    let body = "db.rename_table(\"own\", \"others\");";
    scene.fails(&walls(), body, "database::denied");
}

#[test]
fn sql_text_of_all_kinds_works_within_the_reach() {
    let scene = Scene::sqlite();
    scene.honest(
        &walls(),
        "db.execute(\"CREATE TABLE own_new (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT DEFAULT (datetime('now')), x AS (id * 2) STORED CHECK (x > 0))\");
         db.execute(\"CREATE UNIQUE INDEX own_ix ON own_new (lower(at), id)\");
         db.execute(\"INSERT INTO own_new (id) SELECT value FROM json_each('[1, 2, 3]')\");
         db.execute(\"ALTER TABLE own_new ADD COLUMN y TEXT\");
         db.execute(\"UPDATE own_new SET y = upper('a') WHERE rowid = 1\");
         db.execute(\"DELETE FROM own_new WHERE id = 2\");
         db.execute(\"ALTER TABLE own_new DROP COLUMN y\");
         db.execute(\"DROP INDEX own_ix\");
         db.execute(\"CREATE VIEW own_view AS SELECT id, x FROM own_new\");
         let rows = db.query(\"SELECT sum(x) AS x FROM own_view\");
         db.execute(\"DROP VIEW own_view\");
         db.execute(\"DROP TABLE own_new\");",
    );
}
