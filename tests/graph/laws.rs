//! What holds for every graph, every state and every text.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sandshift::revision::{
    Direction, Graph, Plan, Range, Revision, RevisionId, State, Target, downgrade, history,
    history_range, stamp, upgrade,
};

use crate::fixture::{check_rows, joined};

fn id(number: usize) -> RevisionId {
    format!("r{number:05}").parse().unwrap()
}

/// Parents and dependencies always have lower numbers, so there is no cycle.
fn any_graph() -> impl Strategy<Value = Graph> {
    let edges = |most| prop::collection::vec(any::<prop::sample::Index>(), 0..=most);
    let node = (edges(3), edges(2), prop::bool::weighted(0.2));
    prop::collection::vec(node, 1..25).prop_map(|nodes| {
        let revisions =
            nodes.iter().enumerate().map(|(number, (parents, dependencies, labelled))| {
                let lower = |edges: &[prop::sample::Index]| -> BTreeSet<usize> {
                    let edges = edges.iter().filter(|_| number > 0);
                    edges.map(|edge| edge.index(number)).collect()
                };
                Revision {
                    parents: lower(parents).into_iter().map(id).collect(),
                    depends_on: lower(dependencies)
                        .into_iter()
                        .map(|n| id(n).to_string())
                        .collect(),
                    labels: labelled
                        .then(|| format!("label{number}").parse().unwrap())
                        .into_iter()
                        .collect(),
                    ..Revision::base(id(number))
                }
            });
        Graph::build(revisions).unwrap()
    })
}

/// A graph with a state that some runs from an empty database lead to.
fn any_state() -> impl Strategy<Value = (Graph, Vec<RevisionId>)> {
    (any_graph(), prop::collection::vec(any::<prop::sample::Index>(), 0..4)).prop_map(
        |(graph, ends)| {
            let mut rows: Vec<RevisionId> = Vec::new();
            for end in ends {
                let target = id(end.index(graph.len())).to_string();
                rows = upgrade(&read(&graph, &rows), &target.parse().unwrap()).unwrap().after;
            }
            (graph, rows)
        },
    )
}

fn read<'g>(graph: &'g Graph, rows: &[RevisionId]) -> State<'g> {
    let rows: Vec<&str> = rows.iter().map(RevisionId::as_str).collect();
    State::read(graph, &rows).unwrap()
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

