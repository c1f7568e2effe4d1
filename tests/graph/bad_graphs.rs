//! Case 22: graphs that are refused before any database is asked.

use sandshift::error::{Coded, Kind};
use sandshift::revision::{Graph, problems};

use crate::fixture::revisions;

#[track_caller]
fn check(text: &str, code: &str, message: &str) {
    let fault = Graph::build(revisions(text)).unwrap_err();
    assert_eq!(fault.code(), code);
    assert_eq!(fault.kind(), kind_of(code));
    assert_eq!(fault.to_string(), message);
    assert!(fault.place().file.is_some());
}

fn kind_of(code: &str) -> Kind {
    match code {
        "graph::self_loop" | "graph::cycle" | "graph::dependency_cycle" => Kind::Cycle,
        "graph::missing_parent" | "graph::missing_dependency" => Kind::MissingRevision,
        _ => Kind::Duplicate,
    }
}

#[test]
fn case_22_a_revision_above_itself() {
    let message = "revision `b` names itself as its parent or dependency in `migrations/b_x.sql`";
    check("a; b<-b", "graph::self_loop", message);
    check("a; b<-a dep=b", "graph::self_loop", message);
    check("a; b<-a label=me dep=me", "graph::self_loop", message);
}

#[test]
fn case_22_a_cycle_of_parents() {
    check(
        "a; b<-d; c<-b; d<-c; e<-a",
        "graph::cycle",
        "these revisions are each other's ancestors: `b` -> `d` -> `c` in `migrations/b_x.sql`, \
         `migrations/d_x.sql`, `migrations/c_x.sql`",
    );
}

#[test]
fn case_22_a_cycle_through_a_dependency() {
    check(
        "a; b<-a dep=y; x; y<-x dep=b",
        "graph::dependency_cycle",
        "these revisions depend on each other: `b` -> `y` in `migrations/b_x.sql`, \
         `migrations/y_x.sql`",
    );
    check(
        "a dep=b; b<-a",
        "graph::dependency_cycle",
        "these revisions depend on each other: `a` -> `b` in `migrations/a_x.sql`, \
         `migrations/b_x.sql`",
    );
}

#[test]
fn case_22_a_label_declared_twice_or_equal_to_an_id() {
    check(
        "a; b<-a label=x; c<-a label=x",
        "graph::duplicate_label",
        "branch label `x` is declared by `b`, `c` in `migrations/b_x.sql`, `migrations/c_x.sql`",
    );
    check(
        "a; b<-a label=a",
        "graph::label_is_id",
        "branch label `a` is also the id of a revision in `migrations/b_x.sql`, \
         `migrations/a_x.sql`",
    );
}

#[test]
fn case_22_a_missing_parent_or_dependency() {
    check(
        "a; b<-gone",
        "graph::missing_parent",
        "revision `b` in `migrations/b_x.sql` has the parent `gone`, which does not exist",
    );
    check(
        "a; b<-a dep=gone",
        "graph::missing_dependency",
        "revision `b` in `migrations/b_x.sql` depends on `gone`, which does not exist",
    );
}

#[test]
fn case_22_an_id_that_exists_twice() {
    check(
        "a; a",
        "graph::duplicate_id",
        "revision `a` exists more than once in `migrations/a_x.sql`, `migrations/a_x.sql`",
    );
}

#[test]
fn all_problems_are_found_in_one_go() {
    let found = problems(&revisions("a; b<-gone; c<-lost label=x; d<-a label=x dep=nowhere"));
    assert_eq!(found.len(), 4);
    assert!(problems(&revisions("a; b<-a")).is_empty());
}
