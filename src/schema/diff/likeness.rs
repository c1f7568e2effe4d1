//! How much two names are alike.

/// From 0 to 100: the share of pairs of neighbouring letters that both names have (Sørensen–Dice),
/// and 80 at least where one name holds the other.
pub(super) fn of_names(old: &str, new: &str) -> u32 {
    let (old, new) = (old.to_lowercase(), new.to_lowercase());
    if old == new {
        return 100;
    }
    let (pairs, mut others) = (pairs(&old), pairs(&new));
    let all = pairs.len() + others.len();
    let mut shared = 0_usize;
    for pair in &pairs {
        if let Some(at) = others.iter().position(|other| other == pair) {
            others.swap_remove(at);
            shared += 1;
        }
    }
    let share = (200 * shared).checked_div(all).map_or(0, |s| u32::try_from(s).unwrap_or(0));
    let short = old.len().min(new.len()) >= 3;
    if short && (old.contains(&new) || new.contains(&old)) { share.max(80) } else { share }
}

fn pairs(name: &str) -> Vec<(char, char)> {
    name.chars().zip(name.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::of_names;

    #[test]
    fn names_are_alike_by_what_they_share() {
        assert_eq!(of_names("Name", "name"), 100);
        assert_eq!(of_names("name", "full_name"), 80);
        assert!(of_names("persons", "person") >= 80);
        assert!(of_names("email", "age") < 30);
    }
}
