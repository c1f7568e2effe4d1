//! Texts in quotes, with the quotes in them doubled.

/// Puts a text into quotes of this kind, behind what is there already.
pub(super) fn push_quoted(sql: &mut String, text: &str, quote: char) {
    sql.push(quote);
    for (at, part) in text.split(quote).enumerate() {
        if at > 0 {
            sql.extend([quote, quote]);
        }
        sql.push_str(part);
    }
    sql.push(quote);
}

/// A text in quotes of this kind.
pub(super) fn quoted(text: &str, quote: char) -> String {
    let mut sql = String::with_capacity(text.len() + 2);
    push_quoted(&mut sql, text, quote);
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quoted("it's", '\''), "'it''s'");
        assert_eq!(quoted("'", '\''), "''''");
        assert_eq!(quoted("", '"'), "\"\"");
        assert_eq!(quoted("it's", '"'), "\"it's\"");
    }
}
