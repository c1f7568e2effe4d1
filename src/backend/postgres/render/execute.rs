//! Raw SQL.

use sandshift_model::operation::Execute;
use sandshift_model::statement::{Statement, Surroundings};

use crate::backend::dialect::DialectError;
use crate::backend::lexis::Lexis;
use crate::backend::postgres::classify::classify;
use crate::backend::postgres::parameters;
use crate::backend::scan::Scanner;
use crate::backend::statement_class::Class;

pub(super) fn execute(execute: &Execute) -> Result<Vec<Statement>, DialectError> {
    let sql = parameters::fill(&execute.sql, &execute.parameters)?;
    Ok(vec![match classify(&sql) {
        Class::Empty | Class::Read => Statement::read(sql),
        Class::Write => Statement::rows(sql),
        Class::Session | Class::Transaction(_) => Statement::session(sql),
        Class::Ddl | Class::Other => Statement::schema(sql),
        Class::RefusesTransaction(_) => outside_transaction(sql),
    }])
}

/// Work on an index or a partition is rehearsed without `CONCURRENTLY`; nothing stands in for
/// the other statements of this kind (`VACUUM`, `CREATE DATABASE`, …).
fn outside_transaction(sql: String) -> Statement {
    let mut tokens = Scanner::new(&sql, &Lexis::POSTGRES).filter_map(Result::ok);
    let plain = tokens
        .find(|token| token.is("CONCURRENTLY"))
        .map(|word| format!("{}{}", &sql[..word.start], sql[word.end..].trim_start()));
    Statement::schema(sql)
        .with(Surroundings::NoTransaction)
        .rehearsed_as(plain.into_iter().collect())
}
