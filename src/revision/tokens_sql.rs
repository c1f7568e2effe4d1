//! Tells code, literals and comments of an SQL file apart, for the checksum only.
//!
//! The database is not known here, and the dialects disagree: a backslash before a quote, `--`
//! without a space, `#`, and comments inside comments mean different things. At the first such
//! place the rest of the file is kept as it is.

use super::tokens::{Meaning, end_of, end_of_line, is_word};

/// Returns the bytes of an SQL file that carry meaning.
pub(super) fn meaning(source: &[u8]) -> Vec<u8> {
    let mut meaning = Meaning::default();
    let mut at = skip_header(source);
    while let Some(&byte) = source.get(at) {
        let rest = &source[at..];
        let token = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b'\x0b' | b'\x0c' => Token::Gap(at + 1),
            b'-' if rest.starts_with(b"--") => line_comment(source, at),
            b'/' if rest.starts_with(b"/*") => block_comment(source, at),
            b'\'' | b'"' | b'`' => quoted(source, at),
            b'$' => dollar_quoted(source, at),
            b'#' => Token::Doubtful,
            _ if is_word(byte) => {
                Token::Code(at + rest.iter().take_while(|&&b| is_word(b)).count())
            }
            _ => Token::Code(at + 1),
        };
        match token {
            Token::Gap(end) => {
                meaning.gap();
                at = end;
            }
            Token::Code(end) => {
                meaning.keep(&source[at..end]);
                at = end;
            }
            Token::Direction(end) => {
                meaning.keep(source[at..end].trim_ascii_end());
                meaning.keep(b"\n");
                at = end;
            }
            Token::Doubtful => return meaning.keep_rest_verbatim(rest),
        }
    }
    meaning.finish()
}

enum Token {
    Gap(usize),
    Code(usize),
    /// A line for us, which only its newline ends.
    Direction(usize),
    Doubtful,
}

/// The header counts field by field, not as text.
fn skip_header(source: &[u8]) -> usize {
    let mut at = usize::from(source.starts_with(b"\xef\xbb\xbf")) * 3;
    while at < source.len() {
        let end = end_of_line(source, at);
        let line = &source[at..end];
        if !line.starts_with(b"--!") && !line.trim_ascii().is_empty() {
            break;
        }
        at = (end + 1).min(source.len());
    }
    at
}

fn line_comment(source: &[u8], at: usize) -> Token {
    let end = end_of_line(source, at);
    match source.get(at + 2) {
        None | Some(b' ' | b'\t' | b'\r' | b'\n') => Token::Gap(end),
        // Lines for us below the header may be directions, so they count.
        Some(b'!') => Token::Direction(end),
        // MySQL reads `5--1` as a sum.
        Some(_) if source[at + 2..end].iter().all(|&b| b == b'-') => Token::Gap(end),
        Some(_) => Token::Doubtful,
    }
}

fn block_comment(source: &[u8], at: usize) -> Token {
    let Some(end) = end_of(source, at + 2, b"*/") else {
        return Token::Doubtful;
    };
    let inside = &source[at + 2..end - 2];
    if inside.windows(2).any(|pair| pair == b"/*") {
        return Token::Doubtful;
    }
    // MySQL runs `/*! ... */` and MariaDB `/*M! ... */`; `/*+ ... */` is a hint.
    let runs = inside.starts_with(b"!") || inside.starts_with(b"M!") || inside.starts_with(b"+");
    if runs { Token::Code(end) } else { Token::Gap(end) }
}

fn quoted(source: &[u8], start: usize) -> Token {
    let quote = source[start];
    let mut at = start + 1;
    loop {
        match source.get(at) {
            None => return Token::Doubtful,
            Some(&byte) if byte != quote => at += 1,
            Some(_) => {
                let backslashes =
                    source[start + 1..at].iter().rev().take_while(|&&byte| byte == b'\\').count();
                if quote != b'`' && backslashes % 2 == 1 {
                    return Token::Doubtful;
                }
                if source.get(at + 1) != Some(&quote) {
                    return Token::Code(at + 1);
                }
                at += 2;
            }
        }
    }
}

/// A word cannot reach here with its own `$`, so this one opens a quote or numbers a parameter.
fn dollar_quoted(source: &[u8], start: usize) -> Token {
    let tag = source[start + 1..].iter().take_while(|&&byte| is_word(byte) && byte != b'$').count();
    let open_end = start + tag + 2;
    let is_open = source.get(open_end - 1) == Some(&b'$') && !source[start + 1].is_ascii_digit();
    if !is_open {
        return Token::Code(start + 1 + tag);
    }
    match end_of(source, open_end, &source[start..open_end]) {
        Some(end) => Token::Code(end),
        None => Token::Doubtful,
    }
}

#[cfg(test)]
mod tests {
    use super::meaning;

    #[track_caller]
    fn same(a: &str, b: &str) {
        assert_eq!(meaning(a.as_bytes()), meaning(b.as_bytes()), "{a:?} {b:?}");
    }

    #[track_caller]
    fn different(a: &str, b: &str) {
        assert_ne!(meaning(a.as_bytes()), meaning(b.as_bytes()), "{a:?} {b:?}");
    }

    #[test]
    fn comments_layout_and_header_text_carry_no_meaning() {
        same(
            "SELECT a, b FROM t;",
            "--! message = \"x\"\n\nSELECT a,\n  b -- c\nFROM t /* d */;\n",
        );
        same("SELECT 1;", "SELECT 1;\n--\n----\n");
        same("a = 'x'", "a='x'");
    }

    #[test]
    fn tokens_never_merge() {
        different("SELECT a b", "SELECT ab");
        different("SELECT E 'x'", "SELECT E'x'");
        different("SELECT 1 .5", "SELECT 1.5");
        different("SELECT U& 'x'", "SELECT U&'x'");
        different("SELECT 'a' 'b'", "SELECT 'a''b'");
        different("a < = b", "a <= b");
    }

    #[test]
    fn literals_are_kept_byte_for_byte() {
        different("SELECT '-- a'", "SELECT '-- b'");
        different("SELECT 'it''s -- a'", "SELECT 'it''s -- b'");
        different("SELECT \"a  b\"", "SELECT \"a b\"");
        different("SELECT `a  b`", "SELECT `a b`");
        different("DO $$ BEGIN -- a\n END $$", "DO $$ BEGIN -- b\n END $$");
        different("DO $x$ '$$ -- a' $x$", "DO $x$ '$$ -- b' $x$");
        same("SELECT $1 -- a", "SELECT $1");
    }

    #[test]
    fn comments_that_a_database_or_we_read_are_kept() {
        different("SELECT 1;\n--! down\nx", "SELECT 1;\n--! down x");
        same("SELECT 1;\n--! down\nx", "SELECT 1; \r\n--! down\r\n x");
        different("/*! SET a = 1 */", "/*! SET a = 2 */");
        different("SELECT /*+ x */ 1", "SELECT /*+ y */ 1");
        different("SELECT 1;\n--! down\nSELECT 2;", "SELECT 1;\n--! up\nSELECT 2;");
    }

    #[test]
    fn where_dialects_disagree_everything_counts() {
        different("SELECT '\\' -- '", "SELECT '\\' -- x'");
        different("SELECT 5--1", "SELECT 5--2");
        different("# it's\nSELECT 'a  b'", "# it's\nSELECT 'a b'");
        different("/* a /* b */ c */ 'x  y'", "/* a /* b */ c */ 'x y'");
        different("SELECT 'a -- b", "SELECT 'a -- c");
    }
}
