//! What a text of SQL speaks of: every name in it, every function, and what is out of the ordinary.
//!
//! This is for deciding whether a text may run at all, so that it errs to one side: each word counts as a name,
//! whatever the grammar makes of it, and a text that cannot be read has no answer. It is a second wall; what a
//! statement reaches is for the database itself to hold.

use std::collections::BTreeSet;

use sandshift_model::ident::ObjectName;

use super::identifiers::{Quote, unquote};
use super::lexis::Lexis;
use super::scan::{Token, TokenKind};
use super::statement_class::Phrase;
use super::table_places::qualified_tables;

/// Words in front of a bracket that are no functions.
const GRAMMAR: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "between",
    "by",
    "case",
    "check",
    "conflict",
    "default",
    "distinct",
    "else",
    "except",
    "exists",
    "filter",
    "from",
    "group",
    "having",
    "in",
    "include",
    "index",
    "inner",
    "intersect",
    "into",
    "is",
    "join",
    "key",
    "lateral",
    "left",
    "like",
    "limit",
    "materialized",
    "not",
    "offset",
    "on",
    "or",
    "order",
    "over",
    "partition",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "set",
    "some",
    "table",
    "then",
    "union",
    "unique",
    "update",
    "using",
    "value",
    "values",
    "when",
    "where",
    "window",
    "with",
    "within",
];

/// Types that take numbers in brackets.
const TYPES: &[&str] = &[
    "bigint",
    "binary",
    "bit",
    "char",
    "character",
    "datetime",
    "dec",
    "decimal",
    "double",
    "enum",
    "float",
    "int",
    "integer",
    "numeric",
    "nchar",
    "nvarchar",
    "real",
    "set",
    "smallint",
    "time",
    "timestamp",
    "timestamptz",
    "tinyint",
    "varbinary",
    "varchar",
    "varying",
    "zone",
];

/// Functions of plain expressions: each gives the same for the same values, reads nothing beside them, and its
/// answer is not much longer than they are.
const PLAIN: &[&str] = &[
    "abs",
    "avg",
    "cast",
    "ceil",
    "ceiling",
    "char_length",
    "character_length",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "date",
    "datetime",
    "date_part",
    "date_trunc",
    "day",
    "exp",
    "extract",
    "floor",
    "greatest",
    "hour",
    "if",
    "ifnull",
    "iif",
    "instr",
    "json_extract",
    "json_type",
    "json_unquote",
    "json_valid",
    "jsonb_typeof",
    "julianday",
    "least",
    "left",
    "length",
    "ln",
    "log",
    "lower",
    "ltrim",
    "max",
    "md5",
    "min",
    "minute",
    "mod",
    "month",
    "nullif",
    "octet_length",
    "position",
    "power",
    "replace",
    "reverse",
    "right",
    "round",
    "row_number",
    "rtrim",
    "second",
    "sign",
    "split_part",
    "sqrt",
    "strftime",
    "strpos",
    "substr",
    "substring",
    "sum",
    "to_char",
    "to_date",
    "to_number",
    "to_timestamp",
    "total",
    "trim",
    "trunc",
    "typeof",
    "unicode",
    "upper",
    "year",
];

/// Names that belong to the server, or to the bookkeeping, by how they begin.
const OF_THE_SERVER: &[&str] = &["pg_", "sqlite_", "sandshift_", "_sandshift", "dbstat", "pragma_"];

/// Schemas of the server.
const SERVER_SCHEMAS: &[&str] =
    &["information_schema", "performance_schema", "mysql", "sys", "pg_catalog", "temp"];

/// Words that lead to files.
const ODD: &[&str] = &["outfile", "dumpfile", "infile"];

/// What a text of SQL speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mentioned {
    /// Every name and word in it, without quotes, in lower case.
    pub names: BTreeSet<String>,
    /// The functions that it calls and that are not plain ones, without quotes, in lower case.
    pub functions: BTreeSet<String>,
    /// It holds a query of its own.
    pub queries: bool,
    /// What is in it that no grant allows, as a lower case fragment.
    pub odd: Option<String>,
    /// Its first words, in lower case.
    pub begins: Vec<String>,
    /// The name behind the first words `CREATE … <kind> [IF NOT EXISTS]`: what is made, its schema, its name.
    pub made: Option<(String, Option<String>, String)>,
    /// Tables that are written with the schema or database that they are in, as they are written.
    pub qualified: BTreeSet<(String, String)>,
    /// The one table that a statement writes to, where the others that it names can only be read.
    pub target: Option<String>,
}

/// Tells whether an object belongs to the server or to the bookkeeping.
#[must_use]
pub fn is_of_the_server(object: &ObjectName) -> bool {
    let name = object.name.as_str().to_lowercase();
    let schema = object.schema.as_ref().map(|schema| schema.as_str().to_lowercase());
    let begins = |name: &str| OF_THE_SERVER.iter().any(|start| name.starts_with(start));
    begins(&name)
        || schema.is_some_and(|schema| begins(&schema) || SERVER_SCHEMAS.contains(&schema.as_str()))
}

/// What a text speaks of; none when its words cannot be told apart.
#[must_use]
pub fn mentioned(sql: &str, lexis: &Lexis) -> Option<Mentioned> {
    let tokens = Phrase::tokens(sql, lexis)?;
    let mut found = Mentioned { begins: first_words(&tokens), ..Mentioned::default() };
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        look_at(&mut found, token, next, lexis);
    }
    let named =
        |(first, last): (usize, usize)| Some((spelled(&tokens[first])?, spelled(&tokens[last])?));
    found.qualified = qualified_tables(&tokens).into_iter().filter_map(named).collect();
    found.made = made(&tokens);
    found.target = target(&tokens);
    Some(found)
}

