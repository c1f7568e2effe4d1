//! Statements of a migration in one turn.

use super::connection::PostgresConnection;
use super::first_words::{first_words, is_query, may_change_types};
use super::split;
use crate::backend::connection::DatabaseError;
use crate::backend::together::{Ran, Together};

impl Together for PostgresConnection {
    /// One without any semicolon cannot be two, whatever its quotes. One that leaves a quote or a comment open would
    /// take the next one into it.
    fn takes(&self, sql: &str) -> bool {
        !sql.contains(';') && split::only_one(sql).is_ok()
    }

    fn execute_together(&mut self, texts: &[&str]) -> Result<Vec<Ran>, (usize, DatabaseError)> {
        let words: Vec<Vec<String>> = texts.iter().map(|text| first_words(text)).collect();
        if words.iter().any(|words| may_change_types(words)) {
            self.forget_enums();
        }
        let mut ran = self.wire.write_timed(texts)?;
        for (ran, words) in ran.iter_mut().zip(&words) {
            if words.first().is_some_and(|word| is_query(word)) {
                ran.rows = 0;
            }
        }
        Ok(ran)
    }
}
