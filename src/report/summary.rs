//! Shortens row work: many rows of one kind become a count, and a transform shows some of its rows.

use super::escape::escape;
use super::human;
use crate::session::transcript::{ChangedValue, Line, Role, Trial};

/// Characters of a row statement that is still shown whole.
const WHOLE_CHARACTERS_MAX: usize = 200;
/// Characters of a statement about journal and heads that is still shown whole: what it says of itself, but not
/// the way back of thousands of rows.
const WHOLE_BOOKKEEPING_MAX: usize = 2_000;
/// Characters of a shortened statement that say what it was.
const BEGINNING_CHARACTERS: usize = 60;

/// A part of a shortened transcript.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A statement as it is.
    Whole(&'a Line),
    /// Row statements, in words.
    Shortened {
        /// The first of them.
        first: &'a Line,
        /// How many, and what they do.
        words: String,
    },
}

/// Shortens the lines of a transcript.
pub(super) fn pieces(lines: &[Line]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = lines;
    while let Some((first, behind)) = rest.split_first() {
        let alike = behind.iter().take_while(|line| is_alike(first, line)).count();
        let run = &rest[..=alike];
        rest = &rest[run.len()..];
        let is_whole = match first.role {
            Role::Bookkeeping => first.sql.len() <= WHOLE_BOOKKEEPING_MAX,
            _ => verb(first).is_none() || (alike == 0 && first.sql.len() <= WHOLE_CHARACTERS_MAX),
        };
        if is_whole {
            pieces.extend(run.iter().map(Piece::Whole));
        } else {
            pieces.push(Piece::Shortened { first, words: words(run) });
        }
    }
    pieces
}

/// What was found out about a transform, in words: some rows before and after, and how long it takes.
pub(super) fn trial_lines(trial: &Trial) -> Vec<String> {
    let value = |value: &ChangedValue| {
        let ChangedValue { column, old, new } = value;
        format!("{column}: {old} -> {new}")
    };
    let mut lines = Vec::new();
    for row in &trial.sample {
        let values: Vec<String> = row.values.iter().map(value).collect();
        let line = format!("  {}: {}", row.key, values.join(", "));
        lines.push(escape(&line).replace(['\n', '\t'], " "));
    }
    if let Some(rate) = trial.rate {
        let time = human::time(trial.micros);
        lines.push(format!("  takes about {time}, by the {rate} rows/s of this dry run"));
    }
    lines
}

fn words(run: &[Line]) -> String {
    let rows: u64 = run.iter().map(|line| line.rows).sum();
    let bytes: usize = run.iter().map(|line| line.sql.len()).sum();
    let statements = match run.len() {
        1 => "1 statement".to_owned(),
        count => format!("{count} statements"),
    };
    let sql = run.first().map_or("", |line| line.sql.as_str());
    let beginning: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let beginning: String = beginning.chars().take(BEGINNING_CHARACTERS).collect();
    format!("{statements}, {rows} rows, {bytes} bytes: {beginning} …")
}

fn is_alike(a: &Line, b: &Line) -> bool {
    verb(a).is_some() && verb(a) == verb(b) && a.origin == b.origin
}

/// The verb of a row statement of a migration; none for everything else.
fn verb(line: &Line) -> Option<&'static str> {
    if !matches!(line.role, Role::Statement | Role::RowText) {
        return None;
    }
    let word = line.sql.split_whitespace().next()?;
    ["INSERT", "UPDATE", "DELETE", "REPLACE"]
        .into_iter()
        .find(|verb| verb.eq_ignore_ascii_case(word))
}
