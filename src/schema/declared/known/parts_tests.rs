use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use super::*;
use crate::backend::open;
use crate::schema::declared::known::choice::Choice;
use crate::schema::declared::known::key::keys;

fn pieces(text: &str) -> Vec<Piece> {
    open::dialect("postgres").unwrap().split(text).unwrap()
}

fn parts(pieces: &[Piece]) -> Option<Parts> {
    Parts::of(pieces, open::dialect("postgres").unwrap())
}

fn numbers(numbers: &[Number]) -> BTreeSet<Number> {
    numbers.iter().copied().collect()
}

const THREE: &str = "CREATE TYPE mood AS ENUM ('x');
    CREATE TABLE a (id int PRIMARY KEY);
    CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
    CREATE TABLE c (id int CHECK (id <> 'a'::regclass::int));
    CREATE INDEX ON b (a_id);
    CREATE VIEW v AS SELECT * FROM c;";

#[test]
fn statements_are_grouped_by_table_and_know_whom_they_name() {
    let pieces = pieces(THREE);
    let parts = parts(&pieces).unwrap();
    let statements: Vec<&[usize]> = parts.groups.iter().map(|g| g.statements.as_slice()).collect();
    assert_eq!(statements, [&[1][..], &[2, 4], &[3]]);
    assert_eq!(parts.groups[1].references, numbers(&[0]));
    assert_eq!(parts.groups[1].names, numbers(&[]));
    assert_eq!(parts.groups[2].names, numbers(&[0]));
    assert_eq!(parts.named_by_all, numbers(&[2]));
    assert_eq!(parts.beside(&pieces).count(), 2);
}

#[test]
fn what_is_not_clear_gives_no_parts() {
    for text in [
        "CREATE TABLE a (id int); CREATE TABLE a (id int)",
        "CREATE TABLE a (id int); CREATE TABLE s.A (id int)",
        "CREATE TABLE a (id int); DO 'BEGIN END'",
        "CREATE TABLE a (id int); SELECT f()",
    ] {
        assert!(parts(&pieces(text)).is_none(), "{text}");
    }
    let odd_names =
        pieces("CREATE TABLE \"a b\" (id int); CREATE TABLE é (id int); CREATE TABLE a (id int)");
    assert_eq!(parts(&odd_names).unwrap().groups.len(), 1);
    let same_name = pieces("CREATE TABLE s.a (id int); CREATE TABLE t.a (id int)");
    assert!(parts(&same_name).is_some());
}

#[test]
fn a_part_of_no_plain_table_is_run_at_every_reading() {
    let pieces = pieces(
        "CREATE INDEX ON a (id); CREATE TABLE a (id int); CREATE INDEX ON public.a (id);
         CREATE INDEX ON m (id)",
    );
    let parts = parts(&pieces).unwrap();
    assert_eq!(parts.groups[0].statements, [1]);
    assert_eq!(parts.named_by_all, numbers(&[0]));
    assert_eq!(parts.beside(&pieces).count(), 3);
}

/// Which keys of the first text are keys of the second too.
fn same(first: &str, second: &str) -> Vec<bool> {
    let (first, second) = (pieces(first), pieces(second));
    let keys =
        [&first, &second].map(|pieces| keys(&parts(pieces).unwrap(), pieces, "engine", "here"));
    keys[0].iter().map(|key| keys[1].contains(key)).collect()
}

#[test]
fn a_key_changes_with_all_that_a_table_comes_of() {
    assert_eq!(same(THREE, THREE), [true, true, true]);
    let change = |from: &str, to: &str| same(THREE, &THREE.replace(from, to));
    assert_eq!(change("a (id int PRIMARY KEY)", "a (id bigint PRIMARY KEY)"), [false; 3]);
    assert_eq!(change("ON b (a_id)", "ON b (id)"), [true, false, true]);
    assert_eq!(change("('x')", "('b')"), [false; 3]);
    assert_eq!(change("FROM c", "FROM b"), [false; 3]);
    // The place among those that are run for all counts, and that among tables that are named.
    assert_eq!(
        same("SET a = 1; CREATE TABLE t (i int)", "CREATE TABLE t (i int); SET a = 1"),
        [false]
    );
    assert_eq!(
        same(
            "SET a = 1; SET b = 1; CREATE TABLE t (i int)",
            "SET b = 1; SET a = 1; CREATE TABLE t (i int)"
        ),
        [false]
    );
    let (one, two) =
        ("CREATE TABLE t (i int REFERENCES u);", "CREATE TABLE u (i int PRIMARY KEY);");
    assert_eq!(same(&format!("{one}{two}"), &format!("{two}{one}")), [false, true]);
    let (one, two) = ("CREATE TABLE t (i int);", "CREATE TABLE u (i int);");
    assert_eq!(same(&format!("{one}{two}"), &format!("{two}{one}")), [true, true]);
}

#[test]
fn a_key_changes_with_the_surroundings() {
    let pieces = pieces(THREE);
    let parts = parts(&pieces).unwrap();
    let one = keys(&parts, &pieces, "engine", "here");
    for other in [keys(&parts, &pieces, "engine", "there"), keys(&parts, &pieces, "other", "here")]
    {
        assert!(one.iter().all(|key| !other.contains(key)));
    }
}

#[test]
fn a_known_table_is_made_when_something_other_than_a_foreign_key_needs_it() {
    let text = THREE.replace("ON b", "ON a").replace("(a_id)", "(id)");
    let pieces = pieces(&text);
    let parts = parts(&pieces).unwrap();
    let known = |numbers: &[Number]| {
        let table =
            |number: &Number| (*number, Table::new(parts.groups[*number].name.clone()).into());
        numbers.iter().map(table).collect::<HashMap<Number, Shared<Table>>>()
    };
    // A view names `c`, which names `a`; `b` points to it.
    let choice = Choice::of(&parts, &pieces, &known(&[0, 1, 2]));
    assert_eq!(choice.made, [true, false, true]);
    assert!(choice.stubs.is_empty());
    let text = text.replace("FROM c", "FROM generate_series(1, 2)").replace("'a'", "'b'");
    let pieces = self::pieces(&text);
    let parts = self::parts(&pieces).unwrap();
    let choice = Choice::of(&parts, &pieces, &known(&[0, 2]));
    assert_eq!((choice.made, choice.stubs), (vec![false, true, false], numbers(&[0])));
}
