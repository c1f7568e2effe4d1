//! Writes names so that the database reads exactly them, and reads them back.

/// The character around a quoted name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// `"name"`: SQLite and PostgreSQL.
    Double,
    /// `` `name` ``: MySQL and MariaDB, in every `sql_mode`.
    Backtick,
}

impl Quote {
    /// The character itself.
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Self::Double => '"',
            Self::Backtick => '`',
        }
    }
}

/// Puts a name in quotes; quotes in it are doubled.
///
/// Whether the database allows the name (empty, too long, with a NUL byte) is not asked here.
#[must_use]
pub fn quote(name: &str, quote: Quote) -> String {
    let mark = quote.character();
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push(mark);
    for character in name.chars() {
        if character == mark {
            quoted.push(mark);
        }
        quoted.push(character);
    }
    quoted.push(mark);
    quoted
}

/// Takes the quotes off a name as it stands in SQL; none when the text is not one whole quoted name.
#[must_use]
pub fn unquote(text: &str, quote: Quote) -> Option<String> {
    let mark = quote.character();
    let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
    let mut name = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character == mark && characters.next() != Some(mark) {
            return None;
        }
        name.push(character);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_in_a_name_are_doubled() {
        assert_eq!(quote("a\"b`", Quote::Double), "\"a\"\"b`\"");
        assert_eq!(quote("a\"b`", Quote::Backtick), "`a\"b```");
        assert_eq!(quote("", Quote::Double), "\"\"");
    }

    #[test]
    fn a_text_that_is_not_one_quoted_name_is_not_unquoted() {
        for text in ["", "\"", "a", "\"a", "a\"", "\"a\"b\"", "`a`", "\"\"\""] {
            assert_eq!(unquote(text, Quote::Double), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn unquote_undoes_quote(name in "\\PC*", backtick in any::<bool>()) {
            let mark = if backtick { Quote::Backtick } else { Quote::Double };
            prop_assert_eq!(unquote(&quote(&name, mark), mark), Some(name));
        }
    }
}
