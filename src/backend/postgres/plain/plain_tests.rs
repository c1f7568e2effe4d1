use sandshift_model::constraint::ConstraintKind;

use super::*;

#[track_caller]
fn part(sql: &str) -> PlainPart {
    match plain(sql) {
        Plain::Part(part) => *part,
        other => panic!("{sql}: {other:?}"),
    }
}

/// The columns of a table with types, then its constraints.
#[track_caller]
fn table(sql: &str, expected: &[&str], given: &[&str]) {
    let part = part(sql);
    let Makes::Table(table) = part.makes else { panic!("{sql}") };
    let columns = table.columns.iter().map(|column| {
        let null = if column.nullable { "" } else { " not null" };
        format!("{} {}{null}", column.name, column.ty)
    });
    let constraints = table.constraints.iter().map(|constraint| {
        let kind = match constraint.body.kind() {
            ConstraintKind::PrimaryKey => "primary",
            ConstraintKind::Unique => "unique",
            ConstraintKind::ForeignKey => "foreign",
            ConstraintKind::Check | ConstraintKind::Exclude => "other",
        };
        let name = constraint.name.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{kind} {name} {}", constraint.body.columns().len())
    });
    let found: Vec<String> = columns.chain(constraints).collect();
    assert_eq!(found, expected, "{sql}");
    let names: Vec<&str> = part.given.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, given, "{sql}");
}

#[test]
fn a_table_is_told_with_the_names_that_the_server_gives() {
    table(
        "CREATE TABLE T (\"Id\" INT4 NOT NULL, a varchar (20) UNIQUE, b decimal(5) REFERENCES u, \
         CONSTRAINT k PRIMARY KEY (\"Id\"), FOREIGN KEY (a, b) REFERENCES v (c, d) ON DELETE CASCADE)",
        &[
            "Id integer not null",
            "a string(20)",
            "b numeric(5, 0)",
            "unique t_a_key 1",
            "foreign t_b_fkey 1",
            "primary k 1",
            "foreign t_a_b_fkey 2",
        ],
        &["t_a_key", "t_b_fkey", "t_a_b_fkey"],
    );
    table(
        "create table if not exists \"order\" (at timestamp without time zone default now())",
        &["at datetime"],
        &[],
    );
}

#[test]
fn what_is_added_to_a_table_is_told() {
    assert!(matches!(part("CREATE INDEX ON t (a DESC, b)").makes, Makes::Index(_)));
    assert_eq!(part("CREATE INDEX ON t (a DESC, b)").given[0], "t_a_b_idx");
    assert!(part("CREATE UNIQUE INDEX i ON t USING btree (a)").given.is_empty());
    assert_eq!(part("ALTER TABLE ONLY t ADD PRIMARY KEY (a)").given[0], "t_pkey");
    let comment = Makes::Comment { column: None, text: Some("it's".to_owned()) };
    assert_eq!(part("COMMENT ON TABLE t IS 'it''s'").makes, comment);
    let none = Makes::Comment { column: None, text: None };
    assert_eq!(part("COMMENT ON TABLE t IS ''").makes, none);
}

#[test]
fn a_word_more_makes_a_statement_no_part_of_a_plain_table() {
    for sql in [
        "CREATE TABLE t (a serial)",
        "CREATE TABLE t (a int CHECK (a > 0))",
        "CREATE TABLE t (a int DEFAULT 1 + 1)",
        "CREATE TABLE t (a text COLLATE \"C\")",
        "CREATE TABLE t (a int[])",
        "CREATE TABLE t (a int UNIQUE DEFERRABLE)",
        "CREATE TABLE t (a int NULL, PRIMARY KEY (a))",
        "CREATE TABLE t (a \"text\")",
        "CREATE TABLE t (a pg_catalog.text)",
        "CREATE TABLE t (a int REFERENCES s.u)",
        "CREATE TABLE t (a int REFERENCES u ON DELETE SET NULL (a))",
        "CREATE TABLE t (a int REFERENCES u MATCH FULL)",
        "CREATE TABLE t (a int CONSTRAINT t_a_not_null UNIQUE)",
        "CREATE TABLE t (a int) WITH (fillfactor=70)",
        "CREATE UNLOGGED TABLE t (a int)",
        "CREATE TABLE s.t (a int)",
        "CREATE TABLE t ()",
        "CREATE INDEX ON t (lower(a))",
        "CREATE INDEX ON t (a text_pattern_ops)",
        "CREATE INDEX ON t (a) WHERE a > 0",
        "CREATE INDEX ON t USING gin (a)",
        "ALTER TABLE t ADD CHECK (a > 0)",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i",
        "COMMENT ON TABLE t IS E'x'",
        "CREATE TYPE mood AS ENUM ('a')",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "SET client_encoding = 'UTF8'",
    ] {
        assert_eq!(plain(sql), Plain::Apart, "{sql}");
    }
}

#[test]
fn what_may_change_the_meaning_of_words_is_unclear() {
    for sql in [
        "SET search_path = s",
        "SET client_encoding = 'LATIN1'",
        "CREATE TABLE pg_temp.t (a int)",
        "CREATE TEMP TABLE t (a int)",
        "CREATE VIEW \"pg_temp\".v AS SELECT 1",
        "CREATE TABLE sandshift_t (a int)",
        "CREATE TABLE t (a int) PARTITION BY LIST (a)",
        "ALTER TABLE t ATTACH PARTITION u DEFAULT",
        "ALTER TABLE t RENAME TO sandshift_t",
        "CREATE SCHEMA s",
        "CREATE EXTENSION citext",
        "CREATE TYPE r AS RANGE (SUBTYPE = int)",
        "DO $$ BEGIN END $$",
    ] {
        assert_eq!(plain(sql), Plain::Unclear, "{sql}");
    }
}