/// Replays a plan and checks that everything below a revision has run exactly while it has.
fn check_order(graph: &Graph, plan: &Plan) {
    check_rows(plan);
    let state = read(graph, &plan.before);
    let mut applied: BTreeSet<&RevisionId> = state.applied().into_iter().collect();
    for step in &plan.steps {
        match step.direction {
            Direction::Up => {
                assert!(applied.insert(&step.revision));
                assert!(
                    graph.ancestors(&step.revision).iter().all(|below| applied.contains(below))
                );
            }
            Direction::Down => {
                assert!(applied.remove(&step.revision));
                assert!(
                    !graph.descendants(&step.revision).iter().any(|above| applied.contains(above))
                );
            }
        }
    }
    let after: BTreeSet<_> = read(graph, &plan.after).applied().into_iter().collect();
    assert_eq!(after, applied);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn upgrading_to_heads_runs_each_missing_revision_once((graph, rows) in any_state()) {
        let state = read(&graph, &rows);
        let plan = upgrade(&state, &target("heads")).unwrap();
        check_order(&graph, &plan);
        let run: BTreeSet<_> = plan.revisions().collect();
        let pending: BTreeSet<_> = state.pending().into_iter().collect();
        prop_assert_eq!(run.len(), plan.steps.len());
        prop_assert_eq!(run, pending);
        prop_assert_eq!(joined(&plan.after), joined(graph.effective_heads()));
        prop_assert!(read(&graph, &plan.after).missing_heads().is_empty());
    }

    #[test]
    fn down_to_base_and_up_again_gives_the_same_heads((graph, rows) in any_state()) {
        let down = downgrade(&read(&graph, &rows), &target("base")).unwrap();
        check_order(&graph, &down);
        prop_assert!(down.after.is_empty());
        let ends = rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        if !ends.is_empty() {
            let up = upgrade(&State::empty(&graph), &target(&ends)).unwrap();
            check_order(&graph, &up);
            prop_assert_eq!(&up.after, &rows);
            let undone: Vec<_> = down.revisions().collect();
            let run: Vec<_> = up.revisions().rev_collected();
            prop_assert_eq!(undone, run);
        }
    }

    #[test]
    fn going_down_to_a_revision_keeps_it((graph, rows) in any_state(), end in any::<prop::sample::Index>()) {
        let state = read(&graph, &rows);
        let end = id(end.index(graph.len()));
        match downgrade(&state, &target(end.as_str())) {
            Ok(plan) => {
                check_order(&graph, &plan);
                let after = read(&graph, &plan.after);
                prop_assert!(after.has_applied(&end));
                prop_assert!(!graph.children(&end).into_iter().any(|child| after.has_applied(child)));
            }
            Err(_) => prop_assert!(!state.has_applied(&end)),
        }
    }

    #[test]
    fn stamping_twice_changes_nothing((graph, rows) in any_state(), end in any::<prop::sample::Index>()) {
        let end = target(id(end.index(graph.len())).as_str());
        let first = stamp(&read(&graph, &rows), &end).unwrap();
        let second = stamp(&read(&graph, &first.after), &end).unwrap();
        prop_assert!(second.changes.is_empty());
        prop_assert_eq!(second.after, first.after);
    }

    #[test]
    fn no_text_makes_planning_panic((graph, rows) in any_state(), text in any_text()) {
        let state = read(&graph, &rows);
        if let Ok(target) = text.parse::<Target>() {
            for plan in [upgrade(&state, &target), downgrade(&state, &target)].into_iter().flatten() {
                check_order(&graph, &plan);
            }
            let _ = stamp(&state, &target);
        }
        if let Ok(range) = text.parse::<Range>() {
            let _ = history_range(&state, &range);
        }
    }

    #[test]
    fn history_is_the_running_order_backwards(graph in any_graph()) {
        let state = State::empty(&graph);
        let plan = upgrade(&state, &Target::heads()).unwrap();
        prop_assert_eq!(history(&state), plan.revisions().rev_collected());
    }
}

trait Backwards: Iterator + Sized {
    fn rev_collected(self) -> Vec<Self::Item> {
        let mut items: Vec<_> = self.collect();
        items.reverse();
        items
    }
}

impl<I: Iterator> Backwards for I {}

fn any_text() -> impl Strategy<Value = String> {
    let word = "(r0000[0-9]|r000[12][0-9]|label[0-9]|heads?|base|current|r000|[ab])";
    let likely = format!("({word}@)?({word})?([+-][0-9]{{1,2}})?([,:]({word})?([+-][0-9])?)?");
    prop_oneof![
        4 => proptest::string::string_regex(&likely).unwrap(),
        1 => any::<String>(),
    ]
}

fn check_large(revisions: impl Iterator<Item = Revision>) {
    let graph = Graph::build(revisions).unwrap();
    let up = upgrade(&State::empty(&graph), &Target::heads()).unwrap();
    assert_eq!(up.steps.len(), graph.len());
    let down = downgrade(&read(&graph, &up.after), &target("base")).unwrap();
    assert_eq!(down.steps.len(), graph.len());
    assert!(down.after.is_empty());
    assert_eq!(history(&State::empty(&graph)).len(), graph.len());
}

#[test]
fn a_deep_history_does_not_overflow() {
    check_large((0..20_000).map(|number| Revision {
        parents: (number > 0).then(|| id(number - 1)).into_iter().collect(),
        ..Revision::base(id(number))
    }));
}

#[test]
fn a_wide_history_does_not_overflow() {
    check_large((0..10_000).map(|number| Revision {
        parents: (number > 0).then(|| id(0)).into_iter().collect(),
        ..Revision::base(id(number))
    }));
}

#[test]
fn a_ladder_of_diamonds_is_walked_once() {
    // The number of ways through it doubles with every rung.
    check_large((0..9_999).map(|number| Revision {
        parents: match number % 3 {
            _ if number == 0 => Vec::new(),
            0 => vec![id(number - 2), id(number - 1)],
            rest => vec![id(number - rest)],
        },
        ..Revision::base(id(number))
    }));
}
