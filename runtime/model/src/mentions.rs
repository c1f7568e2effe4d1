//! Which columns an SQL expression names, and the same expression after a rename.
//!
//! Databases do this with a parser. Here it is done token by token, for the simple mentions that
//! checks, generated columns, index expressions and filters consist of: texts, comments,
//! function names, type names and collations are left alone.

use std::collections::BTreeSet;

use crate::ident::Ident;
use crate::token::{Kind, Token, tokens};

/// Words that mean the grammar, never a column, unless they are quoted.
const GRAMMAR: &[&str] = &[
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "case",
    "cast",
    "collate",
    "current_date",
    "current_time",
    "current_timestamp",
    "desc",
    "distinct",
    "else",
    "end",
    "exists",
    "false",
    "from",
    "in",
    "is",
    "like",
    "not",
    "null",
    "on",
    "or",
    "select",
    "then",
    "true",
    "using",
    "when",
    "where",
];

/// Further words that an operand may follow; they may be columns as well.
const OPERATORS: &[&str] = &[
    "binary",
    "by",
    "div",
    "escape",
    "for",
    "glob",
    "ilike",
    "include",
    "interval",
    "match",
    "mod",
    "regexp",
    "rlike",
    "similar",
    "some",
    "symmetric",
    "to",
    "xor",
    "zone",
];

/// Further words that some database refuses as a name without quotes.
const RESERVED: &[&str] = &[
    "add",
    "alter",
    "analyze",
    "check",
    "column",
    "constraint",
    "create",
    "cross",
    "default",
    "delete",
    "drop",
    "except",
    "fetch",
    "foreign",
    "full",
    "grant",
    "group",
    "having",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "join",
    "key",
    "left",
    "limit",
    "natural",
    "offset",
    "only",
    "order",
    "outer",
    "primary",
    "range",
    "rank",
    "references",
    "returning",
    "right",
    "rows",
    "session_user",
    "set",
    "table",
    "trigger",
    "union",
    "unique",
    "update",
    "user",
    "values",
    "window",
    "with",
];

/// The role of a name in an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Column,
    Qualifier,
}

/// Tells whether an expression names a column, in any case, quoted or not.
#[must_use]
pub fn mentions(expression: &str, column: &Ident) -> bool {
    names(expression).iter().any(|name| name.eq_ignore_ascii_case(column.as_str()))
}

/// Every name in an expression that stands where a column may stand, unquoted, in order.
#[must_use]
pub fn names(expression: &str) -> Vec<String> {
    let tokens = tokens(expression);
    roles(&tokens)
        .into_iter()
        .filter(|(_, role)| *role == Role::Column)
        .map(|(at, _)| tokens[at].name())
        .collect()
}

/// Every word and quoted name of a text, unquoted and in lower case: what it may speak of.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    let named = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Quoted);
    tokens(text).iter().filter(|t| named(t)).map(|t| t.name().to_lowercase()).collect()
}

/// The expression with another name for the columns that `is_it` picks; quoted names stay quoted.
#[must_use]
pub fn rename(expression: &str, is_it: impl Fn(&str) -> bool, new_name: &Ident) -> String {
    replace(expression, Role::Column, is_it, new_name)
}

/// The expression with another name for the table in front of a column: `persons.email`.
#[must_use]
pub fn rename_qualifier(expression: &str, table: &Ident, new_name: &Ident) -> String {
    replace(expression, Role::Qualifier, |name| name.eq_ignore_ascii_case(table.as_str()), new_name)
}

fn replace(expression: &str, role: Role, is_it: impl Fn(&str) -> bool, new_name: &Ident) -> String {
    let tokens = tokens(expression);
    let mut hits = roles(&tokens);
    hits.retain(|(at, found)| *found == role && is_it(&tokens[*at].name()));
    let hits: Vec<usize> = hits.into_iter().map(|(at, _)| at).collect();
    respell(&tokens, &hits, new_name)
}

/// The text of the tokens, with a new name in place of some of them.
pub(crate) fn respell(tokens: &[Token<'_>], at: &[usize], new_name: &Ident) -> String {
    let quote = if tokens.iter().any(|t| t.text.starts_with('`')) { "`" } else { "\"" };
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if !at.contains(&index) {
            text.push_str(token.text);
        } else if token.kind == Kind::Quoted {
            let (open, close) = if token.text.starts_with('[') {
                ("[", "]")
            } else {
                (&token.text[..1], &token.text[..1])
            };
            text.push_str(&in_quotes(new_name, open, close));
        } else if is_plain(new_name) {
            text.push_str(new_name.as_str());
        } else {
            text.push_str(&in_quotes(new_name, quote, quote));
        }
    }
    text
}

fn in_quotes(name: &Ident, open: &str, close: &str) -> String {
    format!("{open}{}{close}", name.as_str().replace(close, &close.repeat(2)))
}

/// Tells whether every database reads the name without quotes as it is.
fn is_plain(name: &Ident) -> bool {
    let text = name.as_str();
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && ![GRAMMAR, RESERVED].iter().any(|list| list.contains(&text))
}

