//! Plain tables beside other ones, in each other's way, and where nothing is plain.

use std::collections::BTreeSet;

use sandshift::backend::open;
use sandshift::backend::plain::Plain;
use sandshift_model::value::Value;
use sandshift_test_servers::shell;

use crate::known::Reader;
use crate::stage::server::{Server, connect};

const TEAMS: &str = "CREATE TABLE teams (id integer PRIMARY KEY, name text NOT NULL UNIQUE);\n";

/// Reads texts without a file, each also anew; gives how many tables the text alone told each time.
#[track_caller]
fn told(texts: &[&str]) -> Vec<usize> {
    let reader = Reader::new();
    texts.iter().map(|text| reader.same_as_anew(reader.read_plain(text), text)).collect()
}

/// How many tables are told of `teams` and a text behind it.
#[track_caller]
fn behind_teams(text: &str) -> usize {
    told(&[&format!("{TEAMS}{text}")])[0]
}

#[test]
fn plain_tables_are_told_beside_others() {
    let text = "CREATE TYPE mood AS ENUM ('ok');
        CREATE TABLE persons (id serial PRIMARY KEY, team integer REFERENCES teams, mood mood);
        CREATE INDEX ON persons (team);
        CREATE TABLE seats (team integer PRIMARY KEY REFERENCES teams ON DELETE CASCADE);
        CREATE TABLE places (seat integer REFERENCES seats (team), person integer REFERENCES persons);";
    assert_eq!(behind_teams(text), 2);
    let reader = Reader::new();
    let text = format!("{TEAMS}{text}");
    // From the second reading on the file tells those that are not plain.
    assert_eq!(reader.same(&[&text, &text, &text]), [2, 4, 4]);
}

#[test]
fn a_schema_that_is_all_plain_leaves_no_file() {
    let reader = Reader::new();
    assert_eq!(reader.same(&[TEAMS, TEAMS]), [1, 1]);
    assert!(!reader.has_file());
}

#[test]
fn a_table_that_others_name_is_made() {
    assert_eq!(behind_teams("CREATE VIEW listed AS SELECT * FROM teams;"), 0);
    assert_eq!(behind_teams("COMMENT ON INDEX teams_name_key IS 'by name';"), 0);
    assert_eq!(behind_teams("ALTER TABLE teams ENABLE ROW LEVEL SECURITY;"), 0);
    assert_eq!(
        behind_teams("CREATE TABLE heirs (a integer, CHECK (a <> 'teams'::regclass::int));"),
        0
    );
    assert_eq!(behind_teams("CREATE VIEW other AS SELECT 1 AS a;"), 1);
}

#[test]
fn a_setting_or_a_schema_leaves_nothing_plain() {
    for before in [
        "SET search_path = public;",
        "SET default_tablespace = '';",
        "SELECT pg_catalog.set_config('search_path', 'public', false);",
        "CREATE SCHEMA other;",
        "CREATE EXTENSION citext;",
        "CREATE TEMP TABLE beside (a integer);",
        "CREATE TABLE sandshift_odd (a integer);",
        "CREATE TABLE parts (a integer) PARTITION BY LIST (a);",
    ] {
        assert_eq!(told(&[&format!("{before}{TEAMS}")]), [0], "{before}");
    }
    for before in [
        "SET standard_conforming_strings = on;",
        "SET client_min_messages = warning;",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
        "CREATE SEQUENCE numbers;",
        "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);",
    ] {
        assert_eq!(told(&[&format!("{before}{TEAMS}")]), [1], "{before}");
    }
}

