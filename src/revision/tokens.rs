//! Collects the bytes of a script that carry meaning.
//!
//! The two scanners beside this file tell it what is code, what is a literal and what is a gap
//! (white space or a comment). A gap is kept, as one space, only where its absence could join
//! two tokens. When in doubt a gap is kept: a false alarm is a nuisance, a missed edit is not.

/// The meaning found so far.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    kept: Vec<u8>,
    gap_before_next: bool,
}

impl Meaning {
    /// Notes white space or a comment.
    pub(super) fn gap(&mut self) {
        self.gap_before_next = true;
    }

    /// Keeps bytes as they are, after a gap if one was noted and could matter.
    pub(super) fn keep(&mut self, bytes: &[u8]) {
        let Some(&next) = bytes.first() else {
            return;
        };
        if self.gap_before_next
            && let Some(&last) = self.kept.last()
            && gap_matters(last, next)
        {
            self.kept.push(b' ');
        }
        self.gap_before_next = false;
        self.kept.extend_from_slice(bytes);
    }

    /// Keeps the rest of a script as it is, because its tokens cannot be told for certain.
    ///
    /// The mark before it keeps the result apart from a script whose code spells the same.
    pub(super) fn keep_rest_verbatim(mut self, rest: &[u8]) -> Vec<u8> {
        self.kept.push(0);
        self.kept.extend_from_slice(rest);
        self.kept
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.kept
    }
}

fn gap_matters(last: u8, next: u8) -> bool {
    if is_bracket(last) || is_bracket(next) {
        return false;
    }
    match (is_wordlike(last), is_wordlike(next)) {
        (true, true) | (false, false) => true,
        // `1 .5` is not `1.5`, and `U& 'x'` is not `U&'x'`.
        (true, false) => last.is_ascii_digit() && next == b'.',
        (false, true) => {
            (last == b'.' && next.is_ascii_digit()) || (last == b'&' && is_quote(next))
        }
    }
}

fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'\'' | b'"' | b'`')
}

/// Quotes count as letters, because `E 'x'` is not `E'x'` in SQL.
fn is_wordlike(byte: u8) -> bool {
    is_word(byte) || is_quote(byte)
}

/// Tells whether a byte can be part of a name or number; bytes beyond ASCII always can.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

/// Finds the end of a quoted literal that has backslash escapes; `start` is its opening quote.
pub(super) fn end_of_escaped(source: &[u8], start: usize) -> Option<usize> {
    let quote = *source.get(start)?;
    let mut at = start + 1;
    loop {
        match *source.get(at)? {
            b'\\' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Finds where the line of `at` ends, without its newline.
pub(super) fn end_of_line(source: &[u8], at: usize) -> usize {
    source[at..].iter().position(|&byte| byte == b'\n').map_or(source.len(), |length| at + length)
}

/// Finds the first `wanted` at or after `from` and returns where it ends.
pub(super) fn end_of(source: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    source
        .get(from..)?
        .windows(wanted.len())
        .position(|window| window == wanted)
        .map(|at| from + at + wanted.len())
}
