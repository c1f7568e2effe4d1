//! Cases 14 to 18 and 32: dependencies between branches.

use sandshift::revision::State;

use crate::fixture::{goes_down, goes_up, graph, joined, rows};

#[test]
fn case_14_a_dependency_given_by_label_runs_first_and_is_not_recorded() {
    let graph = graph("a1; b1<-a1; c1<-b1 label=lib; a2; b2<-a2; c2<-b2 dep=lib");
    goes_up(&graph, "a2", "c2", "a1 b1 c1 b2 c2", "c2");
}

#[test]
fn case_15_a_dependency_stays_when_its_dependents_go() {
    let graph = graph("a1; b1<-a1; x1; x2<-x1 dep=b1");
    goes_up(&graph, "", "x1@head", "a1 b1 x1 x2", "x2");
    goes_down(&graph, "x2", "x1@base", "x2 x1", "b1");
}

#[test]
fn case_16_crossed_dependencies() {
    let graph = graph("a1; a2<-a1; a3<-a2 dep=b1; b1; b2<-b1 dep=a2");
    goes_down(&graph, "a3 b2", "b1", "b2", "a3");
    goes_up(&graph, "a3", "heads", "b2", "a3 b2");
}

#[test]
fn case_17_an_implied_dependency_is_not_recorded_on_the_way_down() {
    let graph = graph("a1; a2<-a1; a3<-a2; b1; b2<-b1 dep=a3; b3<-b2; b4<-b3 dep=a3");
    goes_down(&graph, "b4", "b3", "b4", "b3");
    goes_down(&graph, "b4", "b1", "b4 b3 b2", "a3 b1");
}

#[test]
fn case_18_dependents_of_other_branches_are_undone_first() {
    let graph = graph("a; b<-a; c1<-b label=L1; d1<-c1; c2<-b label=L2; d2<-c2 dep=c1");
    goes_down(&graph, "d1 d2", "L1@b", "d2 d1 c1", "c2");
}

#[test]
fn case_32_a_head_that_ran_as_a_dependency_is_not_missing() {
    let graph = graph("a1; b1<-a1; x1; x2<-x1 dep=b1");
    assert_eq!(joined(graph.heads()), "b1 x2");
    assert_eq!(joined(graph.effective_heads()), "x2");
    goes_up(&graph, "", "heads", "a1 b1 x1 x2", "x2");
    let state = State::read(&graph, &rows("x2")).unwrap();
    assert!(state.missing_heads().is_empty());
    assert!(state.pending().is_empty());
    let behind = State::read(&graph, &rows("x1")).unwrap();
    assert_eq!(joined(behind.missing_heads()), "b1 x2");
    assert_eq!(joined(behind.pending()), "a1 b1 x2");
}

#[test]
fn a_row_that_a_later_dependency_made_superfluous_does_no_harm() {
    let graph = graph("a; b; c<-b dep=a; d<-c");
    goes_up(&graph, "a c", "d", "d", "a d");
    goes_up(&graph, "a c", "+1", "d", "a d");
    goes_down(&graph, "a d", "-1", "d", "a c");
    goes_down(&graph, "a d", "base", "d c b a", "");
}
