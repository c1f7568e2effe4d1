//! The part of case 24 that needs no SQL: plans between two given ends.

use sandshift::revision::{Graph, Plan, Result, downgrade_range, upgrade_range};

use crate::fixture::{check_rows, graph, joined, refused};

const LINE: &str = "a; b<-a; c<-b";

fn shown(plan: Result<Plan>) -> String {
    let plan = plan.unwrap();
    check_rows(&plan);
    joined(plan.revisions())
}

fn up(graph: &Graph, range: &str) -> Result<Plan> {
    upgrade_range(graph, &range.parse()?)
}

fn down(graph: &Graph, range: &str) -> Result<Plan> {
    downgrade_range(graph, &range.parse()?)
}

#[test]
fn case_24_a_range_up_runs_only_what_is_between() {
    let graph = graph(LINE);
    assert_eq!(shown(up(&graph, ":head")), "a b c");
    assert_eq!(shown(up(&graph, ":")), "a b c");
    assert_eq!(shown(up(&graph, "b:c")), "c");
    assert_eq!(up(&graph, "b:c").unwrap().steps[0].changes.len(), 1);
    assert_eq!(shown(up(&graph, "a:+1")), "b");
    refused(up(&graph, "c:b"), "target::unrelated_ends");
}

#[test]
fn case_24_a_range_down_needs_both_ends() {
    let graph = graph(LINE);
    assert_eq!(shown(down(&graph, "c:base")), "c b a");
    assert_eq!(shown(down(&graph, "c:-1")), "c");
    refused(down(&graph, "c:"), "target::not_here");
    refused(down(&graph, ":a"), "target::not_here");
    refused(down(&graph, "b:c"), "target::wrong_direction");
}
