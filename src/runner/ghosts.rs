//! Revisions that a database has applied and whose files are gone: the journal remembers them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::books::{self, Recorded};
use super::error::RunError;
use super::project::Project;
use crate::backend::connection::Connection;
use crate::revision::{Graph, Header, Revision, RevisionId};

/// The part of a header that the graph needs, as the journal keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptHeader {
    down_revision: Vec<String>,
    depends_on: Vec<String>,
    branch_labels: Vec<String>,
    pub(super) transaction: bool,
    pub(super) irreversible: Option<String>,
}

impl KeptHeader {
    /// The JSON that the journal keeps.
    pub(super) fn json(header: &Header) -> String {
        let kept = Self {
            down_revision: header.down_revision.iter().map(ToString::to_string).collect(),
            depends_on: header.depends_on.clone(),
            branch_labels: header.branch_labels.iter().map(ToString::to_string).collect(),
            transaction: header.transaction,
            irreversible: header.irreversible.clone(),
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Reads what the journal kept; a default one when it kept none.
    pub(super) fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_else(|_| Self { transaction: true, ..Self::default() })
    }
}

/// The graph of the files and of every recorded revision that only the journal knows.
///
/// Without such revisions this is the project's own graph.
pub(super) fn graph_with_ghosts(
    project: &Project,
    connection: &mut dyn Connection,
    heads: &[String],
) -> Result<Graph, RunError> {
    if heads.iter().all(|head| known(project, head)) {
        return Ok(project.graph.clone());
    }
    let recorded = books::last_ups(connection)?;
    let mut ghosts = BTreeMap::new();
    let mut wanted: Vec<String> = heads.to_vec();
    while let Some(id) = wanted.pop() {
        if known(project, &id) || ghosts.contains_key(&id) {
            continue;
        }
        let Some(ghost) = recorded.get(&id).and_then(revision) else { continue };
        wanted.extend(ghost.parents.iter().map(ToString::to_string));
        wanted.extend(ghost.depends_on.iter().cloned());
        ghosts.insert(id, ghost);
    }
    let all = project.graph.revisions().cloned().chain(ghosts.into_values());
    // Journal entries that no longer fit the files help nobody; the unknown id is then reported.
    Ok(Graph::build(all).unwrap_or_else(|_| project.graph.clone()))
}

fn known(project: &Project, id: &str) -> bool {
    project.files.keys().any(|known| known.as_str() == id)
}

fn revision(recorded: &Recorded) -> Option<Revision> {
    let header = KeptHeader::read(&recorded.header);
    let ids = |texts: Vec<String>| -> Option<Vec<RevisionId>> {
        texts.into_iter().map(|text| text.parse().ok()).collect()
    };
    Some(Revision {
        parents: ids(header.down_revision)?,
        depends_on: header.depends_on,
        labels: header.branch_labels.into_iter().filter_map(|text| text.parse().ok()).collect(),
        message: recorded.message.clone(),
        ..Revision::base(recorded.revision.parse().ok()?)
    })
}
