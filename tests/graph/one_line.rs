//! Cases 1 to 4: one line of revisions.

use crate::fixture::{down, goes_down, goes_up, graph, refused, up};

const LINE: &str = "a; b<-a; c<-b; d<-c; e<-d";

#[test]
fn case_01_upgrade_runs_what_is_missing_in_order() {
    let graph = graph(LINE);
    goes_up(&graph, "c", "e", "d e", "e");
    goes_up(&graph, "", "c", "a b c", "c");
    goes_up(&graph, "", "head", "a b c d e", "e");
}

#[test]
fn case_01_upgrade_to_an_ancestor_does_nothing() {
    let graph = graph(LINE);
    goes_up(&graph, "c", "a", "", "c");
    goes_up(&graph, "c", "c", "", "c");
    goes_up(&graph, "c", "base", "", "c");
}

#[test]
fn case_02_relative_upgrades() {
    let graph = graph(LINE);
    goes_up(&graph, "a", "+2", "b c", "c");
    goes_up(&graph, "a", "b+2", "b c d", "d");
    goes_up(&graph, "a", "d-2", "b", "b");
    goes_up(&graph, "", "+1", "a", "a");
    goes_up(&graph, "", "base+2", "a b", "b");
    goes_up(&graph, "", "head-2", "a b c", "c");
}

#[test]
fn case_02_too_many_steps_up_name_the_number_asked() {
    let graph = graph(LINE);
    let message = refused(up(&graph, "b", "+5"), "target::too_few_steps");
    assert_eq!(message, "`+5` asks for 5 steps, only 3 are there");
    let message = refused(up(&graph, "b", "-2"), "target::wrong_direction");
    assert_eq!(message, "`-2` is not a valid run target from `b`");
    refused(up(&graph, "b", "head+1"), "target::too_few_steps");
    refused(up(&graph, "b", "base-1"), "target::too_few_steps");
}

#[test]
fn case_03_relative_downgrades() {
    let graph = graph(LINE);
    goes_down(&graph, "e", "-3", "e d c", "b");
    goes_down(&graph, "d", "a+2", "d", "c");
    goes_down(&graph, "d", "c-2", "d c b", "a");
    goes_down(&graph, "b", "-2", "b a", "");
    goes_down(&graph, "c", "a-1", "c b a", "");
}

#[test]
fn case_03_too_many_steps_down_are_refused() {
    let graph = graph(LINE);
    let message = refused(down(&graph, "b", "-5"), "target::too_few_steps");
    assert_eq!(message, "`-5` asks for 5 steps, only 2 are there");
    refused(down(&graph, "b", "+2"), "target::wrong_direction");
    refused(down(&graph, "d", "c-4"), "target::too_few_steps");
}

#[test]
fn case_04_downgrade_to_what_has_not_run_is_refused() {
    let graph = graph(LINE);
    let message = refused(down(&graph, "", "b"), "target::wrong_direction");
    assert_eq!(message, "`b` is not a valid rollback target from an empty database");
    refused(down(&graph, "b", "c"), "target::wrong_direction");
    refused(down(&graph, "b", "head"), "target::wrong_direction");
}

#[test]
fn case_04_downgrade_to_where_the_database_is_does_nothing() {
    let graph = graph(LINE);
    goes_down(&graph, "e", "e", "", "e");
    goes_down(&graph, "e", "head", "", "e");
    goes_down(&graph, "", "base", "", "");
    let message = refused(down(&graph, "", "-1"), "target::too_few_steps");
    assert_eq!(message, "`-1` asks for 1 step, and there is none");
}

#[test]
fn an_empty_project_has_nothing_to_do() {
    let graph = graph("");
    goes_up(&graph, "", "head", "", "");
    goes_up(&graph, "", "heads", "", "");
    goes_down(&graph, "", "base", "", "");
}

#[test]
fn current_names_no_place_to_go_to() {
    let graph = graph(LINE);
    refused(up(&graph, "b", "current"), "target::not_here");
    refused(down(&graph, "b", "current-1"), "target::not_here");
}
