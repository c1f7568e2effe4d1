//! SQL text on PostgreSQL that reads, writes and plants what is not granted. Nothing of the host checks it here.

use crate::reach::walls;
use crate::scene::Scene;

#[test]
fn case_24_and_25_tables_of_others_and_the_bookkeeping_are_out_of_reach() {
    let scene = Scene::postgres();
    let schema = scene.books.clone().unwrap().schema;
    for query in [
        "SELECT secret FROM other",
        "SELECT count(*) FROM acme.other",
        "SELECT secret FROM other_view",
        "WITH stolen AS (SELECT secret FROM other) SELECT * FROM stolen",
        "SELECT name FROM own WHERE (SELECT secret FROM other) > 'a'",
        "SELECT note FROM shared",
        "SELECT rolpassword FROM pg_catalog.pg_authid",
    ] {
        scene.fails(&walls(), &format!("db.query({query:?});"), "database::denied");
    }
    for sql in [
        "INSERT INTO own (id, name) SELECT 9, secret FROM other".to_owned(),
        "UPDATE other SET secret = 'x'".to_owned(),
        "TRUNCATE other".to_owned(),
        "DROP TABLE other".to_owned(),
        "ALTER TABLE other ADD COLUMN x text".to_owned(),
        "CREATE TRIGGER own_t AFTER INSERT ON other EXECUTE FUNCTION suppress_redundant_updates_trigger()".to_owned(),
        "DELETE FROM sandshift_heads".to_owned(),
        format!("UPDATE {schema}.sandshift_heads SET revision = 'ffff'"),
        format!("INSERT INTO {schema}.sandshift_journal SELECT * FROM {schema}.sandshift_journal"),
        format!("ALTER TABLE {schema}.sandshift_heads RENAME TO own_heads"),
        format!("DROP TABLE {schema}.sandshift_journal"),
        format!("DROP SCHEMA {schema} CASCADE"),
        format!("SELECT * FROM {schema}.sandshift_secret"),
        format!("SELECT {schema}.sandshift_book('', 'DELETE FROM sandshift_heads')"),
        format!("SELECT {schema}.sandshift_book(NULL, 'DELETE FROM sandshift_heads')"),
        "CREATE TABLE public.own_more (id integer)".to_owned(),
    ] {
        scene.denied(&sql);
    }
    scene.honest(
        &walls(),
        "db.execute(\"CREATE TABLE own_new (id integer PRIMARY KEY, name text)\");
         db.execute(\"INSERT INTO own_new SELECT id, 'x' FROM shared\");
         db.execute(\"DROP TABLE own_new\");",
    );
}

#[test]
fn operations_transforms_and_their_way_back_work_within_the_reach() {
    let scene = Scene::postgres();
    scene.honest(
        &walls(),
        "db.create_table(\"own_new\", [column(\"id\", integer()).primary_key()]);
         db.update(\"own\", #{ name: \"all\" }, #{ id: 1 });
         db.add_column(\"own\", column(\"more\", string(10)));
         db.transform(\"own\", #{ read: [\"name\"], write: [\"more\"] }, |row| #{ more: row.name });",
    );
    scene.back(&walls()).unwrap_or_else(|error| panic!("{error}: {error:?}"));
    assert_eq!(
        scene.values("SELECT name FROM acme.own ORDER BY id"),
        ["[Text(\"uno\")]", "[Text(\"two\")]"]
    );
}

#[test]
fn case_25_a_table_that_takes_the_name_of_the_bookkeeping_is_noticed() {
    let scene = Scene::postgres();
    let body = "db.execute(\"CREATE TABLE acme.sandshift_heads (revision text)\");";
    scene.fails(&walls(), body, "database::escaped");
    let body = "db.execute(\"CREATE TABLE acme.sandshift_more (revision text)\");";
    scene.fails(&walls(), body, "database::denied");
}

#[test]
fn case_26_a_table_with_a_name_outside_the_reach_does_not_come_to_the_commit() {
    let scene = Scene::postgres();
    for sql in [
        "ALTER TABLE own RENAME TO others",
        "CREATE TABLE others (id integer)",
        "CREATE VIEW others AS SELECT id FROM own",
        "ALTER TABLE own RENAME TO sandshift_more",
    ] {
        scene.denied(sql);
    }
    scene.fails(&walls(), "db.rename_table(\"own\", \"others\");", "database::denied");
}

#[test]
fn case_34_what_would_work_in_sessions_of_others_does_not_come_to_the_commit() {
    let scene = Scene::postgres();
    for sql in [
        "CREATE FUNCTION own_f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT ''x'''",
        "CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = texteq)",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
        "ALTER ROLE CURRENT_USER PASSWORD 'known'",
        "DO $$ BEGIN ALTER ROLE CURRENT_USER SET statement_timeout = 1; END $$",
        "CREATE VIEW own_view AS SELECT secret FROM other",
        "CREATE EVENT TRIGGER own_e ON ddl_command_end EXECUTE FUNCTION pg_notify()",
        "DO $$ BEGIN CREATE FUNCTION own_f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; END $$",
    ] {
        let before = scene.image();
        scene.run(&walls(), &format!("db.execute({sql:?});")).expect_err(sql);
        before.is_kept(&scene.image(), sql);
    }
}
