//! A project: its revision files and the graph they form.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use sandshift_sandbox::guest::Guest;

use crate::revision::{self, Graph, Layout, Pins, RevisionError, RevisionFile, RevisionId};

/// The revision files of a project, read and checked.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folders that hold the files.
    pub folders: Vec<PathBuf>,
    /// The files by revision.
    pub files: BTreeMap<RevisionId, RevisionFile>,
    /// The graph that they form.
    pub graph: Graph,
    /// What the files must be.
    pub pins: Pins,
    /// Programs that stand in for the text below a revision's header.
    programs: BTreeMap<RevisionId, GuestMaker>,
}

/// Makes the guest of one revision, anew for each time that it runs.
#[derive(Clone)]
struct GuestMaker(Arc<dyn Fn() -> Box<dyn Guest> + Send + Sync>);

impl fmt::Debug for GuestMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuestMaker")
    }
}

impl Project {
    /// Reads the headers of all revision files and checks the graph; runs nothing.
    ///
    /// # Errors
    ///
    /// The first faulty file, or the first fault of the graph.
    pub fn open(folders: Vec<PathBuf>) -> Result<Self, RevisionError> {
        Self::open_as(folders, Layout::Sandshift)
    }

    /// As [`Project::open`], for folders of any layout.
    ///
    /// # Errors
    ///
    /// As [`Project::open`].
    pub fn open_as(folders: Vec<PathBuf>, layout: Layout) -> Result<Self, RevisionError> {
        Self::open_pinned(folders, layout, Pins::default())
    }

    /// As [`Project::open_as`], for files that have to be what a lock names.
    ///
    /// # Errors
    ///
    /// As [`Project::open`]; also when the files are others.
    pub fn open_pinned(
        folders: Vec<PathBuf>,
        layout: Layout,
        pins: Pins,
    ) -> Result<Self, RevisionError> {
        let files = revision::list_pinned(&folders, layout, &pins)?;
        let graph = Graph::of_files(&files)?;
        let files = files.into_iter().map(|file| (file.header.revision.clone(), file)).collect();
        Ok(Self { pins, ..Self::of(folders, files, graph) })
    }

    /// A project of files that were read and checked elsewhere.
    #[must_use]
    pub fn of(
        folders: Vec<PathBuf>,
        files: BTreeMap<RevisionId, RevisionFile>,
        graph: Graph,
    ) -> Self {
        let (pins, programs) = (Pins::default(), BTreeMap::new());
        Self { folders, files, graph, pins, programs }
    }

    /// The same project with a program of the embedding application in place of the text of one
    /// revision. The file still gives header and checksum, so graph, journal, dry run and
    /// rollback are those of any other revision; `make` is called each time that it runs.
    ///
    /// A revision that the project does not have is of no effect.
    #[must_use]
    pub fn with_program(
        mut self,
        revision: RevisionId,
        make: impl Fn() -> Box<dyn Guest> + Send + Sync + 'static,
    ) -> Self {
        self.programs.insert(revision, GuestMaker(Arc::new(make)));
        self
    }

    /// The program that stands in for the text of a revision, if one does.
    pub(super) fn program(&self, revision: &RevisionId) -> Option<Box<dyn Guest>> {
        self.programs.get(revision).map(|make| (make.0)())
    }
}
