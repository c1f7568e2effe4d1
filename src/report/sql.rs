//! The text of a dry run: SQL that the database's own shell runs as it is.
//!
//! What is no statement is a comment on lines of its own; no text of a migration can end a comment
//! early, because each of its lines is marked and its control characters are shown, not written.

use std::fmt::Write;

use sandshift_model::statement::Statement;

use super::escape::escape;
use super::event::Event;
use super::summary::{Piece, pieces, trial_lines};
use crate::backend::dialect::Dialect;
use crate::revision::Direction;
use crate::session::transcript::{Line, Role, Transcript};

/// How much of the row work is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    Full,
    /// Runs of row statements as a count; such a text can be read but not run.
    Summary,
}

/// Turns events into SQL text.
#[derive(Debug, Clone)]
pub struct SqlText {
    detail: Detail,
    /// The client of MySQL and MariaDB cuts its input at each semicolon, in bodies of triggers too.
    cuts_bodies: bool,
    is_begun: bool,
}

impl SqlText {
    /// A text for the shell of a dialect, by its name.
    #[must_use]
    pub fn new(dialect: &str, detail: Detail) -> Self {
        Self { detail, cuts_bodies: dialect == "mysql", is_begun: false }
    }

    /// The text of an event; empty for events that a dry run has no text for.
    pub fn render(&mut self, event: &Event) -> String {
        let mut text = String::new();
        match event {
            Event::Rehearsing { how } => {
                comment(&mut text, &format!("dry run: {how}"));
                if self.detail == Detail::Summary {
                    comment(
                        &mut text,
                        "summary: row work is shortened, so this text is not complete",
                    );
                }
            }
            Event::Settings { statements } => {
                self.heading(&mut text, "settings of the session");
                for sql in statements {
                    self.statement(&mut text, sql);
                }
            }
            Event::Bookkeeping { transcript } if !transcript.lines.is_empty() => {
                self.heading(&mut text, "bookkeeping");
                self.lines(&mut text, transcript, None);
            }
            Event::Finished { revision, message, file, direction, transcript, .. } => {
                let direction = match direction {
                    Direction::Up => "up",
                    Direction::Down => "down",
                };
                self.heading(&mut text, &format!("revision {revision} ({direction}): {message}"));
                let file = (!file.is_empty()).then_some(file.as_str());
                self.lines(&mut text, transcript, file);
            }
            // A dry run on a database that does not exist yet is connected to a stand-in.
            Event::Connected { .. }
            | Event::WaitingForLock
            | Event::Accounted(_)
            | Event::Locks { .. }
            | Event::Planned { .. }
            | Event::Bookkeeping { .. }
            | Event::Started { .. }
            | Event::Notice { .. }
            | Event::Log { .. }
            | Event::Progress { .. }
            | Event::Rows { .. } => {}
        }
        self.is_begun |= !text.is_empty();
        text
    }

    fn heading(&self, text: &mut String, words: &str) {
        if self.is_begun {
            text.push('\n');
        }
        comment(text, words);
    }

    fn lines(&self, text: &mut String, transcript: &Transcript, file: Option<&str>) {
        let mut last_line = 0;
        let mut place = |text: &mut String, line: &Line| {
            let number = line.origin.line;
            if let Some(file) = file
                && line.role.is_of_migration()
                && number > 0
                && number != last_line
            {
                comment(text, &format!("{file}:{number}"));
                last_line = number;
            }
        };
        match self.detail {
            Detail::Full => {
                for line in &transcript.lines {
                    place(text, line);
                    self.line(text, line);
                }
            }
            Detail::Summary => {
                for piece in pieces(&transcript.lines) {
                    match piece {
                        Piece::Whole(line) => {
                            place(text, line);
                            self.line(text, line);
                        }
                        Piece::Shortened { first, words } => {
                            place(text, first);
                            comment(text, &words);
                        }
                    }
                }
            }
        }
    }

    fn line(&self, text: &mut String, line: &Line) {
        match line.role {
            Role::Rows => {
                text.extend([&line.sql, "\n"]);
                for words in line.trial.iter().flat_map(|trial| trial_lines(trial)) {
                    comment(text, &words);
                }
            }
            _ => self.statement(text, &line.sql),
        }
    }

    fn statement(&self, text: &mut String, sql: &str) {
        // Writing to a String cannot fail.
        let _ = if self.cuts_bodies && sql.contains(';') {
            let mark = delimiter(sql);
            writeln!(text, "DELIMITER {mark}\n{}\nDELIMITER ;", ended(sql, &mark))
        } else {
            writeln!(text, "{}", ended(sql, ";"))
        };
    }
}

/// Statements as a script for the database's own shell, behind the settings of the session that
/// they need to mean the same there.
#[must_use]
pub fn script(dialect: &dyn Dialect, statements: &[Statement]) -> String {
    let writer = SqlText::new(dialect.name(), Detail::Full);
    let mut text = String::new();
    for setting in dialect.session_settings() {
        writer.statement(&mut text, setting);
    }
    for statement in statements {
        text.push('\n');
        writer.statement(&mut text, &statement.sql);
    }
    text
}

/// A statement with the mark of its end, on a line of its own where it would be part of a comment.
#[must_use]
pub fn ended(sql: &str, mark: &str) -> String {
    let last = sql.lines().last().unwrap_or_default();
    let between = if last.contains("--") || last.contains('#') { "\n" } else { "" };
    format!("{sql}{between}{mark}")
}

/// A delimiter that does not occur in a statement.
fn delimiter(sql: &str) -> String {
    let mut mark = "$$".to_owned();
    while sql.contains(&mark) {
        mark.push('$');
    }
    mark
}

fn comment(text: &mut String, words: &str) {
    let safe = escape(words);
    for (at, line) in safe.trim_end().split('\n').enumerate() {
        let indent = if at == 0 { "" } else { "  " };
        let line = line.trim_end();
        let _ = writeln!(text, "{}", format!("-- {indent}{line}").trim_end());
    }
}

#[cfg(test)]
#[path = "sql_tests.rs"]
mod tests;
