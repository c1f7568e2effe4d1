//! `sandshift merge`

use clap::Args;

use super::revision::{Lang, Wish, created, show};
use crate::cli::new_file::create;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending, template};
use crate::revision::{Language, Target, draft_merge};

/// Join branches with a new revision that stands on all of them
///
/// When two people added a revision to the same parent, the history has two heads, and `run head`
/// no longer says which. A merge puts an end to that; it usually has nothing else to do.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift merge -m \"merge billing and persons\"
  sandshift merge 3f2a1c9d 77ab01cc -m \"merge\"")]
pub(crate) struct Merge {
    /// The revisions to join
    #[arg(value_name = "REVISION", default_value = "heads")]
    revisions: Vec<String>,

    /// What the merge does
    #[arg(short, long, default_value = "merge")]
    message: String,

    /// The language of the file: rhai or sql [default: `language` of the settings, or rhai]
    #[arg(long, value_enum, hide_possible_values = true)]
    lang: Option<Lang>,

    #[command(flatten)]
    wish: Wish,
}

impl Merge {
    /// Writes the file.
    ///
    /// # Errors
    ///
    /// The graph is bad, fewer than two revisions are named, or the file cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        project.refuse_foreign()?;
        let revisions = project.revisions()?;
        let joined: Target = self.revisions.join(",").parse()?;
        let draft = draft_merge(&revisions.graph, &joined, &self.wish.new_revision())?;
        let language = self.lang.map_or(project.settings.language, Language::from);
        let folder = project.migration_folders().into_iter().next().unwrap_or_default();
        let text = template::text(&draft, &self.message, &created(context), language);
        let file = folder.join(draft.file_name(&self.message, language));
        create(&file, &text)?;
        show(context, &draft, &self.message, &file);
        Ok(Ending::Good)
    }
}
