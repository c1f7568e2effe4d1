//! The words of a text, wherever they stand: in code, in strings, in the body of a function. What looks
//! like the name of a table may be one.

/// Calls with each word, in lower case, and where it stands in bytes. A number directly in front of a
/// word, or the letter of an escape, is left off as well as on: one of the two is the word.
pub(super) fn each_word(text: &str, mut found: impl FnMut(&str, usize)) {
    let bytes = text.as_bytes();
    let mut word = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().position(|byte| !is_of_word(*byte));
        let end = length.map_or(bytes.len(), |length| at + length);
        if end == at {
            at += 1;
            continue;
        }
        let mut say = |from: usize| {
            if let Some(text) = text.get(from..end).filter(|text| !text.is_empty()) {
                word.clear();
                word.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
                found(&word, from);
            }
        };
        say(at);
        let digits = bytes[at..end].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            say(at + digits);
        } else if at > 0 && bytes[at - 1] == b'\\' {
            say(at + 1);
        }
        at = end;
    }
}

/// Tells whether a text holds a word, given in lower case.
pub(super) fn has_word(text: &str, wanted: &str) -> bool {
    let mut has = false;
    each_word(text, |word, _| has |= word == wanted);
    has
}

/// A dollar is none: it may be the end of a quote.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn words(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        each_word(text, |word, at| {
            assert!(text[at..].to_ascii_lowercase().starts_with(word));
            found.push(word.to_owned());
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_found_in_names_strings_and_quotes() {
        words("a.\"B c\", 'd_1' $$e$$ $f$g$f$", &["a", "b", "c", "d_1", "e", "f", "g", "f"]);
        words("1t1 \\nt2 é", &["1t1", "t1", "nt2", "t2", "é"]);
        words("", &[]);
        assert!(has_word("x T1;", "t1") && !has_word("t12", "t1"));
    }
}
