//! `sandshift policy explain`

use clap::Args;
use serde_json::{Value, json};

use super::{GOOD, grant_of};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context};
use crate::policy::allow::Allow;
use crate::policy::grant::GrantFile;
use crate::policy::plan::Policy;
use crate::report::escape::escape;
use crate::report::style;
use crate::revision::{RevisionFile, State, Target, lookup};
use crate::runner::granting::differences;

/// Show what a migration may do, and why not more
///
/// What is granted, what its header asks for, and what is denied whatever else is allowed. A migration may do what
/// both the grant and its own request allow.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy explain head
  sandshift policy explain 3f2a1c9d --json")]
pub(crate) struct Explain {
    /// The revision
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    revision: String,
}

impl Explain {
    /// Shows it.
    ///
    /// # Errors
    ///
    /// There is no grant, or no such revision.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let file = grant_of(&project)?;
        let revisions = project.revisions()?;
        let target: Target = self.revision.parse()?;
        let state = State::empty(&revisions.graph);
        let output = &context.output;
        let mut explained = Vec::new();
        for id in lookup(&state, &target)? {
            let Some(revision) = revisions.files.get(id) else { continue };
            if output.format == Format::Human {
                lines(&file, revision).iter().for_each(|line| output.line(line));
            }
            explained.push(object(&file, revision));
        }
        if output.format == Format::Json {
            output.json(&json!({ "grant": file.grant, "hash": file.hash, "revisions": explained }));
        }
        Ok(GOOD)
    }
}

fn lines(file: &GrantFile, revision: &RevisionFile) -> Vec<String> {
    let grant = &file.grant;
    let id = &revision.header.revision;
    let mut lines = vec![format!("{}  {}", style::id(id.as_str()), escape(&grant.grant))];
    let mut part = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("  {} {}", style::dim(format!("{name:<9}")), escape(&text)));
        }
    };
    for (key, granted) in keys(&grant.allow) {
        part(key, granted);
    }
    let narrower = grant.revisions.iter().find(|narrower| narrower.id == id.as_str());
    for (key, text) in narrower.iter().flat_map(|narrower| keys(&narrower.allow)) {
        part("only", format!("{key}: {text}"));
    }
    let denied: Vec<String> = grant.deny.objects.iter().map(ToString::to_string).collect();
    part("denied", [denied, grant.deny.operations.clone()].concat().join(", "));
    match &revision.header.request {
        None => part("request", "none: it may do all that is granted".to_owned()),
        Some(request) => {
            for (key, text) in keys(request) {
                part("request", format!("{key}: {text}"));
            }
        }
    }
    for difference in differences(&Policy::of(file.clone()), [revision]) {
        part("missing", format!("{}: {}", difference.key, difference.missing));
    }
    lines
}

/// The keys of what is allowed, each with its words in a row.
fn keys(allow: &Allow) -> Vec<(&'static str, String)> {
    let patterns = |list: &[crate::policy::pattern::Pattern]| {
        list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let on = |dialect: &&str| {
        let level = allow.sql.on(dialect);
        (level != Default::default()).then(|| format!("{} on {dialect}", level.name()))
    };
    let sql: Vec<String> = sandshift_model::types::DIALECTS.iter().filter_map(on).collect();
    let all = [
        ("read", patterns(&allow.read)),
        ("write", patterns(&allow.write)),
        ("define", patterns(&allow.define)),
        ("schema", allow.operations.join(", ")),
        ("losing", allow.destructive.join(", ")),
        ("sql", sql.join(", ")),
        ("functions", allow.functions.join(", ")),
        ("params", allow.parameters.join(", ")),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn object(file: &GrantFile, revision: &RevisionFile) -> Value {
    let id = revision.header.revision.as_str();
    json!({
        "revision": id,
        "request": revision.header.request,
        "narrower": file.grant.revisions.iter().find(|narrower| narrower.id == id).map(|n| &n.allow),
        "missing": differences(&Policy::of(file.clone()), [revision]),
    })
}
