//! What inspection finds beside tables, on schemas with everything; that it can be made again is held
//! by the round trip.

use sandshift::backend::connection::Connection;
use sandshift_model::catalog::Catalog;
use sandshift_test_servers::{TestDatabase, shell};

use crate::stage::server::{Server, connect};

fn rich(server: Server) -> (TestDatabase, Box<dyn Connection>) {
    let database = server.database();
    let ddl = match server {
        Server::Sqlite => include_str!("rich/sqlite.sql"),
        Server::Postgres => include_str!("rich/postgres.sql"),
        Server::MariaDb => include_str!("rich/mariadb.sql"),
    };
    shell(&database, ddl).unwrap();
    let connection = connect(&database);
    (database, connection)
}

/// Kind and name of each object without an operation, comments aside.
fn natives(catalog: &Catalog) -> Vec<String> {
    let natives = catalog.natives.values().filter(|native| native.kind != "comment");
    natives.map(|native| format!("{} {}", native.kind, native.name)).collect()
}

#[test]
fn objects_without_an_operation_on_postgres() {
    let (_database, mut connection) = rich(Server::Postgres);
    let catalog = connection.inspect().unwrap();
    let expected = [
        "aggregate ranked(integer ORDER BY integer)",
        "aggregate total(integer)",
        "cluster people",
        "collation \"Other\".german",
        "column compression people.doc",
        "column options people.name",
        "column statistics people.name",
        "column storage people.long_text",
        "composite type address",
        "domain \"Other\".word",
        "domain positive",
        "enum \"Other\".size",
        "forced row security holders",
        "index \"Other\".totals_name",
        "range type span",
        "replica identity people",
        "row policy holders.everybody",
        "row policy holders.mine",
        "row security holders",
        "rule names.quiet",
        "sequence owner owned",
        "statistics \"Other\".together",
        "trigger state people.asleep",
        "trigger state people.checked",
        "typed table typed",
        "view column default names.name",
        "view setting \"Other\".totals",
        "view setting safe",
    ];
    assert_eq!(natives(&catalog), expected);
    let comments = catalog.natives.values().filter(|native| native.kind == "comment").count();
    assert_eq!(comments, 20);
    // The default, NOT NULL and two checks.
    let domain = &catalog.natives[&("domain".to_owned(), "positive".to_owned())];
    assert_eq!(domain.create, "CREATE DOMAIN positive AS numeric(10,2)");
    assert_eq!(domain.parts.len(), 4);
}

#[test]
fn objects_without_an_operation_on_mariadb() {
    let (_database, mut connection) = rich(Server::MariaDb);
    let expected = [
        "event nightly",
        "event once",
        "ignored index people.sleeping",
        "view setting names",
        "view setting totals",
    ];
    assert_eq!(natives(&connection.inspect().unwrap()), expected);
}

#[test]
fn objects_without_an_operation_on_sqlite() {
    let (_database, mut connection) = rich(Server::Sqlite);
    let catalog = connection.inspect().unwrap();
    assert_eq!(
        natives(&catalog),
        ["virtual table boxes", "virtual table found", "virtual table papers"]
    );
    assert_eq!(catalog.tables.len(), 5, "shadow tables come and go with their virtual table");
}

#[test]
fn what_is_dropped_as_it_says_is_gone() {
    for server in [Server::Postgres, Server::MariaDb, Server::Sqlite] {
        let (_database, mut connection) = rich(server);
        let mut natives: Vec<_> = connection.inspect().unwrap().natives.into_values().collect();
        // Types are in use here.
        natives.retain(|native| native.stage != sandshift_model::object::Stage::BeforeTables);
        natives.sort_by_key(|native| std::cmp::Reverse(native.stage));
        for native in &natives {
            connection.execute(&native.drop).unwrap_or_else(|error| panic!("{error}: {native:?}"));
        }
        let left = connection.inspect().unwrap().natives.into_values();
        let left: Vec<_> = left.filter(|native| natives.contains(native)).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn an_open_transaction_stays_open_and_is_looked_into() {
    for server in [Server::Postgres, Server::Sqlite] {
        let database = server.database();
        let mut connection = connect(&database);
        connection.execute("BEGIN").unwrap();
        connection.execute("CREATE TABLE passing (id integer)").unwrap();
        assert_eq!(connection.inspect().unwrap().tables.len(), 1);
        assert!(connection.in_transaction().unwrap());
        connection.execute("ROLLBACK").unwrap();
        assert!(connection.inspect().unwrap().tables.is_empty());
        assert!(!connection.in_transaction().unwrap());
    }
}

#[test]
fn a_routine_whose_text_is_hidden_is_still_there() {
    let database = Server::MariaDb.database();
    let name = &database.name;
    shell(&database, "CREATE FUNCTION secret() RETURNS INT RETURN 1").unwrap();
    let server = sandshift_test_servers::MariaDb::shared();
    let user = format!("reader_{}", &name[name.len() - 12..]);
    server
        .administer(&format!(
            "CREATE USER {user}@'%' IDENTIFIED BY 'x'; GRANT SELECT, EXECUTE ON {name}.* TO {user}@'%'"
        ))
        .unwrap();
    let url = format!("mysql://{user}:x@127.0.0.1:{}/{name}", server.port());
    let purpose = sandshift::backend::open::Purpose::Change;
    let catalog = sandshift::backend::open::open(&url, purpose).unwrap().inspect().unwrap();
    server.administer(&format!("DROP USER {user}@'%'")).unwrap();
    let routine = catalog.functions.values().next().unwrap();
    assert_eq!((routine.name.to_string().as_str(), routine.definition.as_str()), ("secret", ""));
}
