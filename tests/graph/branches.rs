//! Cases 5 to 13: branches, labels and merges.

use sandshift::revision::HeadsChange;

use crate::fixture::{down, goes_down, goes_up, graph, joined, refused, up};

const TWO: &str = "a; b<-a; c1<-b label=L1; d1<-c1; c2<-b label=L2; d2<-c2";
const MERGED: &str = "a; b<-a; c1<-b; d1<-c1; c2<-b; d2<-c2; e<-d1,d2; f<-e";
const DIAMOND: &str = "a1; b1<-a1; b2<-a1; c<-b1,b2; d1<-c; d2<-c";

#[test]
fn case_05_each_branch_runs_in_one_piece() {
    let graph = graph(TWO);
    goes_up(&graph, "a", "d1,d2", "b c1 d1 c2 d2", "d1 d2");
    goes_up(&graph, "a", "heads", "b c1 d1 c2 d2", "d1 d2");
    let message = refused(up(&graph, "a", "head"), "target::several_heads");
    assert_eq!(message, "`head` names one head, but there are several: `d1`, `d2`");
}

#[test]
fn case_06_children_are_undone_before_parents() {
    goes_down(&graph(TWO), "d1 d2", "a", "d2 c2 d1 c1 b", "a");
}

#[test]
fn case_07_label_relative_base_undoes_only_that_branch() {
    let graph = graph(TWO);
    goes_down(&graph, "d1 d2", "L2@base+2", "d2 c2", "d1");
    goes_down(&graph, "d1 d2", "base+2", "d2 c2 d1 c1", "b");
}

#[test]
fn case_08_label_relative_steps_down() {
    let graph = graph(TWO);
    goes_down(&graph, "d1 d2", "L1@-1", "d1", "c1 d2");
    goes_down(&graph, "d1 d2", "L1@head-1", "d1", "c1 d2");
    goes_down(&graph, "c1 d2", "L1@b", "c1", "d2");
}

#[test]
fn case_09_steps_up_with_several_heads_need_a_label() {
    let graph = graph(TWO);
    let message = refused(up(&graph, "c1 c2", "+1"), "target::ambiguous_start");
    assert_eq!(message, "`+1` is ambiguous: the database is at `c1`, `c2`");
    goes_up(&graph, "c1 c2", "L2@+1", "d2", "c1 d2");
    goes_up(&graph, "c1", "L2@+1", "c2", "c1 c2");
    let message = refused(up(&graph, "b", "+1"), "target::ambiguous_way");
    assert_eq!(message, "`+1` is ambiguous: the way divides into `c1`, `c2`");
    goes_up(&graph, "", "L2@+3", "a b c2", "c2");
}

#[test]
fn case_10_a_merge_joins_the_rows_of_its_branches() {
    let graph = graph(MERGED);
    goes_up(&graph, "b", "f", "c1 d1 c2 d2 e f", "f");
    goes_down(&graph, "f", "b", "f e d2 c2 d1 c1", "b");
    let plan = up(&graph, "b", "f").unwrap();
    let rows = plan.heads().map(|rows| format!("{{{}}}", joined(rows)));
    assert_eq!(joined(rows), "{b} {c1} {d1} {c2 d1} {d1 d2} {e} {f}");
    let plan = down(&graph, "f", "b").unwrap();
    let rows = plan.heads().map(|rows| format!("{{{}}}", joined(rows)));
    assert_eq!(joined(rows), "{f} {e} {d1 d2} {c2 d1} {d1} {c1} {b}");
}

#[test]
fn case_10_a_merge_updates_one_row_and_deletes_the_others() {
    let graph = graph(MERGED);
    let plan = up(&graph, "d1 d2", "e").unwrap();
    let [e, d1, d2] = ["e", "d1", "d2"].map(|id| id.parse().unwrap());
    let expected = [HeadsChange::Delete(d2), HeadsChange::Update { from: d1, to: e }];
    assert_eq!(plan.steps[0].changes, expected);
    assert_eq!(joined(plan.steps[0].rows_expected()), "d2 d1");
}

