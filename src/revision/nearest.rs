//! Finds the known word that a mistyped one most likely meant.

/// Returns the known word with the fewest edits to `typed`, if it is close enough to suggest.
///
/// Close means at most a third of the typed letters, and at least one letter right. Of equally
/// close words the first one wins.
pub(crate) fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters: Vec<char> = typed.chars().collect();
    let allowed_edits = (letters.len() / 3).max(1);
    known
        .into_iter()
        .filter(|word| word.chars().count().abs_diff(letters.len()) <= allowed_edits)
        .map(|word| (edits(&letters, word), word))
        .filter(|&(distance, _)| distance <= allowed_edits && distance < letters.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

fn edits(typed: &[char], word: &str) -> usize {
    let mut row: Vec<usize> = (0..=typed.len()).collect();
    for (line, letter) in word.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for column in 0..typed.len() {
            let replaced = diagonal + usize::from(typed[column] != letter);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[typed.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_close_word_is_found_and_a_far_one_is_not() {
        let known = ["revision", "down_revision", "depends_on"];
        assert_eq!(nearest("down_revison", known), Some("down_revision"));
        assert_eq!(nearest("dependson", known), Some("depends_on"));
        assert_eq!(nearest("author", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("", known), None);
    }
}