#[test]
fn names_that_meet_come_out_as_the_server_finds_them() {
    for other in [
        "CREATE TABLE teams_name_key (a integer);",
        "CREATE TABLE other (a integer, CONSTRAINT teams_pkey UNIQUE (a));",
        "CREATE TABLE other (a integer, CONSTRAINT teams_pkey CHECK (a > 1));",
        "CREATE TABLE other (a serial, CONSTRAINT teams_pkey CHECK (a > 1));",
        "CREATE TABLE other (a integer, b integer); CREATE INDEX teams_pkey ON other (a);",
        "CREATE VIEW teams_pkey AS SELECT 1 AS a;",
        "CREATE SEQUENCE teams;",
        "CREATE TYPE teams AS ENUM ('a');",
        "CREATE DOMAIN teams AS text;",
        "CREATE TYPE teams_pkey AS ENUM ('a');",
        "CREATE TABLE tea (id integer, ms_name integer UNIQUE);",
        "CREATE TABLE _teams (id integer);",
        "CREATE TABLE other (id integer UNIQUE, other integer CONSTRAINT other_id_key REFERENCES other (id));",
        "CREATE TABLE other (id integer UNIQUE, a integer CONSTRAINT other_id_fkey REFERENCES other (id), FOREIGN KEY (id) REFERENCES other (id));",
        "CREATE TABLE same (a integer CONSTRAINT one REFERENCES teams); CREATE TABLE again (a integer CONSTRAINT one REFERENCES teams);",
        "CREATE TABLE a (b_c integer REFERENCES teams); CREATE TABLE a_b (c integer REFERENCES teams);",
        "CREATE TABLE a (b_c integer REFERENCES teams, d serial); CREATE TABLE a_b (c integer REFERENCES teams);",
    ] {
        let texts = [format!("{other}{TEAMS}"), format!("{TEAMS}{other}")];
        told(&[&texts[0], &texts[1]]);
    }
    let same = "CREATE TABLE same (a integer CONSTRAINT one REFERENCES teams);
        CREATE TABLE again (a integer CONSTRAINT one REFERENCES teams);";
    assert_eq!(behind_teams(same), 3);
}

#[test]
fn names_and_keys_that_the_server_refuses_are_refused_with_its_words() {
    for bad in [
        "CREATE TABLE bad (a integer, A integer);",
        "CREATE TABLE bad (a integer, PRIMARY KEY (b));",
        "CREATE TABLE bad (a integer PRIMARY KEY, b integer PRIMARY KEY);",
        "CREATE TABLE bad (a integer PRIMARY KEY); ALTER TABLE bad ADD PRIMARY KEY (a);",
        "CREATE TABLE bad (a integer, UNIQUE (a, a));",
        "CREATE TABLE bad (a integer NULL PRIMARY KEY);",
        "CREATE TABLE bad (a integer NULL NOT NULL);",
        "CREATE TABLE bad (a json UNIQUE);",
        "CREATE TABLE bad (a json); CREATE INDEX ON bad (a);",
        "CREATE TABLE bad (a integer); CREATE INDEX ON bad (b);",
        "CREATE TABLE bad (a integer); CREATE INDEX teams ON bad (a);",
        "CREATE TABLE bad (a integer); CREATE INDEX one ON bad (a); CREATE INDEX one ON bad (a);",
        "CREATE TABLE bad (a integer CONSTRAINT teams_pkey UNIQUE);",
        "CREATE TABLE bad (a integer CONSTRAINT bad UNIQUE);",
        "CREATE TABLE bad (a integer CONSTRAINT one REFERENCES teams, b integer CONSTRAINT one REFERENCES teams);",
        "CREATE TABLE bad (a integer CONSTRAINT one REFERENCES teams CONSTRAINT one UNIQUE);",
        "CREATE TABLE bad (a integer REFERENCES missing);",
        "CREATE TABLE bad (a integer REFERENCES later); CREATE TABLE later (id integer PRIMARY KEY);",
        "CREATE TABLE bad (a integer REFERENCES bad);",
        "CREATE TABLE bad (a text REFERENCES teams);",
        "CREATE TABLE bad (a integer REFERENCES teams (name));",
        "CREATE TABLE bad (a integer REFERENCES teams (missing));",
        "CREATE TABLE bad (a integer REFERENCES teams (id, name));",
        "CREATE TABLE bad (a integer, b text, FOREIGN KEY (a, b) REFERENCES teams (id, name));",
        "CREATE TABLE bad (a integer, FOREIGN KEY (b) REFERENCES teams);",
        "CREATE TABLE bad (a integer REFERENCES pg_class);",
        "CREATE TABLE bad (a integer REFERENCES \"Teams\");",
        "CREATE TABLE teams (a integer);",
        "CREATE TABLE pg_bad (a integer); CREATE TABLE bad (a integer REFERENCES pg_bad);",
        "CREATE INDEX ON missing (a);",
        "ALTER TABLE teams ADD CONSTRAINT teams_name_key UNIQUE (name, id);",
        "CREATE TABLE tea (id integer); CREATE INDEX teams ON tea (id);",
    ] {
        behind_teams(bad);
    }
}

