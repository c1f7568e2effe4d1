//! A header as text: TOML, a key on each line.

use std::fmt::Write;

use super::header::Header;

/// Writes what is not as usual in a header, each line behind this mark.
///
/// Facts about modules are left out: their headers are files of their own.
#[must_use]
pub(super) fn of(header: &Header, mark: &str) -> String {
    let mut text = String::new();
    let mut key = |name: &str, value: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{mark} {name} = {value}");
    };
    key("revision", quoted(header.revision.as_str()));
    match header.down_revision.as_slice() {
        [] => {}
        [parent] => key("down_revision", quoted(parent.as_str())),
        parents => key("down_revision", list(parents.iter().map(|id| id.as_str()))),
    }
    if !header.depends_on.is_empty() {
        key("depends_on", list(header.depends_on.iter().map(String::as_str)));
    }
    if !header.branch_labels.is_empty() {
        key("branch_labels", list(header.branch_labels.iter().map(|label| label.as_str())));
    }
    key("message", quoted(&header.message));
    if let Some(created) = &header.created {
        key("created", quoted(created));
    }
    if !header.transaction {
        key("transaction", "false".to_owned());
    }
    if header.restartable {
        key("restartable", "true".to_owned());
    }
    if !header.undo {
        key("undo", "false".to_owned());
    }
    if let Some(reason) = &header.irreversible {
        key("irreversible", quoted(reason));
    }
    if let Some(request) = &header.request {
        // A table of its own, behind all other keys.
        let lines = toml::to_string(request).unwrap_or_default();
        let _ = writeln!(text, "{mark} [request]");
        lines.lines().for_each(|line| {
            let _ = writeln!(text, "{mark} {line}");
        });
    }
    text
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", "))
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
