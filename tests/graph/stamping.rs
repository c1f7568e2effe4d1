//! Cases 19 and 20: saying what a database has, and rows that no file explains.

use sandshift::revision::{Graph, Stamp, State, history, stamp, stamp_purged};

use crate::fixture::{graph, joined, refused, rows, up};

const TWO: &str = "a; b<-a; c1<-b label=L1; d1<-c1; c2<-b label=L2; d2<-c2";

fn stamped(graph: &Graph, state: &str, target: &str) -> Stamp {
    let state = State::read(graph, &rows(state)).unwrap();
    stamp(&state, &target.parse().unwrap()).unwrap()
}

#[track_caller]
fn check(graph: &Graph, state: &str, target: &str, changes: usize, then: &str) {
    let stamp = stamped(graph, state, target);
    assert_eq!(joined(&stamp.after), then);
    assert_eq!(stamp.changes.len(), changes, "{:?}", stamp.changes);
    let mut rows = rows(state).iter().map(|id| id.parse().unwrap()).collect();
    for change in &stamp.changes {
        change.apply(&mut rows);
    }
    assert_eq!(joined(rows), then);
}

#[test]
fn case_19_rows_on_the_same_line_move_and_others_stay() {
    let graph = graph(TWO);
    check(&graph, "c2 d1", "b", 2, "b");
    check(&graph, "c2 d1", "L2@head", 1, "d1 d2");
    check(&graph, "c2 d1", "L1@base", 1, "c2");
    check(&graph, "", "heads", 2, "d1 d2");
    check(&graph, "d1 d2", "heads", 0, "d1 d2");
    check(&graph, "d1 d2", "base", 2, "");
    check(&graph, "b", "d1,d2", 2, "d1 d2");
}

#[test]
fn case_19_a_head_implied_by_a_dependency_is_not_recorded() {
    let graph = graph("a1; b1<-a1; x1; x2<-x1 dep=b1");
    check(&graph, "", "heads", 1, "x2");
    check(&graph, "x2", "heads", 0, "x2");
}

#[test]
fn case_20_unknown_recorded_ids_are_named() {
    let graph = graph(TWO);
    let message = refused(up(&graph, "b gone1 gone2", "heads"), "state::unknown_revision");
    assert_eq!(message, "the database records `gone1`, `gone2`, which no revision file declares");
    assert_eq!(history(&State::empty(&graph)).len(), 6);
}

#[test]
fn case_20_purging_repairs_unknown_rows() {
    let graph = graph("a; b<-a");
    let stamp = stamp_purged(&graph, &["gone", "a", "gone"], &"head".parse().unwrap()).unwrap();
    assert_eq!(joined(&stamp.purged), "a gone");
    assert_eq!(joined(&stamp.after), "b");
    assert_eq!(stamp.changes.len(), 1);
}
