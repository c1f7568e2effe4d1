//! Raw statements that change rows of one table in a plain form, taken apart.
//!
//! Only `UPDATE table SET column = … WHERE …` and `DELETE FROM table WHERE …` are understood: the rows that
//! they are going to change can be asked for with the same condition. Everything else is not.

use std::ops::Range;

use sandshift_model::operation::RowChange;

use crate::backend::lexis::Lexis;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::statement_class::Phrase;

/// A raw statement that changes rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowStatement {
    /// The schema of the table, and the table.
    pub table: (Option<Name>, Name),
    /// What stands between the table and what follows, such as ` AS p`; empty for nothing.
    pub alias: String,
    /// The columns that get new values; none when rows are deleted.
    pub columns: Vec<Name>,
    /// The condition; empty for every row.
    pub condition: String,
    /// What becomes of the rows.
    pub change: RowChange,
}

/// A name as it stands in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its text, without quotes.
    pub text: String,
    /// It stood in quotes.
    pub quoted: bool,
}

/// Functions that give something else each time that they are asked, so that a condition with one picks
/// other rows the second time.
const DRAWING: &[&str] = &[
    "random",
    "randomblob",
    "rand",
    "uuid",
    "uuid_short",
    "gen_random_uuid",
    "uuid_generate_v4",
    "nextval",
    "setval",
    "clock_timestamp",
    "timeofday",
    "sysdate",
    "sleep",
    "pg_sleep",
    "changes",
    "total_changes",
    "last_insert_rowid",
    "last_insert_id",
    "row_count",
    "found_rows",
];

/// Words that none of the plain forms has outside of brackets.
const OTHER_FORMS: &[&str] =
    &["RETURNING", "ORDER", "LIMIT", "USING", "JOIN", "INDEXED", "CURRENT"];

/// Takes a statement apart; none when it has another form.
#[must_use]
pub fn row_statement(sql: &str, lexis: &Lexis) -> Option<RowStatement> {
    let tokens = Phrase::tokens(sql, lexis)?;
    let phrase = Phrase::new(&tokens);
    let odd = |token: &Token<'_>| {
        matches!(token.kind, TokenKind::Marker | TokenKind::Delimiter) || token.is_punct(";")
    };
    if phrase.iter().any(odd) || draws(sql, lexis) {
        return None;
    }
    let mut outside = phrase.outside_brackets();
    if outside.any(|(_, token)| token.is_any(OTHER_FORMS)) {
        return None;
    }
    let parts = Parts { sql, tokens: &tokens };
    if phrase.begins(&["UPDATE"]) {
        parts.update()
    } else if phrase.begins(&["DELETE", "FROM"]) {
        parts.delete()
    } else {
        None
    }
}

/// Tells whether a text names a function that gives something else each time, or a variable.
#[must_use]
pub fn draws(text: &str, lexis: &Lexis) -> bool {
    let Some(tokens) = Phrase::tokens(text, lexis) else { return true };
    tokens.iter().any(|token| match token.kind {
        TokenKind::Word => DRAWING.iter().any(|word| token.is(word)),
        TokenKind::Variable => true,
        _ => false,
    })
}

struct Parts<'p> {
    sql: &'p str,
    tokens: &'p [Token<'p>],
}

