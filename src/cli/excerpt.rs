//! The source line that an error points to, with a caret below the column.

use std::fs::File;
use std::io::{BufRead, BufReader};

use crate::error::Place;
use crate::report::escape::escape;
use crate::report::style;

/// Characters of a source line that fit beside its number.
const WIDTH_MAX: usize = 100;
/// Characters that are read of one line, because a line of a data file may be endless.
const LINE_BYTES_MAX: u64 = 1 << 20;

/// The lines that show a place: the file, then the source line if it can be read.
#[must_use]
pub(super) fn excerpt(place: &Place) -> Vec<String> {
    let Some(file) = &place.file else { return Vec::new() };
    let position = match (place.line, place.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        (Some(line), None) => format!(":{line}"),
        (None, _) => String::new(),
    };
    let name = file.display().to_string();
    let mut shown = vec![format!("  {} {}{position}", style::dim("-->"), escape(&name))];
    let Some(number) = place.line else { return shown };
    let Some(line) = File::open(file).ok().and_then(|file| read_line(file, number)) else {
        return shown;
    };
    let (line, caret) = window(&line, place.column);
    let gutter = number.to_string();
    let blank = " ".repeat(gutter.len());
    let bar = style::dim("|");
    shown.push(format!("  {blank} {bar}"));
    shown.push(format!("  {} {bar} {line}", style::dim(gutter)));
    if let Some(caret) = caret {
        shown.push(format!("  {blank} {bar} {}{}", " ".repeat(caret), style::bad("^")));
    }
    shown
}

fn read_line(file: File, number: u32) -> Option<String> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for _ in 0..number {
        line.clear();
        let read = std::io::Read::take(&mut reader, LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.ok()? == 0 {
            return None;
        }
    }
    Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

/// Cuts what fits around a column, and says where the caret goes in it.
fn window(line: &str, column: Option<u32>) -> (String, Option<usize>) {
    let characters: Vec<char> = line.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let at = column.and_then(|column| usize::try_from(column).ok()?.checked_sub(1));
    let at = at.map(|at| at.min(characters.len()));
    let first = match at {
        Some(at) if characters.len() > WIDTH_MAX => {
            at.saturating_sub(WIDTH_MAX / 2).min(characters.len() - WIDTH_MAX)
        }
        _ => 0,
    };
    let text = |range: &[char]| escape(&range.iter().collect::<String>()).into_owned();
    let last = characters.len().min(first + WIDTH_MAX);
    let caret = at.map(|at| text(&characters[first..at]).chars().count());
    (text(&characters[first..last]), caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_its_column() {
        assert_eq!(window("\tab", Some(2)), (" ab".into(), Some(1)));
        assert_eq!(window("é\u{1b}x", Some(3)), ("é\\u{1b}x".into(), Some(7)));
        assert_eq!(window("ab", Some(99)), ("ab".into(), Some(2)));
        assert_eq!(window("ab", None), ("ab".into(), None));
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let line = format!("{}!{}", "a".repeat(300), "b".repeat(300));
        let (shown, caret) = window(&line, Some(301));
        assert_eq!(shown.chars().count(), WIDTH_MAX);
        assert_eq!(shown.chars().nth(caret.unwrap()), Some('!'));
    }
}
