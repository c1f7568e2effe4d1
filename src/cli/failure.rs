//! Shows an error: what happened, where, what was undone, and what to type next.
//!
//! Every error of the house becomes a [`Failure`] on its way to the person, whatever module it
//! comes from; its kind becomes the exit code.

use std::error::Error;

use serde_json::{Value, json};

use super::excerpt::excerpt;
use super::output::{Format, Output};
use crate::error::{Coded, Kind, Place};
use crate::report::escape::escape;
use crate::report::style;

/// Lines of a failed statement that are shown; the JSON form holds all of it.
const SQL_LINES_MAX: usize = 12;

/// Characters of one line of a failed statement that are shown; a row may hold megabytes.
const SQL_LINE_CHARACTERS_MAX: usize = 400;

/// An error on its way to a person; boxed, because every function of the command can return one.
#[derive(Debug)]
pub struct Failure(Box<Report>);

/// An error as a person reads it.
#[derive(Debug)]
pub struct Report {
    /// The stable code.
    pub code: &'static str,
    /// The kind; decides the exit code.
    pub kind: Kind,
    /// What happened.
    pub message: String,
    /// What is behind it, the nearest cause first.
    pub causes: Vec<String>,
    /// Where in a file.
    pub place: Place,
    /// The statement that failed.
    pub sql: Option<String>,
    /// The revision that failed.
    pub revision: Option<String>,
    /// The revisions that the run had done before, and that stay done.
    pub done_before: Vec<String>,
    /// What was undone and what is left, as a sentence without its full stop.
    pub state: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
}

impl std::ops::Deref for Failure {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

impl std::ops::DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Report {
        &mut self.0
    }
}

impl<E: Coded> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::of(&error)
    }
}

impl Failure {
    /// A failure that no error type stands for.
    #[must_use]
    pub(super) fn new(report: Report) -> Self {
        Self(Box::new(report))
    }

    /// Takes from an error what it says about itself.
    #[must_use]
    pub fn of(error: &dyn Coded) -> Self {
        let message = error.to_string();
        let mut causes: Vec<String> = Vec::new();
        let mut source: Option<&(dyn Error + 'static)> = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Many errors put the text of their source into their own.
            let is_said = message.contains(&text) || causes.iter().any(|said| said.contains(&text));
            if !is_said {
                causes.push(text);
            }
            source = cause.source();
        }
        Self::new(Report {
            code: error.code(),
            kind: error.kind(),
            message,
            causes,
            place: error.place(),
            sql: None,
            revision: None,
            done_before: Vec::new(),
            state: None,
            hint: error.hint(),
        })
    }
}

impl Report {
    /// Writes the failure: a report on stderr, or a JSON object on stdout.
    pub fn show(&self, output: &Output) {
        match output.format {
            Format::Human => output.complain(&self.report()),
            Format::Json => output.json(&json!({ "error": self.to_json(output) })),
        }
    }

    /// The report for people.
    #[must_use]
    pub fn report(&self) -> String {
        let mut lines = Vec::new();
        let head = format!("error[{}]", self.code);
        lines.push(format!("{}: {}", style::bad(head), style::strong(escape(&self.message))));
        for cause in &self.causes {
            lines.push(format!("  because: {}", indented(cause, "           ")));
        }
        lines.extend(excerpt(&self.place));
        if let Some(sql) = &self.sql {
            lines.push(format!("  {} {}", style::dim("sql:"), shortened(sql)));
        }
        if let Some(state) = &self.state {
            lines.push(format!("  {} {}", style::dim("state:"), indented(state, "         ")));
        }
        if let Some(hint) = &self.hint {
            lines.push(format!("  {} {}", style::good("next:"), indented(hint, "        ")));
        }
        lines.join("\n")
    }

    /// The object that `--json` gives.
    #[must_use]
    pub fn to_json(&self, output: &Output) -> Value {
        let text = |text: &Option<String>| text.as_ref().map(|text| output.scrub(text));
        json!({
            "code": self.code,
            "kind": self.kind.name(),
            "exit_code": self.kind.exit_code(),
            "message": output.scrub(&self.message),
            "causes": self.causes.iter().map(|cause| output.scrub(cause)).collect::<Vec<_>>(),
            "file": self.place.file.as_ref().map(|file| file.display().to_string()),
            "line": self.place.line,
            "column": self.place.column,
            "sql": text(&self.sql),
            "revision": self.revision,
            "done_before": self.done_before,
            "rolled_back": text(&self.state),
            "hint": text(&self.hint),
        })
    }
}

fn indented(text: &str, by: &str) -> String {
    escape(text).replace('\n', &format!("\n{by}"))
}

fn shortened(sql: &str) -> String {
    let sql = sql.trim();
    let lines: Vec<String> = sql.lines().take(SQL_LINES_MAX).map(shortened_line).collect();
    let mut shown = indented(&lines.join("\n"), "       ");
    let more = sql.lines().count().saturating_sub(SQL_LINES_MAX);
    if more > 0 {
        shown.push_str(&format!("\n       … {more} more lines"));
    }
    shown
}

fn shortened_line(line: &str) -> String {
    match line.char_indices().nth(SQL_LINE_CHARACTERS_MAX) {
        None => line.to_owned(),
        Some((end, _)) => {
            let more = line[end..].chars().count();
            format!("{} … {more} more characters", &line[..end])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_every_part_that_is_known_and_escapes_them() {
        let failure = Report {
            code: "database::statement",
            kind: Kind::Sql,
            message: "no such \u{1b}[2Jtable".into(),
            causes: vec!["deeper".into()],
            place: Place::default(),
            sql: Some("DROP TABLE x\n  CASCADE".into()),
            revision: None,
            done_before: Vec::new(),
            state: Some("nothing of `b` is left".into()),
            hint: Some("try again".into()),
        };
        let plain = anstream::adapter::strip_str(&failure.report()).to_string();
        assert_eq!(
            plain,
            "error[database::statement]: no such \\u{1b}[2Jtable\n  because: deeper\n  \
             sql: DROP TABLE x\n         CASCADE\n  state: nothing of `b` is left\n  next: try again"
        );
    }
}
