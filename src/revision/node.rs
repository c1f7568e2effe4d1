//! One revision as the graph sees it: names and edges, no source.

use std::path::PathBuf;

use super::file::RevisionFile;
use super::id::{BranchLabel, RevisionId};

/// A revision: a node of the [`Graph`](super::Graph).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Its parents: none for a base, several for a merge.
    pub parents: Vec<RevisionId>,
    /// Ids or branch labels of other revisions that must run before it.
    pub depends_on: Vec<String>,
    /// The branch labels it declares.
    pub labels: Vec<BranchLabel>,
    /// What it does.
    pub message: String,
    /// The file that declares it; none when it was made in memory.
    pub file: Option<PathBuf>,
}

impl Revision {
    /// Makes a base without dependencies, labels, message and file.
    #[must_use]
    pub fn base(id: RevisionId) -> Self {
        Self {
            id,
            parents: Vec::new(),
            depends_on: Vec::new(),
            labels: Vec::new(),
            message: String::new(),
            file: None,
        }
    }
}

impl From<&RevisionFile> for Revision {
    fn from(file: &RevisionFile) -> Self {
        let header = &file.header;
        Self {
            id: header.revision.clone(),
            parents: header.down_revision.clone(),
            depends_on: header.depends_on.clone(),
            labels: header.branch_labels.clone(),
            message: header.message.clone(),
            file: Some(file.path.clone()),
        }
    }
}
