//! A project: its revision files and the graph they form.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::revision::{self, Graph, RevisionError, RevisionFile, RevisionId};

/// The revision files of a project, read and checked.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folders that hold the files.
    pub folders: Vec<PathBuf>,
    /// The files by revision.
    pub files: BTreeMap<RevisionId, RevisionFile>,
    /// The graph that they form.
    pub graph: Graph,
}

impl Project {
    /// Reads the headers of all revision files and checks the graph; runs nothing.
    ///
    /// # Errors
    ///
    /// The first faulty file, or the first fault of the graph.
    pub fn open(folders: Vec<PathBuf>) -> Result<Self, RevisionError> {
        let files = revision::list(&folders)?;
        let graph = Graph::of_files(&files)?;
        let files = files.into_iter().map(|file| (file.header.revision.clone(), file)).collect();
        Ok(Self { folders, files, graph })
    }
}
