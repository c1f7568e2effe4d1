//! Branches that nobody has joined.

use std::collections::{BTreeMap, BTreeSet};

use sandshift::revision::{Conflict, RevisionId, TouchedObject, conflicts};

use crate::fixture::{graph, joined};

fn touched(entries: &[(&str, &str)]) -> BTreeMap<RevisionId, BTreeSet<TouchedObject>> {
    let mut touched: BTreeMap<RevisionId, BTreeSet<TouchedObject>> = BTreeMap::new();
    for (id, object) in entries {
        let (table, column) = match object.split_once('.') {
            Some((table, column)) => (table, Some(column.to_owned())),
            None => (*object, None),
        };
        touched
            .entry(id.parse().unwrap())
            .or_default()
            .insert(TouchedObject { table: table.to_owned(), column });
    }
    touched
}

fn found(fixture: &str, entries: &[(&str, &str)]) -> Vec<String> {
    let describe = |conflict| match conflict {
        Conflict::SeveralHeads { heads } => format!("heads {}", joined(heads)),
        Conflict::SameParent { parent, children } => format!("{parent}: {}", joined(children)),
        Conflict::SameObject { object, left, right } => format!("{object}: {left} {right}"),
    };
    let all = conflicts(&graph(fixture), &touched(entries));
    all.into_iter().map(describe).collect()
}

#[test]
fn one_head_has_no_conflicts() {
    assert!(found("a; b1<-a; b2<-a; c<-b1,b2", &[("b1", "t"), ("b2", "t")]).is_empty());
    assert!(found("a; b1<-a; b2<-a dep=b1", &[("b1", "t"), ("b2", "t")]).is_empty());
    assert!(found("", &[]).is_empty());
}

#[test]
fn heads_parents_and_objects_are_reported() {
    let objects = [("a", "t"), ("b1", "t.x"), ("c1", "u"), ("b2", "t.x"), ("c2", "u.y")];
    assert_eq!(
        found("a; b1<-a; c1<-b1; b2<-a; c2<-b2", &objects),
        ["heads c1 c2", "a: b1 b2", "t.x: b1 b2", "u: c1 c2"]
    );
}

#[test]
fn different_columns_and_merged_siblings_are_no_conflict() {
    assert_eq!(
        found("a; b1<-a; b2<-a; m<-b1,b2; b3<-a", &[("b1", "t.x"), ("b2", "t.x"), ("b3", "t.y")]),
        ["heads b3 m", "a: b1 b2 b3"]
    );
}

#[test]
fn a_pair_is_reported_once_however_many_branches_hold_it() {
    assert_eq!(
        found("a; b<-a; c1<-b; c2<-b; x<-a", &[("b", "t"), ("x", "t")]),
        ["heads c1 c2 x", "a: b x", "b: c1 c2", "t: b x"]
    );
}
