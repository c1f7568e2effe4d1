//! What Alembic does not detect, one test per row of its table, on each database that has the kind:
//! the difference is found, leads there, and a second one is empty.

use sandshift::schema::diff::{diff, guesses};
use sandshift::schema::renames::{Renamed, Renames};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;

use crate::stage::project::Operations;
use crate::stage::server::{Server, connect};

const EVERYWHERE: [Server; 3] = [Server::Sqlite, Server::Postgres, Server::MariaDb];

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// Makes both schemas, goes from one to the other, and gives the steps as lines.
#[track_caller]
fn leads(server: Server, from: &[&str], to: &[&str], confirmed: &[Renamed]) -> Vec<String> {
    let (is, should) = (server.database(), server.database());
    for (database, statements) in [(&is, from), (&should, to)] {
        let mut connection = connect(database);
        for sql in statements {
            connection.execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        }
    }
    let (old, target) = (connect(&is).inspect().unwrap(), connect(&should).inspect().unwrap());
    let renames = Renames { confirmed: confirmed.to_vec(), denied: Vec::new() };
    let way = diff(&old, &target, server.dialect(), &renames).unwrap();
    let operations: Vec<Operation> = way.operations().cloned().collect();
    let told: Vec<String> = operations.iter().map(Operation::describe).collect();
    assert!(!told.is_empty(), "{server:?}: nothing was detected");
    Operations::new(&[&operations])
        .up(&is, "heads")
        .unwrap_or_else(|error| panic!("{server:?}: {error}\n{told:#?}"));
    let after = connect(&is).inspect().unwrap();
    let left = diff(&after, &target, server.dialect(), &Renames::default()).unwrap();
    assert!(left.is_empty(), "{server:?}: {left:#?}\nof {told:#?}");
    told
}

const PERSONS: &str = "CREATE TABLE persons (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40))";

#[test]
fn a_renamed_table_is_a_guess_and_a_rename_when_confirmed() {
    let people = PERSONS.replace("persons", "people");
    let renamed = Renamed::Table { from: ObjectName::bare(ident("persons")), to: ident("people") };
    for server in EVERYWHERE {
        let told = leads(server, &[PERSONS], &[&people], std::slice::from_ref(&renamed));
        assert!(told.iter().all(|line| line.starts_with("rename")), "{told:?}");
    }
}

#[test]
fn a_renamed_column_is_a_guess_and_a_rename_when_confirmed() {
    let new = PERSONS.replace("name", "full_name");
    let renamed = Renamed::Column {
        table: ObjectName::bare(ident("persons")),
        from: ident("name"),
        to: ident("full_name"),
    };
    for server in EVERYWHERE {
        let (is, should) = (server.database(), server.database());
        connect(&is).execute(PERSONS).unwrap();
        connect(&should).execute(&new).unwrap();
        let (old, target) = (connect(&is).inspect().unwrap(), connect(&should).inspect().unwrap());
        let guessed = guesses(&old, &target, &Renames::default());
        assert_eq!(guessed.first().map(|guess| &guess.renamed), Some(&renamed));
        let told = leads(server, &[PERSONS], &[&new], std::slice::from_ref(&renamed));
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn the_expression_of_a_check_is_compared() {
    let check = |expression: &str| {
        format!(
            "CREATE TABLE persons (id INTEGER PRIMARY KEY, age INTEGER, CONSTRAINT adult CHECK ({expression}))"
        )
    };
    for server in EVERYWHERE {
        leads(server, &[&check("age > 17")], &[&check("age > 20")], &[]);
    }
}

#[test]
fn anonymous_constraints_are_compared() {
    let old = "CREATE TABLE persons (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, UNIQUE (a), CHECK (b > 1))";
    let new = "CREATE TABLE persons (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, UNIQUE (b), CHECK (b > 2))";
    for server in EVERYWHERE {
        leads(server, &[old], &[new], &[]);
    }
}

#[test]
fn the_values_of_an_enum_are_compared() {
    let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, is_in status NOT NULL DEFAULT 'new')";
    let with = |values: &str| format!("CREATE TYPE status AS ENUM ({values})");
    let old = with("'old', 'new'");
    for values in ["'old', 'middle', 'new', 'last'", "'new', 'old'", "'new'"] {
        leads(Server::Postgres, &[&old, table], &[&with(values), table], &[]);
    }
    let native =
        |values: &str| format!("CREATE TABLE t (id INT PRIMARY KEY, is_in ENUM({values}))");
    leads(Server::MariaDb, &[&native("'a', 'b'")], &[&native("'a', 'c'")], &[]);
}

#[test]
fn another_primary_key_is_found() {
    let old = "CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a))";
    let new = "CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (b, a))";
    for server in EVERYWHERE {
        leads(server, &[old], &[new], &[]);
    }
}

#[test]
fn an_exclusion_is_found() {
    let old = "CREATE TABLE t (id integer PRIMARY KEY, span int4range)";
    let new = "CREATE TABLE t (id integer PRIMARY KEY, span int4range, \
               EXCLUDE USING gist (span WITH &&))";
    leads(Server::Postgres, &[old], &[new], &[]);
    leads(Server::Postgres, &[new], &[old], &[]);
}

#[test]
fn sequences_are_compared() {
    for server in [Server::Postgres, Server::MariaDb] {
        leads(
            server,
            &["CREATE SEQUENCE a", "CREATE SEQUENCE gone"],
            &["CREATE SEQUENCE a START WITH 5 INCREMENT BY 2", "CREATE SEQUENCE new"],
            &[],
        );
    }
}

#[test]
fn views_are_compared() {
    let (old, new) = ("SELECT id FROM persons", "SELECT id, name FROM persons");
    let view = |query: &str| format!("CREATE VIEW v AS {query}");
    for server in EVERYWHERE {
        leads(server, &[PERSONS, &view(old)], &[PERSONS, &view(new)], &[]);
    }
}

#[test]
fn triggers_are_compared() {
    let text = |server, value: &str| match server {
        Server::Sqlite => format!(
            "CREATE TRIGGER t AFTER INSERT ON persons BEGIN DELETE FROM persons WHERE id = {value}; END"
        ),
        _ => format!("CREATE TRIGGER t BEFORE INSERT ON persons FOR EACH ROW SET NEW.id = {value}"),
    };
    for server in [Server::Sqlite, Server::MariaDb] {
        leads(server, &[PERSONS, &text(server, "1")], &[PERSONS, &text(server, "2")], &[]);
    }
    let function =
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";
    let trigger = |event: &str| {
        format!("CREATE TRIGGER t BEFORE {event} ON persons FOR EACH ROW EXECUTE FUNCTION f()")
    };
    let (old, new) = (trigger("INSERT"), trigger("UPDATE"));
    leads(Server::Postgres, &[PERSONS, function, &old], &[PERSONS, function, &new], &[]);
}

#[test]
fn functions_are_compared() {
    let of = |server, result: &str, value: &str| match server {
        Server::Postgres => {
            format!(
                "CREATE FUNCTION f(n integer) RETURNS {result} LANGUAGE sql AS 'SELECT {value}'"
            )
        }
        _ => format!("CREATE FUNCTION f(n INTEGER) RETURNS {result} DETERMINISTIC RETURN {value}"),
    };
    for server in [Server::Postgres, Server::MariaDb] {
        let old = of(server, "integer", "1");
        leads(server, &[&old], &[&of(server, "integer", "2")], &[]);
        leads(server, &[&old], &[&of(server, "bigint", "3")], &[]);
    }
}

#[test]
fn extensions_are_compared() {
    leads(Server::Postgres, &[], &["CREATE EXTENSION citext"], &[]);
}