impl Parts<'_> {
    fn update(&self) -> Option<RowStatement> {
        let (table, behind) = self.table(1)?;
        let set = self.outside(behind, |token| token.is("SET"))?;
        let end = self.tokens.len();
        let condition = self.outside(set, |token| token.is("WHERE")).unwrap_or(end);
        let from = |at: &usize| {
            self.tokens[*at].is("FROM") && !self.tokens[at.saturating_sub(1)].is("DISTINCT")
        };
        if self.all_outside(set..condition).any(|at| from(&at)) {
            return None;
        }
        Some(RowStatement {
            table,
            alias: self.alias(behind..set)?,
            columns: self.columns(set + 1..condition)?,
            condition: self.text(condition + 1..end),
            change: RowChange::Updated,
        })
    }

    fn delete(&self) -> Option<RowStatement> {
        let (table, behind) = self.table(2)?;
        let end = self.tokens.len();
        let condition = self.outside(behind, |token| token.is("WHERE")).unwrap_or(end);
        Some(RowStatement {
            table,
            alias: self.alias(behind..condition)?,
            columns: Vec::new(),
            condition: self.text(condition + 1..end),
            change: RowChange::Deleted,
        })
    }

    /// The table that is named at a place, and the place behind it.
    fn table(&self, at: usize) -> Option<((Option<Name>, Name), usize)> {
        let first = self.name(at)?;
        if !self.tokens.get(at + 1).is_some_and(|token| token.is_punct(".")) {
            return Some(((None, first), at + 1));
        }
        let second = self.name(at + 2)?;
        let more = self.tokens.get(at + 3).is_some_and(|token| token.is_punct("."));
        (!more).then_some(((Some(first), second), at + 3))
    }

    fn name(&self, at: usize) -> Option<Name> {
        let token = self.tokens.get(at)?;
        match token.kind {
            // Words before the table that change what the statement does, and no names.
            TokenKind::Word
                if token.is_any(&["OR", "ONLY", "IGNORE", "LOW_PRIORITY", "QUICK", "SET"]) =>
            {
                None
            }
            TokenKind::Word => Some(Name { text: token.text.to_owned(), quoted: false }),
            TokenKind::Name => {
                let inner = token.text.get(1..token.text.len().checked_sub(1)?)?;
                let close = token.text.chars().next_back()?;
                let text = inner.replace(&format!("{close}{close}"), &close.to_string());
                Some(Name { text, quoted: true })
            }
            _ => None,
        }
    }

    /// The other name of the table, or nothing.
    fn alias(&self, range: Range<usize>) -> Option<String> {
        match self.tokens.get(range.clone())? {
            [] => Some(String::new()),
            [name] if matches!(name.kind, TokenKind::Word | TokenKind::Name) => {
                Some(format!(" {}", name.text))
            }
            [word, name]
                if word.is("AS") && matches!(name.kind, TokenKind::Word | TokenKind::Name) =>
            {
                Some(format!(" AS {}", name.text))
            }
            _ => None,
        }
    }

    /// The columns of `column = …, column = …`.
    fn columns(&self, range: Range<usize>) -> Option<Vec<Name>> {
        let mut columns = Vec::new();
        let commas = self.all_outside(range.clone()).filter(|at| self.tokens[*at].is_punct(","));
        for begin in std::iter::once(range.start).chain(commas.map(|at| at + 1)) {
            // `p.column = …`
            let qualified = self.tokens.get(begin + 1).is_some_and(|token| token.is_punct("."));
            let at = if qualified { begin + 2 } else { begin };
            if !self.tokens.get(at + 1).is_some_and(|token| token.is_punct("=")) {
                return None;
            }
            columns.push(self.name(at)?);
        }
        Some(columns)
    }

    /// The text of some tokens with what stands between them.
    fn text(&self, range: Range<usize>) -> String {
        let text = self.tokens.get(range).and_then(|tokens| {
            let (first, last) = (tokens.first()?, tokens.last()?);
            self.sql.get(first.start..last.end)
        });
        text.unwrap_or_default().to_owned()
    }

    /// The first token outside of brackets from a place on that is looked for.
    fn outside(&self, from: usize, is_it: impl Fn(&Token<'_>) -> bool) -> Option<usize> {
        self.all_outside(from..self.tokens.len()).find(|at| is_it(&self.tokens[*at]))
    }

    fn all_outside(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let outside = Phrase::new(self.tokens).outside_brackets().map(|(at, _)| at);
        outside.filter(move |at| range.contains(at))
    }
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