#[test]
fn words_that_the_server_refuses_are_refused_with_its_words() {
    for bad in [
        "CREATE TABLE bad (a varchar(0));",
        "CREATE TABLE bad (a varchar(10485761));",
        "CREATE TABLE bad (a numeric(5, 2000));",
        "CREATE TABLE bad (a numeric(1001));",
        "CREATE TABLE bad (a timestamp(3, 3));",
        "CREATE TABLE bad (a int(4));",
        "CREATE TABLE bad (a text(4));",
        "CREATE TABLE bad (a integer DEFAULT 'x');",
        "CREATE TABLE bad (a integer DEFAULT 1 DEFAULT 2);",
        "CREATE TABLE bad (a integer DEFAULT true);",
        "CREATE TABLE bad (a boolean DEFAULT 1);",
        "CREATE TABLE bad (a text DEFAULT b);",
        "CREATE TABLE bad (a missing);",
        "CREATE TABLE bad (ctid integer);",
        "CREATE TABLE bad (user integer);",
        "CREATE TABLE order (a integer);",
        "CREATE TABLE bad (a integer,);",
        "CREATE TABLE bad (a integer;",
        "CREATE TABLE bad (a integer) b;",
        "COMMENT ON COLUMN teams.missing IS 'x';",
        "COMMENT ON TABLE teams IS x;",
    ] {
        behind_teams(bad);
    }
    let many = |columns: usize| {
        let columns: Vec<String> = (0..columns).map(|at| format!("c{at} integer")).collect();
        format!("CREATE TABLE many ({});", columns.join(", "))
    };
    assert_eq!(behind_teams(&many(1601)), 0);
    assert_eq!(behind_teams(&many(900)), 2);
}

#[test]
fn surroundings_that_change_tables_are_seen() {
    for (sql, makes) in [
        ("SELECT 1", true),
        ("CREATE TYPE mood AS ENUM ('ok')", true),
        ("CREATE TABLE there (a integer)", false),
        ("CREATE VIEW there AS SELECT 1 AS a", false),
        ("CREATE EXTENSION citext", false),
        ("DROP SCHEMA public", false),
        ("quote_all_identifiers = on", false),
        ("search_path = public, pg_catalog", false),
        ("search_path = ''", false),
        ("default_transaction_read_only = on", false),
        ("geqo = off", true),
    ] {
        let database = Server::Postgres.database();
        let sql = match sql.contains(" = ") {
            true => format!(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {}', current_database()); END $$",
                sql.replace('\'', "''")
            ),
            false => sql.to_owned(),
        };
        shell(&database, &sql).unwrap();
        assert_eq!(connect(&database).makes_plain_tables().unwrap(), makes, "{sql}");
    }
}

#[test]
fn every_keyword_of_the_server_is_no_plain_name() {
    let database = Server::Postgres.database();
    let mut words = BTreeSet::new();
    let sql = "SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'";
    connect(&database)
        .query(sql, &mut |_, row| {
            words.extend(row.into_iter().next().and_then(Value::into_text));
            true
        })
        .unwrap();
    assert!(words.len() > 100);
    let dialect = open::dialect("postgres").unwrap();
    for word in words {
        for sql in [
            format!("CREATE TABLE {word} (a integer)"),
            format!("CREATE TABLE t ({word} integer)"),
            format!("CREATE TABLE t (a integer CONSTRAINT {word} UNIQUE)"),
        ] {
            assert!(!matches!(dialect.plain(&sql), Plain::Part(_)), "{sql}");
        }
    }
}
