use super::*;

#[track_caller]
fn of_table(sql: &str, table: &str, role: Role, references: &[&str]) {
    match part(sql) {
        Part::OfTable(part) => {
            assert_eq!((part.table.to_string().as_str(), part.role), (table, role), "{sql}");
            let found: Vec<&str> = part.references.into_iter().map(|range| &sql[range]).collect();
            assert_eq!(found, references, "{sql}");
        }
        other => panic!("{sql}: {other:?}"),
    }
}

#[test]
fn a_plain_table_and_what_is_added_to_it_are_parts_of_it() {
    of_table("CREATE TABLE T (a int)", "t", Role::Table, &[]);
    of_table(
        "create unlogged table if not exists s.\"T\" (a int check (a in (1)), b text) with (fillfactor=70)",
        "s.T",
        Role::Table,
        &[],
    );
    of_table(
        "CREATE TABLE t (a int REFERENCES u, b int, FOREIGN KEY (b) REFERENCES s.\"V\" (id))",
        "t",
        Role::Table,
        &["u", "\"V\""],
    );
    of_table("CREATE INDEX ON t (a)", "t", Role::Index, &[]);
    of_table("CREATE UNIQUE INDEX i ON ONLY s.t USING btree (a)", "s.t", Role::UniqueIndex, &[]);
    of_table("CREATE INDEX IF NOT EXISTS i ON t (a)", "t", Role::Index, &[]);
    of_table(
        "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (a, b)",
        "public.t",
        Role::Key,
        &[],
    );
    of_table("CREATE TABLE t (a text DEFAULT 'ACTIVE' CHECK (a ~ '^\\d'))", "t", Role::Table, &[]);
    of_table("CREATE TABLE t (a text DEFAULT E'\\\\7\\n')", "t", Role::Table, &[]);
    of_table("ALTER TABLE t ADD UNIQUE (a)", "t", Role::Key, &[]);
    of_table("ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "t", Role::Other, &[]);
    of_table("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b)", "t", Role::Other, &["u"]);
    of_table("COMMENT ON TABLE s.t IS 'x.y'", "s.t", Role::Other, &[]);
    of_table("COMMENT ON COLUMN t.a IS NULL", "t", Role::Other, &[]);
    of_table("COMMENT ON COLUMN s.t.a IS 'x'", "s.t", Role::Other, &[]);
}

#[test]
fn what_is_more_than_a_plain_table_stands_beside() {
    for sql in [
        "CREATE TABLE t (LIKE u)",
        "CREATE TABLE t (a int, LIKE u INCLUDING ALL)",
        "CREATE TABLE t (a int) INHERITS (u)",
        "CREATE TABLE t (a int) PARTITION BY LIST (a)",
        "CREATE TABLE t PARTITION OF u DEFAULT",
        "CREATE TABLE t OF y",
        "CREATE TABLE t (a int) WITH (fillfactor=70) TABLESPACE x",
        "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s))",
        "CREATE TEMP TABLE t (a int)",
        "ALTER TABLE t ADD COLUMN a int",
        "ALTER TABLE t ADD CHECK (a > 0), ADD COLUMN b int",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE IF EXISTS t ADD UNIQUE (a)",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE VIEW v AS SELECT 1",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA",
        "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE EXTENSION citext",
        "CREATE SCHEMA audit",
        "COMMENT ON INDEX i IS 'x'",
        "SET search_path = ''",
        "SET standard_conforming_strings = on",
        "SELECT pg_catalog.set_config('search_path', '', false)",
    ] {
        assert_eq!(part(sql), Part::Beside, "{sql}");
    }
}

#[test]
fn what_may_touch_anything_is_unclear() {
    for sql in [
        "DO $$ BEGIN END $$",
        "CALL p()",
        "SELECT f()",
        "SELECT set_config('standard_conforming_strings', 'off', false)",
        "SELECT set_config('search_path', f(), false)",
        "SET standard_conforming_strings = off",
        "SET ROLE app",
        "SET SESSION AUTHORIZATION app",
        "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()",
        "CREATE MATERIALIZED VIEW v AS SELECT f()",
        "CREATE TABLE t AS SELECT f()",
        "CREATE TABLE t (a) AS SELECT f()",
        "CREATE SCHEMA s CREATE TABLE t (a int)",
        "ALTER SCHEMA a RENAME TO b",
        "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
        "INSERT INTO t VALUES (1)",
        "DROP TYPE mood CASCADE",
        "CREATE TABLE U&\"t\" (a int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS E'SELECT 1 FROM \\x74'",
        "CREATE TABLE t (a text DEFAULT 'x",
    ] {
        assert_eq!(part(sql), Part::Unclear, "{sql}");
    }
}
