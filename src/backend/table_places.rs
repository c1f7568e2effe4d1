//! Where in a statement tables stand, and which of them are written with the place that they are in.

use super::scan::Token;

/// Words behind which tables stand.
const BEGINS: &[&str] =
    &["FROM", "JOIN", "STRAIGHT_JOIN", "INTO", "UPDATE", "TABLE", "USING", "REFERENCES"];

/// Words that end a list of tables.
const ENDS: &[&str] = &[
    "SELECT",
    "SET",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "VALUES",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "WINDOW",
    "RETURNING",
    "FOR",
    "FETCH",
    "OFFSET",
];

/// What the words at hand belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    /// Tables.
    Tables,
    /// The condition of a join, behind which a comma leads back to tables.
    Condition,
    /// Anything else.
    Other,
}

/// The places of names like `place.table` where a table stands: where the first part is, and where the last one. A name
/// that may be either counts.
#[must_use]
pub fn qualified_tables(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut regions = vec![Region::Other];
    // `CREATE INDEX … ON t`
    let is_on = tokens.first().is_some_and(|token| token.is_any(&["CREATE", "DROP"]));
    for (at, token) in tokens.iter().enumerate() {
        let region = regions.last().copied().unwrap_or(Region::Other);
        let next = match () {
            () if token.is_punct("(") => {
                regions.push(if region == Region::Tables { Region::Tables } else { Region::Other });
                continue;
            }
            () if token.is_punct(")") => {
                regions.pop();
                continue;
            }
            () if token.is_any(BEGINS) => Region::Tables,
            () if token.is_any(ENDS) => Region::Other,
            () if token.is("ON") && region == Region::Tables => Region::Condition,
            () if token.is("ON") && is_on => Region::Tables,
            () if token.is_punct(",") && region == Region::Condition => Region::Tables,
            () => {
                let is_first = at.checked_sub(1).is_none_or(|at| !tokens[at].is_punct("."));
                let dot = tokens.get(at + 1).is_some_and(|dot| dot.is_punct("."));
                if region == Region::Tables && is_first && dot && at + 2 < tokens.len() {
                    found.push((at, at + 2));
                }
                continue;
            }
        };
        match regions.last_mut() {
            Some(last) => *last = next,
            None => regions.push(next),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::lexis::Lexis;
    use crate::backend::statement_class::Phrase;

    fn found(sql: &str) -> Vec<String> {
        let tokens = Phrase::tokens(sql, &Lexis::MYSQL).unwrap();
        let name =
            |(first, last): (usize, usize)| format!("{}.{}", tokens[first].text, tokens[last].text);
        qualified_tables(&tokens).into_iter().map(name).collect()
    }

    #[test]
    fn tables_of_other_databases_are_found_wherever_a_table_may_stand() {
        for (sql, tables) in [
            ("SELECT o.id, p.name FROM own o JOIN own p ON o.id = p.id WHERE o.id > 1", &[][..]),
            ("SELECT 1 FROM own x, x.other", &["x.other"]),
            ("SELECT 1 FROM (own, b.other)", &["b.other"]),
            ("SELECT 1 FROM own JOIN b.other ON own.id = b.other.id", &["b.other"]),
            ("SELECT 1 FROM own o JOIN own p ON o.id = p.id, b.other", &["b.other"]),
            (
                "SELECT (SELECT max(s) FROM b.other) FROM own o WHERE o.id IN (SELECT c.id FROM c.t)",
                &["b.other", "c.t"],
            ),
            ("UPDATE own o, b.other SET o.id = 1", &["b.other"]),
            ("INSERT INTO b.other (id) SELECT o.id FROM own o", &["b.other"]),
            ("DELETE FROM own USING own JOIN b.other", &["b.other"]),
            ("INSERT INTO own TABLE b.other", &["b.other"]),
            ("SELECT 1 FROM own UNION SELECT 2 FROM `b`.`other`", &["`b`.`other`"]),
            ("CREATE INDEX i ON b.other (id)", &["b.other"]),
            ("CREATE TABLE own_copy LIKE b.other", &["b.other"]),
            ("UPDATE own SET name = 'b.other' WHERE own.id = 1", &[]),
        ] {
            assert_eq!(found(sql), tables, "{sql}");
        }
    }
}
