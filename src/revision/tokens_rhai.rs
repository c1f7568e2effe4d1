//! Tells code, literals and comments of a rhai script apart, for the checksum only.

use super::tokens::{Meaning, end_of, end_of_escaped, end_of_line, is_word};

/// Returns the bytes of a rhai script that carry meaning.
///
/// A script that ends inside a literal or comment keeps its rest as it is.
pub(super) fn meaning(source: &[u8]) -> Vec<u8> {
    let mut meaning = Meaning::default();
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        let rest = &source[at..];
        let end = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b'\x0b' | b'\x0c' => {
                meaning.gap();
                at += 1;
                continue;
            }
            b'/' if rest.starts_with(b"//") => {
                meaning.gap();
                at = end_of_line(source, at);
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                let Some(end) = end_of_comment(source, at) else {
                    return meaning.keep_rest_verbatim(rest);
                };
                meaning.gap();
                at = end;
                continue;
            }
            b'"' | b'\'' => end_of_escaped(source, at),
            b'`' => end_of_template(source, at),
            b'#' => end_of_raw_string(source, at),
            _ if is_word(byte) => Some(at + rest.iter().take_while(|&&b| is_word(b)).count()),
            _ => Some(at + 1),
        };
        let Some(end) = end.filter(|&end| end <= source.len()) else {
            return meaning.keep_rest_verbatim(rest);
        };
        meaning.keep(&source[at..end]);
        at = end;
    }
    meaning.finish()
}

fn end_of_comment(source: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match source.get(at..at + 2)? {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

/// Finds the end of `#"..."#`; a `#` that opens no raw string ends after itself.
fn end_of_raw_string(source: &[u8], start: usize) -> Option<usize> {
    let hashes = source[start..].iter().take_while(|&&b| b == b'#').count();
    if source.get(start + hashes) != Some(&b'"') {
        return Some(start + 1);
    }
    let mut close = vec![b'"'];
    close.resize(1 + hashes, b'#');
    end_of(source, start + hashes + 1, &close)
}

enum Frame {
    Text,
    Code { open_braces: usize },
}

/// Finds the end of a back-tick string, whose `${...}` holds code that may hold strings again.
fn end_of_template(source: &[u8], start: usize) -> Option<usize> {
    let mut frames = vec![Frame::Text];
    let mut at = start + 1;
    loop {
        let byte = *source.get(at)?;
        match frames.last_mut()? {
            Frame::Text => match byte {
                b'`' => {
                    frames.pop();
                    at += 1;
                    if frames.is_empty() {
                        return Some(at);
                    }
                }
                b'$' if source.get(at + 1) == Some(&b'{') => {
                    frames.push(Frame::Code { open_braces: 0 });
                    at += 2;
                }
                _ => at += 1,
            },
            Frame::Code { open_braces } => match byte {
                b'}' if *open_braces == 0 => {
                    frames.pop();
                    at += 1;
                }
                b'}' => {
                    *open_braces -= 1;
                    at += 1;
                }
                b'{' => {
                    *open_braces += 1;
                    at += 1;
                }
                b'`' => {
                    frames.push(Frame::Text);
                    at += 1;
                }
                b'"' | b'\'' => at = end_of_escaped(source, at)?,
                b'#' => at = end_of_raw_string(source, at)?,
                b'/' if source.get(at + 1) == Some(&b'/') => at = end_of_line(source, at),
                b'/' if source.get(at + 1) == Some(&b'*') => at = end_of_comment(source, at)?,
                _ => at += 1,
            },
        }
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
    fn comments_and_layout_carry_no_meaning() {
        same("fn up(db) { f(1); }", "// x\nfn up( db )\n{\n  f(1); /* y /* z */ */\n}\n");
        same("let a = b + 1;", "let a=b+1;");
        same("column(\"x\").not_null()", "column(\"x\")\n    .not_null()");
    }

    #[test]
    fn tokens_never_merge() {
        different("let a", "leta");
        different("a - -b", "a --b");
        different("1 .5", "1.5");
        different("a/**/b", "ab");
    }

    #[test]
    fn literals_are_kept_byte_for_byte() {
        different("f(\"a  b\")", "f(\"a b\")");
        different("f(\"// a\")", "f(\"// b\")");
        different("f(\"\\\"// a\")", "f(\"\\\"// b\")");
        different("f('\"', a) // \"", "f('\"', b) // \"");
        different("f(`a  ${x + `b  c`}  // d`)", "f(`a  ${x + `b  c`}  // e`)");
        different("f(`${ \"}`\" } // a`)", "f(`${ \"}`\" } // b`)");
        different("f(#\"\\\" // a\"#)", "f(#\"\\\" // b\"#)");
        same("f(`a ${x} b`) // c", "f( `a ${x} b` )");
        same("#{ a: 1 }", "#{a:1}");
    }

    #[test]
    fn an_unfinished_script_is_kept_as_it_is() {
        different("f(\"a // b", "f(\"a // c");
        different("f() /* a", "f() /* b");
        different("f(`a ${ b", "f(`a ${ c");
        different("'\\", "'");
    }
}
