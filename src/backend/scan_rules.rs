//! Measures the token at the start of a text, one rule per kind of token.
//!
//! Called by the scanner only. Every length ends on a character border, because each rule stops in
//! front of or behind an ASCII byte. Lengths are at least 1.

use crate::backend::lexis::{DigitsFirst, Lexis, Variables};
use crate::backend::scan::TokenKind;

/// A kind of token and its length in bytes.
pub(crate) type Measured = (TokenKind, usize);

/// Measures the first token of a text that is not empty.
///
/// Errors: what was opened and never closed.
pub(crate) fn measure(rest: &str, at_start: bool, lexis: &Lexis) -> Result<Measured, &'static str> {
    let bytes = rest.as_bytes();
    let second = bytes.get(1).copied();
    match bytes.first().copied().unwrap_or_default() {
        _ if (at_start || lexis.byte_order_mark_is_blank) && rest.starts_with('\u{feff}') => {
            Ok((TokenKind::Space, 3))
        }
        byte if is_blank(byte) => Ok((TokenKind::Space, run(bytes, is_blank))),
        b'-' if second == Some(b'-') && dashes_begin_comment(bytes, lexis) => {
            Ok((TokenKind::Comment, line_comment(rest, lexis)))
        }
        b'#' if lexis.hash_comments => Ok((TokenKind::Comment, line_comment(rest, lexis))),
        b'/' if second == Some(b'*') => match executable_opening(rest, lexis) {
            Some(length) => Ok((TokenKind::Marker, length)),
            None => closed(TokenKind::Comment, block_comment(bytes, lexis), "comment"),
        },
        b'\'' => closed(TokenKind::String, quoted(bytes, b'\'', lexis.backslash_escapes), "string"),
        b'"' if lexis.double_quoted_strings => {
            closed(TokenKind::String, quoted(bytes, b'"', lexis.backslash_escapes), "string")
        }
        b'"' => closed(TokenKind::Name, quoted(bytes, b'"', false), "quoted name"),
        b'`' if lexis.backtick_names => {
            closed(TokenKind::Name, quoted(bytes, b'`', false), "quoted name")
        }
        b'[' if lexis.bracket_names => {
            closed(TokenKind::Name, rest.find(']').map(|at| at + 1), "bracketed name")
        }
        b'e' | b'E' if lexis.escape_strings && second == Some(b'\'') => {
            closed(TokenKind::String, escape_string(bytes), "string")
        }
        b'$' if lexis.dollar_quotes && dollar_tag(rest).is_some() => {
            closed(TokenKind::String, dollar_quoted(rest), "dollar-quoted string")
        }
        byte if byte.is_ascii_digit() => Ok(number(bytes, lexis)),
        b'.' if second.is_some_and(|byte| byte.is_ascii_digit()) => Ok(number(bytes, lexis)),
        byte if begins_word(byte) || (byte == b'$' && lexis.dollar_words) => {
            Ok((TokenKind::Word, run(bytes, continues_word)))
        }
        _ => Ok(match variable(bytes, lexis.variables) {
            Some(length) => (TokenKind::Variable, length),
            None => (TokenKind::Punct, 1),
        }),
    }
}

/// The length of `/*!50003` or `/*M!100100`, where such comments are executed.
pub(crate) fn executable_opening(rest: &str, lexis: &Lexis) -> Option<usize> {
    let mark = ["/*!", "/*M!"].into_iter().find(|mark| rest.starts_with(mark))?;
    let digits = run(&rest.as_bytes()[mark.len()..], |byte| byte.is_ascii_digit());
    // Servers take five or six digits as a version; fewer are the first token of the text.
    let version = if digits >= 5 { digits.min(6) } else { 0 };
    lexis.executable_comments.then_some(mark.len() + version)
}

/// How far a server of an older version skips, which does not look for strings in the comment.
pub(crate) fn skipped_comment_length(inside: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let close = at + inside.get(at..)?.find("*/")?;
        match inside[at..=close].find("/*") {
            Some(open) => at = at + open + 2 + inside[at + open + 2..].find("*/")? + 2,
            None => return Some(close + 2),
        }
    }
}