fn look_at(found: &mut Mentioned, token: &Token<'_>, next: Option<&Token<'_>>, lexis: &Lexis) {
    let odd = |found: &mut Mentioned, what: String| {
        found.odd.get_or_insert(what);
    };
    match token.kind {
        TokenKind::Variable => odd(found, format!("it holds the variable `{}`", token.text)),
        TokenKind::Marker => odd(found, "it holds a comment that the server runs".to_owned()),
        TokenKind::Word | TokenKind::Name => {}
        _ => return,
    }
    let Some(name) = name_of(token) else { return };
    if lexis.double_quoted_strings && !name.is_ascii() {
        odd(found, format!("the server may read the name `{name}` as another one"));
    }
    if token.is("u") && next.is_some_and(|next| next.is_punct("&")) {
        odd(found, "it writes names by the numbers of their letters".to_owned());
    }
    let of_server = OF_THE_SERVER.iter().any(|start| name.starts_with(start));
    let has_dot = next.is_some_and(|next| next.is_punct("."));
    if of_server || has_dot && SERVER_SCHEMAS.contains(&name.as_str()) {
        odd(found, format!("`{name}` belongs to the server or to sandshift"));
    }
    if token.kind == TokenKind::Word {
        if ODD.contains(&name.as_str()) {
            odd(found, format!("`{name}` leads out of the database"));
        }
        found.queries |= token.is_any(&["SELECT", "WITH", "VALUES", "TABLE", "EXECUTE"]);
    }
    let is_called = next.is_some_and(|next| next.is_punct("("));
    let is_grammar = token.kind == TokenKind::Word
        && [GRAMMAR, TYPES, PLAIN].iter().any(|words| words.contains(&name.as_str()));
    if is_called && !is_grammar {
        found.functions.insert(name.clone());
    }
    found.names.insert(name);
}

/// A name without its quotes, in lower case.
fn name_of(token: &Token<'_>) -> Option<String> {
    let text = match token.kind {
        TokenKind::Word => token.text.to_owned(),
        TokenKind::Name => unquoted(token.text)?,
        _ => return None,
    };
    Some(text.to_lowercase())
}

fn unquoted(text: &str) -> Option<String> {
    match text.chars().next()? {
        '"' => unquote(text, Quote::Double),
        '`' => unquote(text, Quote::Backtick),
        _ => text.strip_prefix('[')?.strip_suffix(']').map(str::to_owned),
    }
}

fn first_words(tokens: &[Token<'_>]) -> Vec<String> {
    let words = tokens.iter().take_while(|token| token.kind == TokenKind::Word);
    words.take(6).map(|token| token.text.to_lowercase()).collect()
}

/// What `CREATE …` makes.
fn made(tokens: &[Token<'_>]) -> Option<(String, Option<String>, String)> {
    const KINDS: [&str; 6] = ["TABLE", "VIEW", "INDEX", "SEQUENCE", "TYPE", "SCHEMA"];
    if !tokens.first()?.is("CREATE") {
        return None;
    }
    let at = tokens.iter().take(6).position(|token| token.is_any(&KINDS))?;
    let kind = tokens[at].text.to_lowercase();
    let passed = |token: &&Token<'_>| token.is_any(&["IF", "NOT", "EXISTS", "CONCURRENTLY"]);
    let rest = &tokens[at + 1..];
    let rest = &rest[rest.iter().take_while(passed).count()..];
    let first = spelled(rest.first()?)?;
    match (rest.get(1), rest.get(2)) {
        (Some(dot), Some(second)) if dot.is_punct(".") => {
            Some((kind, Some(first), spelled(second)?))
        }
        _ => Some((kind, None, first)),
    }
}

/// A name without its quotes, as it is written.
fn spelled(token: &Token<'_>) -> Option<String> {
    match token.kind {
        TokenKind::Word => Some(token.text.to_owned()),
        TokenKind::Name => unquoted(token.text),
        _ => None,
    }
}

/// The only table that a statement can write to.
fn target(tokens: &[Token<'_>]) -> Option<String> {
    let writes = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE"];
    // `ON CONFLICT DO UPDATE`, `ON DUPLICATE KEY UPDATE` and `INSERT OR REPLACE` write to the same table.
    let again = |at: usize| at > 0 && tokens[at - 1].is_any(&["DO", "KEY", "OR"]);
    // `replace(…)` is a function, and `FOR UPDATE` only locks.
    let is_write = |at: &usize| {
        tokens[*at].is_any(&writes)
            && !tokens.get(at + 1).is_some_and(|next| next.is_punct("("))
            && !again(*at)
    };
    let mut of_writes = (0..tokens.len()).filter(is_write);
    let (first, second) = (of_writes.next()?, of_writes.next());
    if first != 0 || second.is_some() {
        return None;
    }
    let at = if tokens[0].is("UPDATE") {
        let set = tokens.iter().position(|token| token.is("SET"))?;
        let several = |token: &Token<'_>| token.is_punct(",") || token.is("JOIN");
        if tokens[..set].iter().any(several) {
            return None;
        }
        1
    } else if tokens[0].is("DELETE") {
        tokens.get(1).filter(|token| token.is("FROM"))?;
        if tokens.iter().any(|token| token.is_any(&["JOIN", "USING"])) {
            return None;
        }
        2
    } else {
        tokens.iter().take(5).position(|token| token.is("INTO"))? + 1
    };
    let name = tokens.get(at).filter(|token| !token.is("ONLY"))?;
    // A name with its schema is compared by its last part.
    let qualified = tokens.get(at + 1).filter(|dot| dot.is_punct(".")).and(tokens.get(at + 2));
    name_of(qualified.unwrap_or(name))
}

#[cfg(test)]
#[path = "mentioned_tests.rs"]
mod tests;
