//! Graphs from one line of text, and one check for each direction.

use std::collections::BTreeSet;

use sandshift::error::Coded;
use sandshift::revision::{
    Graph, Plan, Result, Revision, RevisionError, State, downgrade, upgrade,
};

/// Reads `a; b<-a label=L; c<-a,b dep=x,y`.
pub(crate) fn revisions(text: &str) -> Vec<Revision> {
    let entries = text.split(';').map(str::trim);
    entries.filter(|entry| !entry.is_empty()).map(revision).collect()
}

pub(crate) fn graph(text: &str) -> Graph {
    Graph::build(revisions(text)).unwrap()
}

fn revision(entry: &str) -> Revision {
    let mut words = entry.split_whitespace();
    let (id, parents) =
        words.next().map(|word| word.split_once("<-").unwrap_or((word, ""))).unwrap();
    let mut revision = Revision {
        parents: names(parents).map(|name| name.parse().unwrap()).collect(),
        file: Some(format!("migrations/{id}_x.sql").into()),
        ..Revision::base(id.parse().unwrap())
    };
    for word in words {
        match word.split_once('=').unwrap() {
            ("label", list) => {
                revision.labels = names(list).map(|name| name.parse().unwrap()).collect()
            }
            ("dep", list) => revision.depends_on = names(list).map(str::to_owned).collect(),
            other => panic!("{other:?}"),
        }
    }
    revision
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|name| !name.is_empty())
}

pub(crate) fn rows(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

pub(crate) fn joined<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    names.join(" ")
}

pub(crate) fn up(graph: &Graph, state: &str, target: &str) -> Result<Plan> {
    upgrade(&State::read(graph, &rows(state))?, &target.parse()?)
}

pub(crate) fn down(graph: &Graph, state: &str, target: &str) -> Result<Plan> {
    downgrade(&State::read(graph, &rows(state))?, &target.parse()?)
}

/// Checks what runs and what is recorded then; the states are lists of ids.
#[track_caller]
pub(crate) fn goes_up(graph: &Graph, state: &str, target: &str, runs: &str, then: &str) {
    check(&up(graph, state, target).unwrap(), state, runs, then);
}

#[track_caller]
pub(crate) fn goes_down(graph: &Graph, state: &str, target: &str, undoes: &str, then: &str) {
    check(&down(graph, state, target).unwrap(), state, undoes, then);
}

#[track_caller]
fn check(plan: &Plan, state: &str, steps: &str, then: &str) {
    assert_eq!(joined(plan.revisions()), steps, "steps");
    assert_eq!(joined(&plan.before), state, "before");
    assert_eq!(joined(&plan.after), then, "after");
    check_rows(plan);
}

/// Checks that each step finds the rows it changes and that the last one leaves the final rows.
#[track_caller]
pub(crate) fn check_rows(plan: &Plan) {
    let mut rows: BTreeSet<_> = plan.before.iter().cloned().collect();
    for (step, heads) in plan.steps.iter().zip(plan.heads()) {
        assert_eq!(heads, rows);
        assert!(step.rows_expected().all(|row| rows.contains(row)), "{step:?}");
        for change in &step.changes {
            if let Some(new) = change.row_after() {
                assert!(!rows.contains(new), "{step:?}");
            }
            change.apply(&mut rows);
        }
    }
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), plan.after);
}

/// Returns the message and checks the code.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T>, code: &str) -> String {
    let fault: RevisionError = result.unwrap_err();
    assert_eq!(fault.code(), code, "{fault}");
    fault.to_string()
}
