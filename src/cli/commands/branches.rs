//! `sandshift branches`

use clap::Args;
use serde_json::json;

use crate::cli::entry::Entry;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};

/// List the revisions where the history parts, with what stands on them
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift branches
  sandshift branches --json")]
pub(crate) struct Branches {}

impl Branches {
    /// Lists the branch points, by id.
    ///
    /// # Errors
    ///
    /// There is no project, or its graph is bad.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let graph = Project::open(&context.globals)?.revisions()?.graph;
        let points = graph.branch_points();
        let children_of = |id| graph.children(id).into_iter().map(|child| Entry::of(&graph, child));
        let output = &context.output;
        match output.format {
            Format::Json => {
                let points: Vec<_> = points
                    .iter()
                    .map(|id| {
                        let children: Vec<Entry> = children_of(id).collect();
                        json!({ "branch_point": Entry::of(&graph, id), "children": children })
                    })
                    .collect();
                output.json(&json!({ "branches": points }));
            }
            Format::Human => {
                for id in &points {
                    output.line(&Entry::of(&graph, id).line());
                    children_of(id)
                        .for_each(|child| output.line(&format!("  -> {}", child.line())));
                }
            }
        }
        if points.is_empty() {
            output.say("The history parts nowhere.");
        }
        Ok(Ending::Good)
    }
}
