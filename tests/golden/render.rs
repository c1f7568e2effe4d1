//! A case as text: its statements on one database, and its way back.

use sandshift::backend::dialect::{Dialect, DialectError};
use sandshift::error::Coded;
use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Inverse, Operate, Operation};
use sandshift_model::statement::{Statement, Surroundings};

use crate::case::Case;

/// The statements of a case, each with what a reader cannot see in it as a comment above.
pub(crate) fn statements(case: &Case, dialect: &dyn Dialect) -> String {
    let mut catalog = Catalog::default();
    for step in &case.before {
        if let Err(error) = dialect.render(step, &catalog) {
            return format!("-- the set-up: {}", refusal(&error));
        }
        step.apply_to(&mut catalog).unwrap();
    }
    // Raw SQL is rendered against nothing, because nobody knows what it touches.
    let known = match case.given {
        Operation::Execute(_) => Catalog::default(),
        _ => catalog,
    };
    match dialect.render(&case.operation(), &known) {
        Ok(statements) if statements.is_empty() => "-- nothing\n".to_owned(),
        Ok(statements) => statements.iter().map(statement).collect(),
        Err(error) => refusal(&error),
    }
}

fn statement(statement: &Statement) -> String {
    let around = match statement.surroundings {
        Surroundings::Transaction => "",
        Surroundings::NoTransaction => "-- outside a transaction\n",
        Surroundings::ForeignKeysOff => "-- while foreign keys are off\n",
    };
    let rehearsal = match statement.rehearsed_as.as_deref() {
        None => String::new(),
        Some([]) => "-- not rehearsed\n".to_owned(),
        Some(others) => others
            .iter()
            .map(|sql| format!("-- rehearsed as: {}\n", sql.replace('\n', "\n--   ")))
            .collect(),
    };
    format!("{around}{rehearsal}{};\n", statement.sql)
}

fn refusal(error: &DialectError) -> String {
    let hint = error.hint().map(|hint| format!(" | {hint}")).unwrap_or_default();
    format!("-- {}: {error}{hint}\n", error.code().trim_start_matches("operation::"))
}

/// The way back, as the journal keeps it.
pub(crate) fn inverse(case: &Case) -> String {
    let inverse: Inverse = case.operation().inverse(&case.catalog());
    serde_json::to_string_pretty(&inverse).unwrap() + "\n"
}
