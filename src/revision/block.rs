//! Cuts the header block out of the beginning of a script, remembering where each line stood.

use crate::error::Place;
use std::path::Path;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The TOML text of a header and the way back to positions in its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    lines: Vec<Origin>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Origin {
    line: u32,
    stripped_characters: u32,
}

/// What the bytes read so far say about the header.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Search {
    Found(Block),
    /// The header may go on after the last byte.
    Unfinished,
    Absent,
    /// This line, counted from 1, is no UTF-8.
    NotUtf8(u32),
}

/// Looks for lines that begin with `marker`, after blank lines at most.
///
/// `bytes_are_all` says that the file ends where the bytes end.
pub(super) fn search(bytes: &[u8], marker: &str, bytes_are_all: bool) -> Search {
    let body = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut block = Block { text: String::new(), lines: Vec::new() };
    let mut number = 0;
    for raw in body.split_inclusive(|&byte| byte == b'\n') {
        if !raw.ends_with(b"\n") && !bytes_are_all {
            return Search::Unfinished;
        }
        number += 1;
        let Some(rest) = raw.strip_prefix(marker.as_bytes()) else {
            if block.lines.is_empty() && raw.trim_ascii().is_empty() {
                continue;
            }
            return block.finish();
        };
        let Ok(line) = str::from_utf8(rest) else {
            return Search::NotUtf8(number);
        };
        block.push(number, marker, line);
    }
    if bytes_are_all { block.finish() } else { Search::Unfinished }
}

impl Block {
    /// Takes a whole file as the header, as for the `.toml` beside a module.
    pub(super) fn whole(text: String) -> Self {
        Self { text, lines: Vec::new() }
    }

    /// Finds the file position of a byte of [`Block::text`].
    pub(super) fn place(&self, file: &Path, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = count(before[line_start..].chars().count()) + 1;
        let origin = self
            .lines
            .get(line)
            .copied()
            .unwrap_or(Origin { line: count(line) + 1, stripped_characters: 0 });
        Place {
            file: Some(file.to_path_buf()),
            line: Some(origin.line),
            column: Some(column + origin.stripped_characters),
        }
    }

    fn push(&mut self, number: u32, marker: &str, line: &str) {
        let unspaced = line.strip_prefix(' ').unwrap_or(line);
        self.text.push_str(unspaced.trim_end_matches(['\r', '\n']));
        self.text.push('\n');
        self.lines.push(Origin {
            line: number,
            stripped_characters: count(marker.len() + line.len() - unspaced.len()),
        });
    }

    fn finish(self) -> Search {
        if self.lines.is_empty() { Search::Absent } else { Search::Found(self) }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Block {
        match search(text.as_bytes(), "--!", true) {
            Search::Found(block) => block,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_block_ends_at_the_first_other_line() {
        let block = found("\u{feff}\r\n--! a = 1\r\n--!b = 2\nSELECT 1;\n--! c = 3\n");
        assert_eq!(block.text, "a = 1\nb = 2\n");
    }

    #[test]
    fn positions_count_the_marker_and_the_blank_lines() {
        let block = found("\n\n--! é = 1\n--!b = 2");
        let place = block.place(Path::new("x.sql"), "é = ".len());
        assert_eq!((place.line, place.column), (Some(3), Some(9)));
        let place = block.place(Path::new("x.sql"), "é = 1\n".len());
        assert_eq!((place.line, place.column), (Some(4), Some(4)));
    }

    #[test]
    fn more_bytes_are_asked_for_until_the_block_has_ended() {
        assert_eq!(search(b"--! a = 1\n--", "--!", false), Search::Unfinished);
        assert_eq!(search(b"--! a = 1\n", "--!", false), Search::Unfinished);
        assert!(matches!(search(b"--! a = 1\nSELECT\n", "--!", false), Search::Found(_)));
        assert_eq!(search(b"SELECT 1", "--!", true), Search::Absent);
        assert_eq!(search(b"", "--!", true), Search::Absent);
        assert_eq!(search(b"\n--! \xff\n", "--!", true), Search::NotUtf8(2));
    }
}
