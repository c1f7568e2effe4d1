//! Indexes, and what a failed concurrent build leaves behind.

use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::operation::{CreateIndex, DropIndex, RenameIndex};
use sandshift_model::statement::Surroundings;

use crate::case::{Case, ident, idents, object};

fn table() -> Case {
    Case::with(&[
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (gone int, a int, b text, c int, j jsonb, d text COLLATE \"C\")",
        // Those behind it keep their numbers.
        "ALTER TABLE s.t DROP COLUMN gone",
    ])
}

fn index() -> Index {
    Index { name: Some(ident("Ix")), ..Index::on(object("s.t"), idents(&["a"])) }
}

fn create(index: Index) -> CreateIndex {
    CreateIndex { index, concurrently: false, if_not_exists: false }
}

fn drop() -> DropIndex {
    DropIndex { name: ident("Ix"), table: None, concurrently: false, if_exists: false }
}

fn key(on: IndexTerm, descending: bool, native: Option<&str>) -> IndexKey {
    IndexKey { on, descending, native: native.map(str::to_owned) }
}

#[test]
fn every_facet_of_an_index_is_inspected_as_it_was_made_and_dropped_again() {
    let column = |name: &str| IndexTerm::Column(ident(name));
    let indexes = vec![
        index(),
        Index { unique: true, nulls_not_distinct: true, ..index() },
        Index { include: idents(&["c"]), filter: Some("a > 5".into()), ..index() },
        Index { method: Some("hash".into()), ..index() },
        Index {
            method: Some("gin".into()),
            keys: vec![key(column("j"), false, Some("jsonb_path_ops"))],
            ..index()
        },
        Index {
            keys: vec![
                key(IndexTerm::Expression("lower(b)".into()), true, Some("NULLS LAST")),
                key(column("b"), false, Some("COLLATE \"POSIX\" text_pattern_ops NULLS FIRST")),
                key(IndexTerm::Expression("a + c".into()), false, None),
            ],
            ..index()
        },
        Index {
            keys: vec![
                key(column("d"), false, None),
                key(column("d"), false, Some("COLLATE \"default\"")),
                key(column("b"), true, Some("COLLATE \"C\"")),
            ],
            include: idents(&["a", "c"]),
            ..index()
        },
    ];
    let mut case = table();
    for index in indexes {
        let between = case.there_and_back(create(index.clone()), drop());
        assert_eq!(between.table(&object("s.t")).unwrap().indexes, [index]);
    }
}

#[test]
fn an_index_with_storage_parameters_is_restated_as_it_stands() {
    let mut case = table();
    case.run("CREATE INDEX \"Ix\" ON s.t (a) WITH (fillfactor='50')");
    let before = case.inspect();
    let index = case.table("s.t").indexes[0].clone();
    case.apply(drop());
    case.apply(create(index.clone()));
    assert_eq!(case.inspect(), before);
    case.apply(drop());
    case.apply(CreateIndex { index, concurrently: true, if_not_exists: true });
    assert_eq!(case.inspect(), before);
}

#[test]
fn rename_index_goes_there_and_back() {
    let mut case = table();
    case.apply(create(index()));
    let rename = |a: &str, b: &str| RenameIndex { name: ident(a), table: None, new_name: ident(b) };
    case.there_and_back(rename("Ix", "iy"), rename("iy", "Ix"));
}

#[test]
fn concurrent_builds_stand_outside_the_transaction_and_are_rehearsed_inside() {
    let mut case = table();
    let create = CreateIndex { concurrently: true, ..create(index()) };
    let statements = case.render(create.clone());
    assert_eq!(statements[0].sql, "CREATE INDEX CONCURRENTLY \"Ix\" ON \"s\".\"t\" (\"a\")");
    assert_eq!(statements[0].surroundings, Surroundings::NoTransaction);
    let rehearsed = "CREATE INDEX \"Ix\" ON \"s\".\"t\" (\"a\")".to_owned();
    assert_eq!(statements[0].rehearsed_as, Some(vec![rehearsed]));

    case.run("BEGIN");
    let refused = case.fails(&statements[0].sql);
    case.run("ROLLBACK");
    assert_eq!(refused.code.as_deref(), Some("25001"));
    assert!(refused.advice.unwrap().contains("transaction = false"));
    case.there_and_back(create, DropIndex { concurrently: true, ..drop() });
}

#[test]
fn an_invalid_index_of_a_failed_build_is_not_inspected_and_is_cleared_away() {
    let mut case = table();
    case.run("INSERT INTO s.t (a) VALUES (1), (1)");
    let unique = Index { unique: true, ..index() };
    let create = CreateIndex { concurrently: true, ..create(unique) };
    let sql = case.render(create.clone())[0].sql.clone();
    assert_eq!(case.connection.clear_leftovers(&sql).unwrap(), None);
    assert_eq!(case.fails(&sql).code.as_deref(), Some("23505"));
    assert_eq!(case.fails(&sql).code.as_deref(), Some("42P07"), "the name is taken");
    assert!(case.table("s.t").indexes.is_empty());

    case.run("DELETE FROM s.t");
    // Comments, case and further clauses make no difference.
    let spelt = "/* again */ create unique index CONCURRENTLY if not exists \"Ix\"\n on only \
                 S.t using btree (a)";
    let told = case.connection.clear_leftovers(spelt).unwrap().unwrap();
    assert!(told.contains("s.\"Ix\""), "{told}");
    case.apply(create);
    assert_eq!(case.table("s.t").indexes.len(), 1);
    assert_eq!(case.connection.clear_leftovers(&sql).unwrap(), None, "a valid index stays");
    let other = "CREATE INDEX CONCURRENTLY ON s.t (a)";
    assert_eq!(case.connection.clear_leftovers(other).unwrap(), None);
}
