//! Adopting what a tool with plain SQL files began: the folder as it is, or converted.

use std::path::{Path, PathBuf};

use super::Adopt;
use super::place::{Folder, Place};
use super::plan::Plan;
use crate::adopt::AdoptError;
use crate::adopt::history::History;
use crate::adopt::matching::{Matched, matched};
use crate::cli::CliError;
use crate::cli::failure::Failure;
use crate::revision::{self, Draft, Graph, Language, Layout, RevisionFile};
use crate::runner::project::Project as Revisions;

impl Adopt {
    /// Plans for a tool with plain SQL files.
    ///
    /// # Errors
    ///
    /// The folder is not found or faulty, or does not agree with the history.
    pub(super) fn foreign(&self, place: &Place, history: History) -> Result<Plan, Failure> {
        let layout = history.tool.layout.unwrap_or_default();
        refuse_other_revisions(place, layout)?;
        let source = self.source(place, &history)?;
        let folder = place.project.folder.join(&source);
        let files = revision::list_as(std::slice::from_ref(&folder), layout)?;
        let Matched { applied, pending } = matched(&history, &files, &folder, self.lenience())?;
        let graph = Graph::of_files(&files)?;
        let (into, copies) = match self.convert {
            false => (Folder { path: source, layout }, Vec::new()),
            true => {
                let into = self.target(place, &source)?;
                let copies = converted(&place.project.folder.join(&into.path), &files)?;
                (into, copies)
            }
        };
        let text = place.settings_with(&into)?;
        let by_id = files.into_iter().map(|file| (file.header.revision.clone(), file)).collect();
        Ok(Plan {
            history: Some(history),
            revisions: Revisions::of(vec![folder], by_id, graph),
            applied,
            pending,
            folder: place.project.folder.join(&into.path),
            files: copies,
            settings: place.changed(text),
        })
    }

    /// The folder with the tool's files, seen from that of the settings.
    fn source(&self, place: &Place, history: &History) -> Result<PathBuf, Failure> {
        let is_there = |folder: &Path| place.project.folder.join(folder).is_dir();
        if let Some(given) = &self.folder {
            let folder = place.project.start.join(given);
            if !folder.is_dir() {
                return Err(CliError::NoFolder { directory: folder }.into());
            }
            return Ok(place.relative(given));
        }
        let settings = &place.project.settings;
        let own =
            settings.migrations.first().filter(|_| history.tool.layout == Some(settings.layout));
        let known = own.cloned().into_iter().chain(history.tool.folders.iter().map(PathBuf::from));
        match known.clone().find(|folder| is_there(folder)) {
            Some(folder) => Ok(folder),
            None => {
                let tried = known.map(|folder| folder.display().to_string()).collect();
                Err(AdoptError::NoFolder { tool: history.tool.name, tried }.into())
            }
        }
    }

    /// The folder for converted files.
    fn target(&self, place: &Place, source: &Path) -> Result<Folder, Failure> {
        let standard = if source == Path::new("migrations") { "revisions" } else { "migrations" };
        let path = match &self.into {
            Some(given) => place.relative(given),
            None => PathBuf::from(standard),
        };
        if path == source {
            let advice = "name another one with `--into DIR`";
            let reason = "the converted files cannot be in the folder of the originals";
            return Err(CliError::usage(reason, advice).into());
        }
        Ok(Folder { path, layout: Layout::Sandshift })
    }
}

/// Refuses a project that has migrations of another kind already.
pub(super) fn refuse_other_revisions(place: &Place, layout: Layout) -> Result<(), AdoptError> {
    let project = &place.project;
    if !place.exists || (project.settings.layout == layout && layout != Layout::Sandshift) {
        return Ok(());
    }
    let folders = project.migration_folders();
    let has_some = |folder: &&PathBuf| {
        let listing = revision::scan_as(std::slice::from_ref(*folder), project.settings.layout);
        !listing.files.is_empty()
    };
    match folders.iter().find(has_some) {
        Some(folder) => Err(AdoptError::HasRevisions { folder: folder.clone() }),
        None => Ok(()),
    }
}

/// The files of a tool as files of ours.
fn converted(into: &Path, files: &[RevisionFile]) -> Result<Vec<(PathBuf, String)>, Failure> {
    let copy = |file: &RevisionFile| -> Result<(PathBuf, String), Failure> {
        let draft = Draft::base(file.header.revision.clone());
        let path = into.join(draft.file_name(&file.header.message, Language::Sql));
        if path.exists() {
            let (what, advice) = ("exists already", "name another folder with `--into DIR`".into());
            return Err(CliError::InTheWay { path, what, advice }.into());
        }
        Ok((path, String::from_utf8_lossy(&file.read_source()?).into_owned()))
    };
    files.iter().map(copy).collect()
}