fn closed(
    kind: TokenKind,
    length: Option<usize>,
    what: &'static str,
) -> Result<Measured, &'static str> {
    length.map(|length| (kind, length)).ok_or(what)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn continues_word(byte: u8) -> bool {
    begins_word(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

fn dashes_begin_comment(bytes: &[u8], lexis: &Lexis) -> bool {
    !lexis.dash_comment_needs_blank
        || bytes.get(2).is_none_or(|byte| *byte == b' ' || byte.is_ascii_control())
}

fn line_comment(rest: &str, lexis: &Lexis) -> usize {
    let ends = |char| char == '\n' || (char == '\r' && lexis.carriage_return_ends_comment);
    rest.find(ends).unwrap_or(rest.len())
}

fn block_comment(bytes: &[u8], lexis: &Lexis) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = 2;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            b"/*" if lexis.nested_comments => {
                depth += 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
    None
}

fn quoted(bytes: &[u8], quote: u8, backslash_escapes: bool) -> Option<usize> {
    let mut at = 1;
    loop {
        let byte = *bytes.get(at)?;
        if byte == quote && bytes.get(at + 1) != Some(&quote) {
            return Some(at + 1);
        }
        at += if byte == quote || (byte == b'\\' && backslash_escapes) { 2 } else { 1 };
    }
}

/// `E'a'`, line end, `'b'` is one string to PostgreSQL, and the escapes hold in its second half too.
fn escape_string(bytes: &[u8]) -> Option<usize> {
    let mut end = 1 + quoted(&bytes[1..], b'\'', true)?;
    while let Some(gap) = continuation_gap(&bytes[end..]) {
        end += gap;
        end += quoted(&bytes[end..], b'\'', true)?;
    }
    Some(end)
}

fn continuation_gap(bytes: &[u8]) -> Option<usize> {
    let is_line_end = |byte: u8| byte == b'\n' || byte == b'\r';
    let mut at = 0;
    let mut crossed_line = false;
    loop {
        match *bytes.get(at)? {
            b'\'' => return crossed_line.then_some(at),
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at += run(&bytes[at..], |byte| !is_line_end(byte));
            }
            byte if is_blank(byte) => {
                crossed_line |= is_line_end(byte);
                at += 1;
            }
            _ => return None,
        }
    }
}

fn dollar_tag(rest: &str) -> Option<&str> {
    let tag = rest.get(1..1 + rest.get(1..)?.find('$')?)?;
    let is_tag = tag.bytes().next().is_none_or(begins_word)
        && tag.bytes().all(|byte| begins_word(byte) || byte.is_ascii_digit());
    is_tag.then(|| &rest[..tag.len() + 2])
}

fn dollar_quoted(rest: &str) -> Option<usize> {
    let tag = dollar_tag(rest)?;
    rest[tag.len()..].find(tag).map(|at| tag.len() + at + tag.len())
}

fn number(bytes: &[u8], lexis: &Lexis) -> Measured {
    let digits = |from: usize| run(&bytes[from..], |byte| byte.is_ascii_digit());
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = digits(0);
    // `1..10` is a range in MariaDB's FOR loops, not the number `1.` and a dot.
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
        end += 1;
        end += digits(end);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digit_at(end + 1 + sign) {
            end += 1 + sign;
            end += digits(end);
        }
    }
    let tail = run(&bytes[end..], continues_word);
    match lexis.digits_first {
        DigitsFirst::Split => (TokenKind::Number, end),
        DigitsFirst::Name if tail > 0 => (TokenKind::Word, end + tail),
        DigitsFirst::Name | DigitsFirst::Number => (TokenKind::Number, end + tail),
    }
}

fn variable(bytes: &[u8], variables: Variables) -> Option<usize> {
    let first = *bytes.first()?;
    let rest = &bytes[1..];
    let length = match (variables, first) {
        (Variables::Sqlite, b'$' | b'@' | b':' | b'#') => sqlite_variable(rest),
        (Variables::Sqlite, b'?') | (Variables::Postgres, b'$') => {
            run(rest, |byte| byte.is_ascii_digit())
        }
        (Variables::Mysql, b'@') => {
            let second = usize::from(rest.first() == Some(&b'@'));
            match run(&rest[second..], |byte| continues_word(byte) || byte == b'.') {
                0 => 0,
                length => second + length,
            }
        }
        _ => 0,
    };
    (length > 0).then_some(length + 1)
}

/// Follows SQLite's tokenizer to the byte: `$a(')` is one variable there, and the quote opens nothing.
fn sqlite_variable(bytes: &[u8]) -> usize {
    let mut at = 0;
    let mut named = false;
    while let Some(byte) = bytes.get(at).copied() {
        if continues_word(byte) {
            named = true;
            at += 1;
        } else if byte == b'(' && named {
            at += run(&bytes[at..], |byte| !is_blank(byte) && byte != b')');
            return if bytes.get(at) == Some(&b')') { at + 1 } else { at };
        } else if byte == b':' && bytes.get(at + 1) == Some(&b':') {
            at += 2;
        } else {
            break;
        }
    }
    if named { at } else { 0 }
}
