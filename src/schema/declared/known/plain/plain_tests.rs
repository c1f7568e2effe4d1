use super::*;
use crate::backend::open;

/// The names of the plain tables of a text.
#[track_caller]
fn plain(text: &str, expected: &[&str]) {
    let dialect = open::dialect("postgres").unwrap();
    let pieces = dialect.split(text).unwrap();
    let parts = Parts::of(&pieces, dialect).unwrap();
    let tables = tables(&parts, &pieces, dialect);
    let names: Vec<String> = tables.values().map(|plain| plain.table.name.to_string()).collect();
    assert_eq!(names, expected, "{text}");
}

const KEY: &str = "CREATE TABLE a (id int PRIMARY KEY, n text);";

#[test]
fn a_foreign_key_needs_a_plain_table_with_that_key_before_it() {
    let with = |more: &str| format!("{KEY}{more}");
    plain(&with("CREATE TABLE b (a bigint REFERENCES a);"), &["a", "b"]);
    plain(&with("CREATE TABLE b (id int UNIQUE, up int REFERENCES b (id));"), &["a", "b"]);
    plain(&with("CREATE TABLE b (a text REFERENCES a (n));"), &["a"]);
    plain(
        &with("CREATE UNIQUE INDEX ON a (n); CREATE TABLE b (a text REFERENCES a (n));"),
        &["a", "b"],
    );
    plain(&with("CREATE TABLE b (a text REFERENCES a (n)); CREATE UNIQUE INDEX ON a (n);"), &["a"]);
    plain(&with("CREATE TABLE b (a text REFERENCES a);"), &["a"]);
    plain(&format!("CREATE TABLE b (a int REFERENCES a);{KEY}"), &["a"]);
    // What is no plain table takes those along that point to it, also when that comes out later.
    let chain = "CREATE TABLE b (a int PRIMARY KEY REFERENCES a);
        CREATE TABLE c (b int REFERENCES b); CREATE TABLE d (id int);";
    plain(&with(chain), &["a", "b", "c", "d"]);
    plain(&format!("{KEY}{chain}CREATE INDEX ON a (lower(n));"), &["d"]);
}

#[test]
fn what_the_server_would_refuse_is_not_plain() {
    plain("CREATE TABLE t (a int, a int);", &[]);
    plain("CREATE TABLE t (a int PRIMARY KEY, b int, PRIMARY KEY (b));", &[]);
    plain("CREATE TABLE t (a int, UNIQUE (b));", &[]);
    plain("CREATE TABLE t (a json UNIQUE);", &[]);
    plain("CREATE TABLE t (a int); CREATE INDEX ON t (b);", &[]);
    plain("CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (a);", &[]);
    plain("CREATE TABLE t (a int); COMMENT ON COLUMN t.b IS 'x';", &[]);
}

#[test]
fn names_that_meet_make_both_tables_not_plain() {
    plain("CREATE TABLE t (a int UNIQUE); CREATE TABLE t_a_key (a int);", &[]);
    plain("CREATE TABLE t (a int); CREATE TABLE u (a int CONSTRAINT t UNIQUE);", &[]);
    let said = "CREATE TABLE b (a int CONSTRAINT k REFERENCES a);
        CREATE TABLE c (a int CONSTRAINT k REFERENCES a);";
    plain(&format!("{KEY}{said}"), &["a", "b", "c"]);
    let given = "CREATE TABLE b (a int CONSTRAINT c_a_fkey REFERENCES a);
        CREATE TABLE c (a int REFERENCES a);";
    plain(&format!("{KEY}{given}"), &["a"]);
}

#[test]
fn one_statement_that_is_unclear_leaves_nothing_plain() {
    plain(&format!("SET search_path = s;{KEY}"), &[]);
    plain(&format!("{KEY}CREATE INDEX ON elsewhere (a);"), &[]);
    plain(&format!("{KEY}CREATE TYPE mood AS ENUM ('x');"), &["a"]);
}
