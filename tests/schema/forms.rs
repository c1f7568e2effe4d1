//! A schema written as SQL or as rhai makes the same schema again.

use sandshift::report::sql::script;
use sandshift::schema::script::declaration;
use sandshift::schema::selection::Selection;
use sandshift::schema::statements::statements;
use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_test_servers::{TestDatabase, shell};

use crate::recorder::Recorder;
use crate::stage::image::{Order, difference, schema};
use crate::stage::project::Operations;
use crate::stage::server::{Server, connect};

/// Tables that point to each other, odd names, and one of every object that all databases have.
const SCHEMA: &str = r#"
    db.create_table("it's a \"tëam\"; `x`", [
        column("id", integer()).primary_key().autoincrement(),
        column("select \\ it", string(20)).not_null().unique().default("it's \\ ${so}\n"),
        column("lead", integer()),
    ]);
    db.create_table("persons", [
        column("id", integer()).primary_key(),
        column("email", string(100)).not_null(),
        column("team_id", integer())
            .references("it's a \"tëam\"; `x`", "id", #{ on_delete: "cascade" })
            .index(),
        column("total", numeric(10, 2)).not_null().default(decimal("1.50")),
        column("made", datetime()).not_null().default_now(),
        unique(["email", "team_id"], #{ name: "one email a team" }),
        check("total >= 0"),
        check("total < 100000", #{ name: "small" }),
        index(["email", "made"], #{ name: "by email", unique: true }),
    ]);
    db.create_foreign_key("fk_lead", "it's a \"tëam\"; `x`", "persons", ["lead"], ["id"]);
    db.create_view("rich", "SELECT id, email FROM persons WHERE total > 1000");
    db.create_view("richest", "SELECT id FROM rich");
"#;

/// What one database has beside.
fn own(server: Server) -> &'static str {
    match server {
        Server::Sqlite => {
            r#"
    db.create_trigger("tr", "persons", `CREATE TRIGGER tr AFTER INSERT ON persons BEGIN
  UPDATE persons SET total = total;
END`);
    db.create_table("pairs", [
        column("k", text()).not_null(),
        column("v", native("ANY")),
        primary_key(["k"], #{ native: "ON CONFLICT REPLACE" }),
    ], #{ strict: true });
    db.create_index("big", "persons", [expr("lower(email)")], #{ where: "total > 10" });
"#
        }
        Server::Postgres => {
            r#"
    db.create_enum("mood", ["ok", "it's"]);
    db.create_sequence("numbers", #{ start: 7, increment: 3 });
    db.create_function("touch", `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NEW;
END
$$`);
    db.create_trigger("tr", "persons", "CREATE TRIGGER tr BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION touch()");
    db.create_table("notes", [
        column("id", big_integer()).primary_key().identity(#{ always: true, start: 100 }),
        column("mood", enum_type("mood")).not_null().default("it's"),
        column("tags", array(text())).default_sql("'{}'"),
        column("doc", json()),
        column("at", timestamp_tz()).not_null().default_now().comment("when; it's"),
    ], #{ comment: "what is noted" });
    db.create_index("by_doc", "notes", ["doc"], #{ method: "gin", where: "id > 10" });
"#
        }
        Server::MariaDb => {
            r#"
    db.create_trigger("tr", "persons", `CREATE TRIGGER tr BEFORE INSERT ON persons FOR EACH ROW BEGIN
  SET NEW.total = NEW.total;
  SET NEW.email = NEW.email;
END`);
    db.create_sequence("numbers", #{ start: 7, increment: 3 });
    db.create_table("notes", [
        column("id", big_integer()).primary_key().autoincrement(),
        column("word", string(40)).collate("utf8mb4_bin").comment("a word; it's"),
    ], #{ engine: "InnoDB", comment: "what is noted" });
"#
        }
    }
}

/// The operations of the body of a script.
fn operations(server: Server, source: &str) -> Vec<Operation> {
    let dialect = server.dialect().name();
    let host = Recorder::new(dialect).after(source).unwrap_or_else(|error| panic!("{error}"));
    host.operations
}

fn made(server: Server, operations: &[Operation]) -> (TestDatabase, Catalog) {
    let database = server.database();
    let all = Operations::new(&[operations]);
    all.up(&database, "head").unwrap_or_else(|error| panic!("{error:?}"));
    let catalog = connect(&database).inspect().unwrap();
    (database, catalog)
}

fn assert_same(expected: &Catalog, actual: &Catalog, text: &str) {
    let (expected, actual) = (schema(expected, Order::Kept), schema(actual, Order::Kept));
    if let Some(difference) = difference(&expected, &actual) {
        panic!("{difference}\n{text}");
    }
}

fn goes_round(server: Server) {
    let dialect = server.dialect();
    let source = format!("fn up(db) {{{SCHEMA}{}}}\n", own(server));
    let (_database, whole) = made(server, &operations(server, &source));
    let selection = Selection::of(&whole, &[]).unwrap();
    let creation = selection.creation(&whole, dialect).unwrap();

    let written = declaration(&creation, dialect.name());
    let again = written.replace("fn schema(db)", "fn up(db)");
    let (_database, declared) = made(server, &operations(server, &again));
    assert_same(&whole, &declared, &written);

    let all = statements(creation.operations(), &Catalog::default(), dialect).unwrap();
    let written = script(dialect, &all);
    let database = server.database();
    shell(&database, &written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_same(&whole, &connect(&database).inspect().unwrap(), &written);
}

#[test]
fn sqlite_makes_the_same_schema_of_what_was_written() {
    goes_round(Server::Sqlite);
}

#[test]
fn postgres_makes_the_same_schema_of_what_was_written() {
    goes_round(Server::Postgres);
}

#[test]
fn mariadb_makes_the_same_schema_of_what_was_written() {
    goes_round(Server::MariaDb);
}

#[test]
fn one_table_is_made_where_the_rest_is_there() {
    let server = Server::Postgres;
    let dialect = server.dialect();
    let source = format!("fn up(db) {{{SCHEMA}{}}}\n", own(server));
    let (database, whole) = made(server, &operations(server, &source));
    let selection = Selection::of(&whole, &["notes".to_owned()]).unwrap();
    let creation = selection.creation(&whole, dialect).unwrap();
    let all = statements(creation.operations(), &selection.rest, dialect).unwrap();
    let mut connection = connect(&database);
    connection.execute("DROP TABLE notes").unwrap();
    connection.execute("DROP TYPE mood").unwrap();
    let written = script(dialect, &all);
    shell(&database, &written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_same(&whole, &connection.inspect().unwrap(), &written);
}
