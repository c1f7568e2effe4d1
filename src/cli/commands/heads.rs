//! `sandshift heads`

use clap::Args;
use serde_json::json;

use crate::cli::entry::Entry;
use crate::cli::output::{Format, Loudness};
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::report::style;

/// List the newest revision of each branch
///
/// Several heads mean that the history has parted; `sandshift merge` joins them.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift heads
  sandshift heads --json")]
pub(crate) struct Heads {
    /// Leave out heads that another revision depends on
    #[arg(long)]
    resolve_dependencies: bool,
}

impl Heads {
    /// Lists the heads, by id.
    ///
    /// # Errors
    ///
    /// There is no project, or its graph is bad.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let graph = Project::open(&context.globals)?.revisions()?.graph;
        let heads = if self.resolve_dependencies { graph.effective_heads() } else { graph.heads() };
        let entries: Vec<Entry> = heads.iter().map(|id| Entry::of(&graph, id)).collect();
        let output = &context.output;
        match (output.format, output.loudness) {
            (Format::Json, _) => output.json(&json!({ "heads": entries })),
            (Format::Human, Loudness::Verbose) => {
                entries.iter().for_each(|entry| output.line(&entry.block()));
            }
            (Format::Human, _) => entries.iter().for_each(|entry| output.line(&entry.line())),
        }
        match graph.effective_heads().len() {
            0 => output.say("There is no revision yet: sandshift revision -m \"…\""),
            1 => {}
            count => output.say(&format!(
                "{} {count} heads: join them with `sandshift merge`",
                style::warning("Note:")
            )),
        }
        Ok(Ending::Good)
    }
}
