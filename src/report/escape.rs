//! Makes text from scripts, files and databases safe to show on a terminal.
//!
//! Such text may hold escape sequences that recolour, overwrite or retitle the terminal, and marks
//! that turn the direction of writing so that a line reads other than it is.

use std::borrow::Cow;
use std::fmt::Write;

/// Shows every character of a text that a terminal would obey instead of print, such as `\u{1b}`.
///
/// Line ends and tabs stay.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_obeyed(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\t' => safe.push(c),
            c if is_obeyed(c) => write_escape(&mut safe, c),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The first line of a text, made safe, with `…` when there are more lines.
#[must_use]
pub fn first_line(text: &str) -> String {
    let mut lines = text.trim().lines();
    let first = escape(lines.next().unwrap_or_default()).replace('\t', " ");
    match lines.next() {
        None => first,
        Some(_) => format!("{first} …"),
    }
}

fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}')
}

fn write_escape(safe: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = match c {
        '\r' => safe.write_str("\\r"),
        c => write!(safe, "\\u{{{:x}}}", u32::from(c)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_and_the_rest_stays() {
        assert_eq!(escape("häuser\n\t👩‍🚀"), "häuser\n\t👩‍🚀");
        assert_eq!(escape("a\u{1b}[31mb\r\0\u{9b}"), "a\\u{1b}[31mb\\r\\u{0}\\u{9b}");
        assert_eq!(escape("x\u{202e}y\u{2066}"), "x\\u{202e}y\\u{2066}");
    }

    #[test]
    fn a_text_of_several_lines_is_cut_at_the_first() {
        assert_eq!(first_line("  one\ttwo "), "one two");
        assert_eq!(first_line("one\ntwo"), "one …");
        assert_eq!(first_line(""), "");
    }
}