fn roles(tokens: &[Token<'_>]) -> Vec<(usize, Role)> {
    let solid: Vec<usize> =
        (0..tokens.len()).filter(|at| tokens[*at].kind != Kind::Blank).collect();
    let at = |n: Option<usize>| n.and_then(|n| solid.get(n)).map(|at| tokens[*at]);
    (0..solid.len())
        .filter_map(|n| {
            let token = tokens[solid[n]];
            let (before, next) = (at(n.checked_sub(1)), at(n.checked_add(1)));
            let role = role(token, before, next)?;
            // `year` in `extract(year FROM at)` is a word of the grammar.
            let field = next.is_some_and(|t| t.is("from"))
                && at(n.checked_sub(2)).is_some_and(|t| t.is("extract"));
            (!field).then_some((solid[n], role))
        })
        .collect()
}

/// Where a statement names columns, each with what stands before its dot.
pub(crate) fn columns_of_statement(tokens: &[Token<'_>]) -> Vec<(usize, Option<String>)> {
    let solid: Vec<usize> =
        (0..tokens.len()).filter(|at| tokens[*at].kind != Kind::Blank).collect();
    let at = |n: Option<usize>| n.and_then(|n| solid.get(n)).map(|at| tokens[*at]);
    (0..solid.len())
        .filter_map(|n| {
            let (token, before) = (tokens[solid[n]], at(n.checked_sub(1)));
            // Behind these words stands a column in a statement, and never in an expression.
            let begins = |t: &Token<'_>| ["set", "having", "returning"].iter().any(|w| t.is(w));
            let role_before = before.filter(|t| !begins(t));
            if role(token, role_before, at(n.checked_add(1)))? != Role::Column {
                return None;
            }
            let dot = before.is_some_and(|t| t.kind == Kind::Symbol('.'));
            let qualifier = if dot { at(n.checked_sub(2)).map(|t| t.name()) } else { None };
            Some((solid[n], qualifier))
        })
        .collect()
}

/// Tells whether a word without quotes belongs to the grammar, so that it is no alias.
pub(crate) fn is_grammar(token: &Token<'_>) -> bool {
    [GRAMMAR, RESERVED, OPERATORS].iter().any(|words| is_one_of(*token, words))
}

fn role(token: Token<'_>, before: Option<Token<'_>>, next: Option<Token<'_>>) -> Option<Role> {
    if !matches!(token.kind, Kind::Word | Kind::Quoted) || is_one_of(token, GRAMMAR) {
        return None;
    }
    let may_start = before.is_none_or(|before| match before.kind {
        Kind::Symbol(c) => !matches!(c, ')' | ']' | ':' | '@'),
        // Two operands never stand side by side: the second one is a type, an operator class
        // or a unit.
        Kind::Word => {
            is_one_of(before, OPERATORS)
                || is_one_of(before, GRAMMAR) && !before.is("as") && !before.is("collate")
        }
        Kind::Quoted | Kind::Text | Kind::Number | Kind::Blank => false,
    });
    match next.map(|next| next.kind) {
        _ if !may_start => None,
        Some(Kind::Symbol('.')) => Some(Role::Qualifier),
        // A function, or a type in front of its literal.
        Some(Kind::Symbol('(') | Kind::Text) => None,
        _ => Some(Role::Column),
    }
}

fn is_one_of(token: Token<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| token.is(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    fn check(expression: &str, from: &str, to: &str, expected: &str) {
        let renamed = rename(expression, |n| n.eq_ignore_ascii_case(from), &ident(to));
        assert_eq!(renamed, expected);
    }

    #[test]
    fn a_rename_keeps_the_quotes_and_the_rest_byte_for_byte() {
        check("length(email)  > 3 -- email", "email", "mail", "length(mail)  > 3 -- email");
        check(r#""Email" <> `email`"#, "email", "mail", r#""mail" <> `mail`"#);
        check("[email] IS NULL", "email", "a]b", "[a]]b] IS NULL");
    }

    #[test]
    fn texts_functions_types_and_collations_are_no_columns() {
        check("date(date) > date '2020-01-01'", "date", "day", "date(day) > date '2020-01-01'");
        check("x::date > CAST(date AS date)", "date", "day", "x::date > CAST(day AS date)");
        check("a COLLATE nocase = 'nocase'", "nocase", "b", "a COLLATE nocase = 'nocase'");
        check(
            "at::timestamp without time zone = time",
            "time",
            "t",
            "at::timestamp without time zone = t",
        );
        check("extract(year FROM at) = year", "year", "y", "extract(year FROM at) = y");
        check("at + INTERVAL 1 day > day", "day", "d", "at + INTERVAL 1 day > d");
    }

    #[test]
    fn words_of_the_grammar_are_columns_only_in_quotes() {
        check(r#"a IS NOT NULL AND "null" > 1"#, "null", "b", r#"a IS NOT NULL AND "b" > 1"#);
    }

    #[test]
    fn a_name_that_needs_quotes_gets_them() {
        check("a > 1", "a", "order", "\"order\" > 1");
        check("a > 1", "a", "First Name", "\"First Name\" > 1");
        check("a > `b`", "a", "First", "`First` > `b`");
    }

    #[test]
    fn a_qualified_name_follows_and_its_table_is_apart() {
        check("persons.a > a.persons", "a", "b", "persons.b > a.persons");
        let renamed = rename_qualifier("persons.a > persons", &ident("persons"), &ident("people"));
        assert_eq!(renamed, "people.a > persons");
    }

    #[test]
    fn mentions_ignore_case_and_partial_words() {
        assert!(mentions("lower(EMAIL) <> ''", &ident("email")));
        assert!(!mentions("email_address <> 'email'", &ident("email")));
        assert_eq!(names("a + b[c] NOT IN ('d', e)"), ["a", "b", "c", "e"]);
    }
}