#[test]
fn case_11_downgrade_to_one_side_of_a_diamond_undoes_the_merge() {
    goes_down(&graph(DIAMOND), "c", "b1", "c", "b1 b2");
}

#[test]
fn case_11_one_step_down_at_a_merge_undoes_the_merge() {
    let graph = graph(DIAMOND);
    goes_down(&graph, "c", "-1", "c", "b1 b2");
    goes_down(&graph, "d1", "-2", "d1 c", "b1 b2");
    refused(down(&graph, "c", "-2"), "target::ambiguous_way");
}

#[test]
fn case_11_one_step_down_with_several_heads_is_refused() {
    let graph = graph(DIAMOND);
    let message = refused(down(&graph, "d1 d2", "-1"), "target::ambiguous_start");
    assert_eq!(message, "`-1` is ambiguous: the database is at `d1`, `d2`");
    goes_down(&graph, "d1 d2", "d1@-1", "d1", "d2");
}

#[test]
fn case_12_a_merge_and_a_branch_of_one_of_its_sides() {
    let graph = graph("a1; b1<-a1; c1<-b1; a2; b2<-a2; c2<-b2; d1<-c1,c2; d2<-c2");
    goes_up(&graph, "b1 d2", "d1", "c1 d1", "d1 d2");
    goes_down(&graph, "d1 d2", "b1", "d1 c1", "b1 d2");
}

#[test]
fn case_13_two_merges_of_the_same_three_branches() {
    let graph = graph("a; b1<-a; b2<-a; b3<-a; c1<-b1,b2,b3; c2<-b1,b2,b3; d1<-c1; d2<-c2");
    goes_up(&graph, "a", "heads", "b1 b2 b3 c1 d1 c2 d2", "d1 d2");
    let plan = up(&graph, "a", "heads").unwrap();
    assert_eq!(plan.steps[3].changes.len(), 3);
    let c2 = "c2".parse().unwrap();
    assert_eq!(plan.steps[5].changes, [HeadsChange::Insert(c2)]);
    goes_down(&graph, "d1 d2", "a", "d2 c2 d1 c1 b3 b2 b1", "a");
}

#[test]
fn a_revision_can_stand_for_its_branch() {
    let graph = graph(TWO);
    goes_up(&graph, "a", "c2@head", "b c2 d2", "d2");
    goes_up(&graph, "a", "L1@heads", "b c1 d1", "d1");
    refused(up(&graph, "a", "b@head"), "target::several_heads");
}

#[test]
fn labels_cover_descendants_and_ancestors_up_to_the_branch_point() {
    let graph = graph("a; b<-a; c1<-b; d1<-c1 label=L1; e1<-d1; c2<-b label=L2; m<-e1,c2");
    let labels = |id: &str| {
        let mut labels = graph.labels_of(&id.parse().unwrap());
        labels.sort();
        joined(labels)
    };
    assert_eq!(labels("c1"), "L1");
    assert_eq!(labels("e1"), "L1");
    assert_eq!(labels("b"), "");
    assert_eq!(labels("c2"), "L2");
    assert_eq!(labels("m"), "L1 L2");
}

#[test]
fn the_shape_of_the_graph_is_told() {
    let graph = graph(MERGED);
    assert_eq!(joined(graph.heads()), "f");
    assert_eq!(joined(graph.bases()), "a");
    assert_eq!(joined(graph.branch_points()), "b");
    assert_eq!(joined(graph.children(&"b".parse().unwrap())), "c1 c2");
    assert_eq!(joined(graph.ancestors(&"d1".parse().unwrap())), "a b c1");
    assert_eq!(joined(graph.descendants(&"d1".parse().unwrap())), "e f");
}

#[test]
fn case_33_siblings_run_in_the_order_of_their_ids() {
    let forward = graph("a; b1<-a; b2<-a; b3<-a; b4<-a; b5<-a");
    let backward = graph("b5<-a; b4<-a; b2<-a; b3<-a; b1<-a; a");
    for graph in [forward, backward] {
        goes_up(&graph, "a", "heads", "b1 b2 b3 b4 b5", "b1 b2 b3 b4 b5");
    }
}
