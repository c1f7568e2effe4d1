//! Whole statements in the database's own words, as they read after a rename.
//!
//! Databases rewrite the stored definitions of indexes, triggers and views when a table or a
//! column gets another name; the catalog has to follow, or the way back would name what is gone.

use crate::ident::{Ident, ObjectName};
use crate::mentions::{is_grammar, respell};
use crate::token::{Kind, Token, tokens};

/// Words behind which a table stands.
const BEFORE_TABLE: &[&str] = &["from", "into", "join", "on", "only", "table", "update"];

/// The definition of an index or a trigger after a rename of its table.
///
/// The first name behind `ON` is the table, whatever schema stands before it.
pub(crate) fn owner_renamed(definition: &str, table: &ObjectName, new_name: &Ident) -> String {
    let tokens = tokens(definition);
    let on = tokens.iter().position(|t| t.is("on"));
    let owner = on.and_then(|on| last_of_path(&tokens, on + 1));
    let mut hits = mentioned(&tokens, table);
    hits.extend(owner.filter(|at| same(&tokens[*at], &table.name)));
    respell(&tokens, &hits, new_name)
}

/// A query after a rename of a table that it may read.
pub(crate) fn table_renamed(query: &str, table: &ObjectName, new_name: &Ident) -> String {
    let tokens = tokens(query);
    let hits = mentioned(&tokens, table);
    respell(&tokens, &hits, new_name)
}

/// The definition of an index after a rename of the index.
pub(crate) fn index_renamed(definition: &str, name: &Ident, new_name: &Ident) -> String {
    let tokens = tokens(definition);
    let on = tokens.iter().position(|t| t.is("on")).unwrap_or(tokens.len());
    let hits: Vec<usize> = (0..on).rev().filter(|at| same(&tokens[*at], name)).take(1).collect();
    respell(&tokens, &hits, new_name)
}

/// Where the keys of an index definition begin: behind its first parenthesis.
pub(crate) fn keys_of(definition: &str) -> (&str, &str) {
    let mut length = 0;
    for token in tokens(definition) {
        if token.kind == Kind::Symbol('(') {
            return definition.split_at(length);
        }
        length += token.text.len();
    }
    (definition, "")
}

/// The places where a statement names a table, each with the alias that it gets there.
pub(crate) fn tables_named(tokens: &[Token<'_>], table: &ObjectName) -> Vec<Option<String>> {
    let solid: Vec<&Token<'_>> = tokens.iter().filter(|t| t.kind != Kind::Blank).collect();
    let dot = |n: usize| solid.get(n).is_some_and(|t| t.kind == Kind::Symbol('.'));
    let named = (0..solid.len()).filter(|n| {
        let start = if *n >= 2 && dot(n - 1) { n - 2 } else { *n };
        let behind = start.checked_sub(1).map(|n| solid[n]);
        let stands = behind.is_some_and(|t| {
            t.kind == Kind::Symbol(',') || BEFORE_TABLE.iter().any(|word| t.is(word))
        });
        stands && !dot(n + 1) && same(solid[*n], &table.name)
    });
    named
        .map(|n| {
            let next = if solid.get(n + 1).is_some_and(|t| t.is("as")) { n + 2 } else { n + 1 };
            let alias = solid
                .get(next)
                .filter(|t| t.kind == Kind::Quoted || (t.kind == Kind::Word && !is_grammar(t)));
            alias.map(|token| token.name())
        })
        .collect()
}

fn mentioned(tokens: &[Token<'_>], table: &ObjectName) -> Vec<usize> {
    let solid: Vec<usize> =
        (0..tokens.len()).filter(|at| tokens[*at].kind != Kind::Blank).collect();
    let dot = |n: usize| solid.get(n).is_some_and(|at| tokens[*at].kind == Kind::Symbol('.'));
    let mut hits = Vec::new();
    for (n, at) in solid.iter().enumerate() {
        if !same(&tokens[*at], &table.name) {
            continue;
        }
        let qualified = n >= 2 && dot(n - 1);
        let fits = match (&table.schema, qualified) {
            (None, false) => true,
            (Some(schema), true) => same(&tokens[solid[n - 2]], schema),
            (Some(_), false) | (None, true) => false,
        };
        let start = if qualified { n - 2 } else { n };
        let behind = start.checked_sub(1).map(|n| tokens[solid[n]]);
        let stands = behind.is_some_and(|t| BEFORE_TABLE.iter().any(|word| t.is(word)));
        if fits && (stands || dot(n + 1)) {
            hits.push(*at);
        }
    }
    hits
}

/// The last name of `a.b.c` that begins at or behind `start`, without the word `ONLY`.
fn last_of_path(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    let mut name = None;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.kind {
            Kind::Word if token.is("only") => {}
            Kind::Word | Kind::Quoted if name.is_none() => name = Some(at),
            Kind::Symbol('.') => name = None,
            Kind::Blank => {}
            _ => break,
        }
    }
    name
}

fn same(token: &Token<'_>, name: &Ident) -> bool {
    matches!(token.kind, Kind::Word | Kind::Quoted)
        && token.name().eq_ignore_ascii_case(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    #[test]
    fn the_table_of_an_index_follows_behind_any_schema() {
        let persons = ObjectName::bare(ident("persons"));
        let text = "CREATE INDEX persons ON public.persons USING gin (persons)";
        let renamed = owner_renamed(text, &persons, &ident("people"));
        assert_eq!(renamed, "CREATE INDEX persons ON public.people USING gin (persons)");
    }

    #[test]
    fn a_query_follows_where_a_table_stands() {
        let persons = ObjectName::bare(ident("persons"));
        let text =
            "SELECT persons.id, 'persons' FROM persons JOIN other.persons o ON o.id = persons.id";
        let expected =
            "SELECT people.id, 'persons' FROM people JOIN other.persons o ON o.id = people.id";
        assert_eq!(table_renamed(text, &persons, &ident("people")), expected);
    }

    #[test]
    fn the_name_of_an_index_follows_in_its_definition() {
        let text = "CREATE UNIQUE INDEX \"ix\" ON t (ix)";
        let renamed = index_renamed(text, &ident("ix"), &ident("iy"));
        assert_eq!(renamed, "CREATE UNIQUE INDEX \"iy\" ON t (ix)");
        assert_eq!(keys_of(text), ("CREATE UNIQUE INDEX \"ix\" ON t ", "(ix)"));
    }
}
