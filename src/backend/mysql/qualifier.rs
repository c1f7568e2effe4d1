//! Takes the name of the database out of definitions that the server prints with it.

use crate::backend::quotes;

/// The same text without `` `database`. `` in front of names; quoted texts and comments stay.
///
/// Views and routines have to mean the same in a scratch copy, and what is restated must not
/// reach out of the database that it is restated in.
pub(super) fn unqualified(sql: &str, database: &str) -> String {
    let prefix = quotes::quoted(database, '`');
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while !rest.is_empty() {
        let length = opaque(rest);
        let token = &rest[..length];
        rest = &rest[length..];
        if token == prefix && rest.starts_with('.') {
            rest = &rest[1..];
        } else {
            text.push_str(token);
        }
    }
    text
}

/// The same definition without its `DEFINER=…` clause: who restates it owns it.
pub(super) fn without_definer(sql: &str) -> String {
    let Some(at) = sql.find("DEFINER=") else { return sql.to_owned() };
    let (head, tail) = (&sql[..at], &sql[at + "DEFINER=".len()..]);
    // The clause stands before the kind of object, behind CREATE and its options.
    if head.contains(['(', '\'']) {
        return sql.to_owned();
    }
    let user = opaque(tail);
    let host = tail[user..].strip_prefix('@').map_or(0, |host| 1 + opaque(host));
    format!("{head}{}", tail[user + host..].trim_start())
}

/// A name in quotes.
pub(super) fn quoted(name: &str) -> String {
    quotes::quoted(name, '`')
}

/// The length of the quoted text or comment at the start, or of one character.
pub(super) fn opaque(text: &str) -> usize {
    let bytes = text.as_bytes();
    let until = |end: &str, from: usize| {
        text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
    };
    match bytes {
        [quote @ (b'\'' | b'"' | b'`'), ..] => quoted_length(bytes, *quote),
        [b'#', ..] => until("\n", 1),
        [b'-', b'-', blank, ..] if blank.is_ascii_whitespace() => until("\n", 2),
        [b'/', b'*', ..] => until("*/", 2),
        _ => text.chars().next().map_or(0, char::len_utf8),
    }
}

fn quoted_length(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 2,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_lose_their_database() {
        let sql = "select `p`.`t`.`a`, '`p`.x', `pp`.`t`.`p` from `p`.`t`";
        assert_eq!(unqualified(sql, "p"), "select `t`.`a`, '`p`.x', `pp`.`t`.`p` from `t`");
    }

    #[test]
    fn definer_is_cut_and_nothing_else() {
        let sql = "CREATE DEFINER=`a b`@`%` FUNCTION `f`() RETURNS int(11) RETURN 'DEFINER=x'";
        assert_eq!(
            without_definer(sql),
            "CREATE FUNCTION `f`() RETURNS int(11) RETURN 'DEFINER=x'"
        );
        assert_eq!(without_definer("SELECT ('DEFINER=`a`')"), "SELECT ('DEFINER=`a`')");
    }
}
