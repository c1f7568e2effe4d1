//! Adopting what nobody keeps plain SQL for: one migration that makes what is there.

use sandshift_model::catalog::Catalog;

use super::Adopt;
use super::foreign::refuse_other_revisions;
use super::place::{Folder, Place};
use super::plan::Plan;
use crate::adopt::baseline;
use crate::adopt::history::History;
use crate::backend::dialect::Dialect;
use crate::cli::commands::revision::created;
use crate::cli::failure::Failure;
use crate::cli::{CliError, Context, schema};
use crate::revision::{Draft, Graph, Language, Layout, Pins, RevisionFile, RevisionId};
use crate::runner::project::Project as Revisions;

const MESSAGE: &str = "baseline of what was there";

impl Adopt {
    /// Plans a baseline.
    ///
    /// # Errors
    ///
    /// There is nothing to make, or no way to make it, or the project has migrations already.
    pub(super) fn baseline(
        &self,
        context: &Context,
        place: &Place,
        dialect: &dyn Dialect,
        catalog: &Catalog,
        history: Option<History>,
    ) -> Result<Plan, Failure> {
        if self.convert || self.folder.is_some() {
            let reason = "`--convert` and `--folder` are for tools with files of plain SQL";
            let advice = "leave them out to make a baseline, or name the tool with `--from TOOL`";
            return Err(CliError::usage(reason, advice).into());
        }
        refuse_other_revisions(place, Layout::Sandshift)?;
        let language = self.lang.map_or(place.project.settings.language, Language::from);
        let mark = if language == Language::Sql { "--!" } else { "//!" };
        let draft = Draft::base(RevisionId::random());
        let header = draft.header(MESSAGE, &created(context));
        let mut wanted = catalog.clone();
        schema::filter(&place.project).retain(&mut wanted);
        let body = baseline::text(&wanted, dialect, language)?;

        let folders = &place.project.settings.migrations;
        let path = folders.first().cloned().unwrap_or_else(|| "migrations".into());
        let folder = place.project.folder.join(&path);
        let file = RevisionFile {
            path: folder.join(draft.file_name(MESSAGE, language)),
            language,
            header: header.clone(),
            foreign: None,
            pins: Pins::default(),
            header_text: None,
        };
        let graph = Graph::of_files(std::slice::from_ref(&file))?;
        let text = header.text(mark) + body.as_str();
        let settings = place.settings_with(&Folder { path, layout: Layout::Sandshift })?;
        Ok(Plan {
            history,
            files: vec![(file.path.clone(), text)],
            revisions: Revisions::of(
                vec![folder.clone()],
                [(draft.id.clone(), file)].into(),
                graph,
            ),
            applied: vec![draft.id],
            pending: Vec::new(),
            folder,
            settings: if place.exists { None } else { place.changed(settings) },
        })
    }
}
