//! The tables and views that a query reads, by the places where their names stand.

use std::collections::BTreeSet;

use crate::token::{Kind, Token, tokens};

/// Words that end a list of tables.
const BEHIND_TABLES: &[&str] = &[
    "where",
    "group",
    "having",
    "order",
    "limit",
    "window",
    "union",
    "intersect",
    "except",
    "select",
    "on",
    "set",
    "returning",
    "values",
];

/// The last part of every name that stands where a query reads a table or view, unquoted and in lower
/// case; names of columns, and what stands in texts and comments, are none.
#[must_use]
pub fn relations(query: &str) -> BTreeSet<String> {
    let tokens = tokens(query);
    let solid: Vec<&Token<'_>> = tokens.iter().filter(|t| t.kind != Kind::Blank).collect();
    let mut found = BTreeSet::new();
    // Whether commas separate tables, for each open parenthesis.
    let mut in_tables = vec![false];
    let mut expects = false;
    for (at, token) in solid.iter().enumerate() {
        match token.kind {
            // Tables may stand in parentheses; a query in them begins anew.
            Kind::Symbol('(') => in_tables.push(expects),
            Kind::Symbol(')') => {
                in_tables.pop();
                expects = false;
            }
            Kind::Symbol(',') => expects = in_tables.last() == Some(&true),
            Kind::Word if token.is("from") || token.is("join") || token.is("table") => {
                if let Some(last) = in_tables.last_mut() {
                    *last = true;
                }
                expects = true;
            }
            // SQLite reads a table behind IN as well.
            Kind::Word if token.is("in") => expects = true,
            Kind::Word if token.is("only") || token.is("lateral") => {}
            Kind::Word if BEHIND_TABLES.iter().any(|word| token.is(word)) => {
                if let Some(last) = in_tables.last_mut() {
                    *last = false;
                }
                expects = false;
            }
            Kind::Word | Kind::Quoted if expects => {
                let goes_on = solid.get(at + 1).is_some_and(|t| t.kind == Kind::Symbol('.'));
                if !goes_on {
                    found.insert(token.name().to_lowercase());
                    expects = false;
                }
            }
            Kind::Symbol('.') => {}
            Kind::Word | Kind::Quoted | Kind::Text | Kind::Number | Kind::Symbol(_) => {
                expects = false;
            }
            Kind::Blank => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::relations;

    #[track_caller]
    fn reads(query: &str, expected: &[&str]) {
        let found = relations(query);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{query}");
    }

    #[test]
    fn names_of_columns_are_no_tables() {
        reads(
            "SELECT a.total, newest FROM counted a WHERE total > 0 ORDER BY newest, other",
            &["counted"],
        );
        reads(
            "SELECT id, (SELECT max(n) FROM \"Other One\") AS counted FROM t",
            &["other one", "t"],
        );
    }

    #[test]
    fn every_place_of_a_table_counts() {
        reads(
            "SELECT 1 FROM a, b x, s.c AS y LEFT JOIN ((d JOIN e ON d.i = e.i)) ON true",
            &["a", "b", "c", "d", "e"],
        );
        reads(
            "select `x`.`n` AS `n` from (`db`.`v1` join `v2` `x` on(`v1`.`i` = `x`.`i`))",
            &["v1", "v2"],
        );
        reads(
            "WITH w AS (SELECT * FROM ONLY t1) SELECT * FROM w WHERE i IN (SELECT i FROM t2)",
            &["t1", "t2", "w"],
        );
        reads("SELECT 'FROM x' /* FROM y */ FROM z UNION SELECT 1 FROM q", &["q", "z"]);
        reads("SELECT i FROM a WHERE i IN b", &["a", "b"]);
    }
}
