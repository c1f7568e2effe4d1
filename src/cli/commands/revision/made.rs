//! What is said of a revision that was made.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::output::Format;
use crate::cli::scaffold::Scaffold;
use crate::cli::{Context, shell};
use crate::report::style;
use crate::revision::Draft;

/// Shows the file that was made, and how to put it under version control.
pub(in crate::cli::commands) fn show(context: &Context, draft: &Draft, message: &str, file: &Path) {
    let path = file.display().to_string();
    match context.output.format {
        Format::Human => context.output.line(&path),
        Format::Json => context.output.json(&described(draft, message, file)),
    }
    say_made(context, draft);
    context.output.say(&format!(
        "{} fill it in, look at it with `sandshift run --dry-run`, then\n      {}",
        style::strong("Next:"),
        commit(file, message),
    ));
}

/// Shows the files of a module, how to compile it, and how to put it under version control.
pub(super) fn show_module(context: &Context, draft: &Draft, message: &str, made: &Scaffold) {
    let main = made.main.display().to_string();
    match context.output.format {
        Format::Human => {
            context.output.line(&made.header.display().to_string());
            context.output.line(&main);
        }
        Format::Json => {
            let mut value = described(draft, message, &made.header);
            value["source"] = json!(main);
            context.output.json(&value);
        }
    }
    say_made(context, draft);
    context.output.say(&format!(
        "{} fill it in, compile it with `sandshift build {}`, look at it with \
         `sandshift run --dry-run`, then\n      {}",
        style::strong("Next:"),
        draft.id,
        commit(made.header.parent().unwrap_or(Path::new(".")), message),
    ));
}

pub(super) fn described(draft: &Draft, message: &str, file: &Path) -> Value {
    json!({
        "revision": draft.id.as_str(),
        "parents": draft.down_revision.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "depends_on": draft.depends_on,
        "labels": draft.branch_labels.iter().map(|label| label.as_str()).collect::<Vec<_>>(),
        "message": message,
        "file": file.display().to_string(),
    })
}

pub(super) fn say_made(context: &Context, draft: &Draft) {
    let parents: Vec<String> =
        draft.down_revision.iter().map(|id| style::id(id.as_str())).collect();
    let behind = match parents.as_slice() {
        [] => "as a first revision".to_owned(),
        parents => format!("behind {}", parents.join(" and ")),
    };
    context.output.say(&format!(
        "{} revision {} {behind}",
        style::good("Made"),
        style::id(draft.id.as_str())
    ));
}

fn commit(path: &Path, message: &str) -> String {
    let path = shell::quoted(&path.display().to_string());
    let title = shell::quoted(message.lines().next().unwrap_or_default());
    format!("git add {path} && git commit -m {title}")
}
