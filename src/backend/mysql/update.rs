//! Updates rows by a condition.

use sandshift_model::ident::Ident;
use sandshift_model::mentions::mentions;
use sandshift_model::operation::{Assignment, UpdateRows};
use sandshift_model::statement::Statement;
use sandshift_model::types::PerDialect;

use super::MysqlDialect;
use super::literal::literal;
use super::unsupported::{TITLE, unsupported};
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn update_rows(&self, update: &UpdateRows) -> Result<Vec<Statement>, DialectError> {
        let mut sets = Vec::new();
        for (column, assignment) in ordered(&update.set)? {
            let column = self.quote(column)?;
            sets.push(match assignment {
                Assignment::Value(value) => format!("{column} = {}", literal(value)?),
                Assignment::Expression(text) => format!("{column} = ({})", variant(text)?),
            });
        }
        let name = self.table_name(&update.table)?;
        let condition = self.where_clause(&update.filter)?;
        let sets = sets.join(", ");
        Ok(vec![Statement::rows(format!("UPDATE {name} SET {sets}{condition}"))])
    }
}

/// The assignments in an order in which no expression sees a value that was set before it.
///
/// The server sets columns from left to right, standard SQL all at once.
fn ordered(set: &[(Ident, Assignment)]) -> Result<Vec<&(Ident, Assignment)>, DialectError> {
    let mut waiting: Vec<&(Ident, Assignment)> = set.iter().collect();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let mut free = None;
        for (at, (column, _)) in waiting.iter().enumerate() {
            let mut others = waiting.iter().enumerate().filter(|(other, _)| *other != at);
            let read = others.any(|(_, (_, assignment))| reads(assignment, column));
            if !read {
                free = Some(at);
                break;
            }
        }
        let Some(at) = free else {
            return Err(unsupported(
                "set columns from each other's old values in one update",
                "Use `transform`, or two updates with a column in between.",
            ));
        };
        ordered.push(waiting.remove(at));
    }
    Ok(ordered)
}

fn reads(assignment: &Assignment, column: &Ident) -> bool {
    let Assignment::Expression(text) = assignment else { return false };
    text.get("mysql").is_some_and(|text| mentions(text, column))
}

fn variant(text: &PerDialect) -> Result<&str, DialectError> {
    text.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })
}
