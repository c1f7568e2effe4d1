//! What goes up or down in a foreign file, and what every layout does with it.

use std::path::Path;

use super::super::error::Result;
use super::super::pins::Pins;
use super::super::{sql_parts, tokens_sql};
use super::{ForeignError, Found};
use crate::error::Place;

/// What a version does.
#[derive(Debug, Clone)]
pub(super) struct Sections {
    pub(super) up: Section,
    pub(super) down: Option<Section>,
    /// Whether both run in a transaction.
    pub(super) transaction: bool,
}

/// A text of SQL within a file.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// The line of the file on which it begins, from 1.
    pub(super) line: u32,
    pub(super) text: String,
}

impl Sections {
    /// The sections, each with its file.
    pub(super) fn each<'a>(
        &'a self,
        found: &'a Found,
    ) -> impl Iterator<Item = (&'a Path, &'a Section)> {
        let down_file = found.down.as_deref().unwrap_or(&found.up);
        let down = self.down.iter().map(move |down| (down_file, down));
        std::iter::once((found.up.as_path(), &self.up)).chain(down)
    }
}

impl Section {
    /// A whole file.
    pub(super) fn whole(text: String) -> Self {
        Self { line: 1, text }
    }

    /// Refuses lines that would begin a part of a file of ours.
    pub(super) fn refuse_markers(&self, file: &Path) -> Result<()> {
        match (self.line..).zip(self.text.lines()).find(|(_, line)| sql_parts::is_marker(line)) {
            None => Ok(()),
            Some((line, _)) => Err(ForeignError::Marker { place: place(file, line) }.into()),
        }
    }

    /// The text, without a `BEGIN;` and `COMMIT;` that frame all of it, because the transaction is
    /// the runner's; no line moves.
    pub(super) fn unframed(&self) -> String {
        let is_code = |line: &str| !line.trim().is_empty() && !line.trim().starts_with("--");
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        let first = lines.iter().position(|line| is_code(line));
        let last = lines.iter().rposition(|line| is_code(line));
        let (Some(first), Some(last)) = (first, last) else { return self.text.clone() };
        let is_one_of = |line: &str, words: &[&str]| {
            let word = line.trim().trim_end_matches(';').trim_end().to_ascii_lowercase();
            line.trim().ends_with(';') && words.contains(&word.as_str())
        };
        let opens = is_one_of(lines[first], &["begin", "begin transaction", "start transaction"]);
        if !opens || !is_one_of(lines[last], &["commit", "commit transaction", "end"]) {
            return self.text.clone();
        }
        let frame = |at: usize| at == first || at == last;
        let lines = lines.iter().enumerate();
        lines.map(|(at, line)| format!("{}{line}", if frame(at) { "-- " } else { "" })).collect()
    }

    /// Tells whether a statement in it can run in no transaction.
    pub(super) fn forbids_transaction(&self) -> bool {
        let code = tokens_sql::meaning(self.text.as_bytes()).to_ascii_uppercase();
        let words: &[u8] = b"INDEX CONCURRENTLY";
        code.windows(words.len()).any(|window| window == words)
    }
}

/// Reads the file that goes up and the one that goes down; `transaction` tells of each text whether it
/// runs in a transaction.
pub(super) fn pair(found: &Found, transaction: impl Fn(&Section) -> bool) -> Result<Sections> {
    let text = |file: &Path| text(file, &found.pins);
    let up = Section::whole(text(&found.up)?);
    let down = found.down.as_deref().map(text).transpose()?.map(Section::whole);
    let transaction = transaction(&up) && down.as_ref().is_none_or(&transaction);
    Ok(Sections { up, down, transaction })
}

/// Reads a file as text.
pub(super) fn text(file: &Path, pins: &Pins) -> Result<String> {
    let text = String::from_utf8(pins.read(file)?)
        .map_err(|_| ForeignError::NotText { file: file.to_path_buf() })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

pub(super) fn place(file: &Path, line: u32) -> Place {
    Place { file: Some(file.to_path_buf()), line: Some(line), column: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_around_everything_is_left_to_the_runner() {
        let unframed = |text: &str| Section::whole(text.to_owned()).unframed();
        assert_eq!(
            unframed("-- why\nbegin;\nSELECT 1;\nCOMMIT ;\n\n"),
            "-- why\n-- begin;\nSELECT 1;\n-- COMMIT ;\n\n"
        );
        for text in ["SELECT 1;\n", "BEGIN;\nSELECT 1;\n", "BEGIN\nx;\nEND;\n", ""] {
            assert_eq!(unframed(text), text);
        }
    }

    #[test]
    fn an_index_made_beside_other_sessions_forbids_a_transaction() {
        let forbids = |text: &str| Section::whole(text.to_owned()).forbids_transaction();
        assert!(forbids("create unique index\n  concurrently i ON t (a)"));
        assert!(!forbids("-- create index concurrently\nCREATE INDEX i ON t (a)"));
    }
}
