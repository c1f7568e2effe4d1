//! Finds the known word that a mistyped one most likely meant.

/// Returns the known word with the fewest edits to `typed`, if it is close enough to suggest.
///
/// Close means at most a third of the typed letters and at most three, with at least one letter
/// right. Of equally close words the first one wins.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = typed.chars().collect();
    let allowed_edits = (letters.len() / 3).clamp(1, 3);
    known
        .into_iter()
        // A script may call a function with a name of a million letters; no name of ours is long.
        .filter(|word| word.chars().count().abs_diff(letters.len()) <= allowed_edits)
        .map(|word| (edits(&letters, word), word))
        .filter(|&(distance, _)| distance <= allowed_edits && distance < letters.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// How alike two names are, from 0 to 100: the share of letters that need no edit, and at least 80
/// when one holds the other as a whole (`name`, `full_name`). Case does not count.
#[must_use]
pub fn likeness(one: &str, other: &str) -> u8 {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let letters: Vec<char> = one.chars().collect();
    let longer = letters.len().max(other.chars().count()).max(1);
    // Names are short; texts that are not names are alike when they are equal.
    let edits = if longer > 256 { longer } else { edits(&letters, &other).min(longer) };
    let share = u8::try_from((longer - edits) * 100 / longer).unwrap_or(100);
    let holds =
        letters.len() > 2 && other.contains(&one) || other.len() > 2 && one.contains(&other);
    match one == other {
        true => 100,
        false if holds => share.max(80),
        false => share,
    }
}

/// Letters added, left out, replaced or swapped with their neighbour (optimal string alignment).
fn edits(typed: &[char], word: &str) -> usize {
    let word: Vec<char> = word.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=typed.len()).collect()];
    for line in 1..=word.len() {
        let mut row = vec![line];
        for column in 1..=typed.len() {
            let same = typed[column - 1] == word[line - 1];
            let replaced = rows[line - 1][column - 1] + usize::from(!same);
            let mut least = replaced.min(rows[line - 1][column] + 1).min(row[column - 1] + 1);
            let swapped = line > 1
                && column > 1
                && typed[column - 1] == word[line - 2]
                && typed[column - 2] == word[line - 1];
            if swapped {
                least = least.min(rows[line - 2][column - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[word.len()][typed.len()]
}

#[cfg(test)]
mod tests {
    use super::{likeness, nearest};

    #[test]
    fn names_are_alike_by_their_letters() {
        assert_eq!(likeness("name", "NAME"), 100);
        assert_eq!(likeness("name", "full_name"), 80);
        assert!(likeness("colour", "color") > 80);
        assert!(likeness("email", "city") < 30);
        assert_eq!(likeness("", "a"), 0);
    }

    #[test]
    fn a_close_word_is_found_and_a_far_one_is_not() {
        let known = ["revision", "down_revision", "depends_on"];
        assert_eq!(nearest("down_revison", known), Some("down_revision"));
        assert_eq!(nearest("dependson", known), Some("depends_on"));
        assert_eq!(nearest("ulr", ["url"]), Some("url"));
        assert_eq!(nearest("author", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("", known), None);
    }
}
