//! Says what was adopted.

use serde_json::json;

use super::plan::Plan;
use crate::cli::Context;
use crate::cli::output::Format;
use crate::report::escape::{escape, first_line};
use crate::report::style;
use crate::revision::RevisionId;
use crate::runner::stamp::Stamped;

/// Shows a plan, done or not.
pub(super) fn show(context: &Context, plan: &Plan, stamped: Option<&Stamped>, is_dry: bool) {
    match context.output.format {
        Format::Json => json(context, plan, stamped, is_dry),
        Format::Human => human(context, plan, is_dry),
    }
}

fn files(plan: &Plan) -> Vec<String> {
    let settings = plan.settings.iter().map(|(file, _)| file);
    let files = plan.files.iter().map(|(file, _)| file).chain(settings);
    files.map(|file| file.display().to_string()).collect()
}

fn json(context: &Context, plan: &Plan, stamped: Option<&Stamped>, is_dry: bool) {
    let names = |ids: &[RevisionId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let lines = stamped.iter().flat_map(|stamped| &stamped.transcript.lines);
    let files = plan.files.iter().chain(&plan.settings);
    let files: Vec<_> = files
        .map(|(file, text)| match is_dry {
            true => json!({ "file": file.display().to_string(), "text": text }),
            false => json!({ "file": file.display().to_string() }),
        })
        .collect();
    context.output.json(&json!({
        "tool": plan.history.as_ref().map(|history| history.tool.name),
        "table": plan.history.as_ref().map(|history| history.table.to_string()),
        "folder": plan.folder.display().to_string(),
        "applied": names(&plan.applied),
        "pending": names(&plan.pending),
        "files": files,
        "recorded": stamped.map(|stamped| &stamped.after),
        "dry_run": is_dry,
        "sql": lines.map(|line| line.sql.as_str()).collect::<Vec<_>>(),
    }));
}

fn human(context: &Context, plan: &Plan, is_dry: bool) {
    let output = &context.output;
    match &plan.history {
        None => output.say("No other tool keeps a history here."),
        Some(history) => output.say(&format!(
            "{} {} in `{}`",
            style::strong("History:"),
            history.tool.name,
            escape(&history.table.to_string())
        )),
    }
    for (ids, state) in [(&plan.applied, "applied"), (&plan.pending, "pending")] {
        for id in ids {
            let message = plan.revisions.files.get(id).map(|file| &file.header.message);
            let message = message.map(|text| first_line(text)).unwrap_or_default();
            output.say(&format!("  {state}  {}  {message}", style::id(id.as_str())));
        }
    }
    if is_dry {
        for (file, text) in plan.files.iter().chain(&plan.settings) {
            output.say(&format!("{} {}", style::strong("Would write:"), file.display()));
            output.detail(text);
        }
        output.say(&format!("{} nothing was changed", style::good("Done:")));
        return;
    }
    files(plan).iter().for_each(|file| output.line(file));
    let recorded = match plan.applied.last() {
        Some(id) => format!("recorded {}; nothing was run", style::id(id.as_str())),
        None => "nothing is applied, so that nothing was recorded".to_owned(),
    };
    output.say(&format!("{} {recorded}", style::good("Done:")));
    if let Some(history) = &plan.history {
        let table = escape(&history.table.to_string()).into_owned();
        output.say(&format!("`{table}` stays as it is; nobody needs it from now on."));
    }
    let next = match plan.pending.is_empty() {
        true => "sandshift status",
        false => "sandshift run --dry-run",
    };
    output.say(&format!("{} {next}", style::strong("Next:")));
}
