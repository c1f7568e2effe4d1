//! Remarks and losses as comments.

use super::layout::WIDTH;

/// A sentence as lines of comments behind so many blanks, broken between words.
pub(super) fn comment(sentence: &str, indent: usize) -> String {
    let margin = format!("{}//", " ".repeat(indent));
    let mut text = String::new();
    let mut used = WIDTH;
    for word in sentence.split_whitespace() {
        let width = word.chars().count() + 1;
        if used + width > WIDTH {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&margin);
            used = indent + 2;
        }
        text.push(' ');
        text.push_str(word);
        used += width;
    }
    text.push('\n');
    text
}

/// What a step loses, as a sentence.
pub(super) fn loss(fragment: &str) -> String {
    format!("Data loss: {}.", fragment.trim_end_matches('.'))
}
