//! Finds everything that keeps revisions from forming a graph, before any database is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::RevisionError;
use super::graph::At;
use super::id::BranchLabel;
use super::names::Names;
use super::node::Revision;

/// Returns every problem of these revisions; none when they form a valid graph.
///
/// Problems of names come first. Cycles are searched only among revisions whose names are right,
/// because a wrong name hides what the author meant.
#[must_use]
pub fn problems(revisions: &[Revision]) -> Vec<RevisionError> {
    let names = Names::of(revisions);
    let mut found = duplicate_ids(revisions);
    found.extend(labels(revisions, &names));
    for revision in revisions {
        found.extend(unknown_names(revision, &names));
    }
    if found.is_empty() {
        found.extend(cycle(revisions, &names));
    }
    found
}

fn duplicate_ids(revisions: &[Revision]) -> Vec<RevisionError> {
    let mut by_id: BTreeMap<&str, Vec<&Revision>> = BTreeMap::new();
    for revision in revisions {
        by_id.entry(revision.id.as_str()).or_default().push(revision);
    }
    by_id
        .into_values()
        .filter(|same| same.len() > 1)
        .map(|same| RevisionError::DuplicateId { id: same[0].id.clone(), files: files_of(same) })
        .collect()
}

fn labels(revisions: &[Revision], names: &Names<'_>) -> Vec<RevisionError> {
    let mut by_label: BTreeMap<&BranchLabel, Vec<&Revision>> = BTreeMap::new();
    for revision in revisions {
        for label in &revision.labels {
            by_label.entry(label).or_default().push(revision);
        }
    }
    let mut found = Vec::new();
    for (label, owners) in by_label {
        if let Some(at) = names.id(label.as_str()) {
            found.push(RevisionError::LabelIsId {
                label: label.clone(),
                files: files_of([owners[0], &revisions[at]]),
            });
        }
        if owners.len() > 1 {
            found.push(RevisionError::DuplicateLabel {
                label: label.clone(),
                ids: owners.iter().map(|owner| owner.id.clone()).collect(),
                files: files_of(owners),
            });
        }
    }
    found
}

fn unknown_names(revision: &Revision, names: &Names<'_>) -> Vec<RevisionError> {
    let mut found = Vec::new();
    let is_own_name = |name: &str| {
        name == revision.id.as_str() || revision.labels.iter().any(|label| label.as_str() == name)
    };
    let below = revision.parents.iter().map(|parent| parent.as_str());
    if below.chain(revision.depends_on.iter().map(String::as_str)).any(is_own_name) {
        found
            .push(RevisionError::SelfLoop { id: revision.id.clone(), files: files_of([revision]) });
    }
    for parent in &revision.parents {
        if names.id(parent.as_str()).is_none() {
            found.push(RevisionError::MissingParent {
                id: revision.id.clone(),
                parent: parent.clone(),
                files: files_of([revision]),
            });
        }
    }
    for dependency in &revision.depends_on {
        if names.id_or_label(dependency).is_none() {
            found.push(RevisionError::MissingDependency {
                id: revision.id.clone(),
                dependency: dependency.clone(),
                files: files_of([revision]),
            });
        }
    }
    found
}

/// Looks for a cycle of parents, then for one that needs dependencies to close.
fn cycle(revisions: &[Revision], names: &Names<'_>) -> Option<RevisionError> {
    let edges: Vec<(Vec<At>, Vec<At>)> = revisions.iter().map(|r| names.below(r)).collect();
    let parents: Vec<Vec<At>> = edges.iter().map(|(parents, _)| parents.clone()).collect();
    if let Some(ring) = ring(&parents) {
        let (ids, files) = names_of(revisions, &ring);
        return Some(RevisionError::Cycle { ids, files });
    }
    let all: Vec<Vec<At>> = edges.into_iter().map(|(p, d)| [p, d].concat()).collect();
    let ring = ring(&all)?;
    let (ids, files) = names_of(revisions, &ring);
    Some(RevisionError::DependencyCycle { ids, files })
}

/// Removes everything whose ancestors are all removed; what stays holds a ring.
fn ring(below: &[Vec<At>]) -> Option<Vec<At>> {
    let mut above: Vec<Vec<At>> = vec![Vec::new(); below.len()];
    let mut waiting_for: Vec<usize> = below.iter().map(Vec::len).collect();
    for (at, downs) in below.iter().enumerate() {
        for &down in downs {
            above[down].push(at);
        }
    }
    let mut ready: Vec<At> = (0..below.len()).filter(|&at| waiting_for[at] == 0).collect();
    while let Some(at) = ready.pop() {
        for &up in &above[at] {
            waiting_for[up] -= 1;
            if waiting_for[up] == 0 {
                ready.push(up);
            }
        }
    }
    // Every revision that stays has an ancestor that stays, so walking down must meet itself.
    let mut at = (0..below.len()).find(|&at| waiting_for[at] > 0)?;
    let mut step_of = vec![None; below.len()];
    let mut path = Vec::new();
    loop {
        if let Some(step) = step_of[at] {
            return Some(path.split_off(step));
        }
        step_of[at] = Some(path.len());
        path.push(at);
        at = below[at].iter().copied().find(|&down| waiting_for[down] > 0)?;
    }
}

fn names_of(revisions: &[Revision], ring: &[At]) -> (Vec<super::RevisionId>, Vec<PathBuf>) {
    let ids = ring.iter().map(|&at| revisions[at].id.clone()).collect();
    (ids, files_of(ring.iter().map(|&at| &revisions[at])))
}

fn files_of<'a>(revisions: impl IntoIterator<Item = &'a Revision>) -> Vec<PathBuf> {
    let files = revisions.into_iter();
    files.filter_map(|revision| revision.file.clone()).collect()
}
