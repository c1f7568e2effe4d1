//! What raw SQL means for the transaction and the catalog, and which raw SQL is refused.

use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::error::SessionError;
use crate::backend::dialect::Dialect;
use crate::backend::statement_class::Class;
use crate::error::{Coded, Kind};

/// What a statement of raw SQL may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// Changes rows or schema.
    pub(super) writes: bool,
    /// The catalog must be read again.
    pub(super) may_change_schema: bool,
    /// Nobody can tell from the text whether it ends the transaction.
    pub(super) may_end_transaction: bool,
}

/// Checks raw SQL and sets what each statement needs around it.
///
/// # Errors
///
/// [`SessionError::Refused`] for transaction control, for two statements in one text, for an
/// empty text, and for text that the database's own rules cannot split.
pub(super) fn look_at(
    dialect: &dyn Dialect,
    statements: &mut [Statement],
    origin: Origin,
) -> Result<Meaning, SessionError> {
    let mut meaning = Meaning::default();
    for statement in statements {
        only_one(dialect, &statement.sql, origin)?;
        let class = dialect.classify(&statement.sql);
        if let Class::Transaction(word) = class {
            return Err(refuse_transaction(word, origin));
        }
        meaning.writes |= !matches!(class, Class::Read | Class::Session);
        // A SELECT that is executed, not queried, is there for what its functions do.
        meaning.may_change_schema |=
            matches!(class, Class::Ddl | Class::Other | Class::RefusesTransaction(_) | Class::Read);
        meaning.may_end_transaction |= matches!(class, Class::Other);
        statement.effect = match class {
            Class::Read => Effect::Read,
            Class::Write | Class::Empty | Class::Transaction(_) => Effect::Rows,
            Class::Session => Effect::Session,
            Class::Ddl | Class::Other | Class::RefusesTransaction(_) => Effect::Schema,
        };
        if let Class::RefusesTransaction(_) = class {
            statement.surroundings = Surroundings::NoTransaction;
        }
    }
    Ok(meaning)
}

/// Checks that a query only reads.
///
/// # Errors
///
/// As [`look_at`], and for a statement that does not read.
pub(super) fn must_read(
    dialect: &dyn Dialect,
    sql: &str,
    origin: Origin,
) -> Result<(), SessionError> {
    only_one(dialect, sql, origin)?;
    match dialect.classify(sql) {
        Class::Read => Ok(()),
        Class::Transaction(word) => Err(refuse_transaction(word, origin)),
        _ => Err(SessionError::Refused {
            reason: "a query must read, and this statement does not".to_owned(),
            advice: "use `db.execute` for a statement that writes".to_owned(),
            code: "sql::query_writes",
            kind: Kind::Refused,
            origin,
        }),
    }
}

fn only_one(dialect: &dyn Dialect, sql: &str, origin: Origin) -> Result<(), SessionError> {
    dialect.only_one(sql).map_err(|error| SessionError::Refused {
        reason: error.to_string(),
        advice: error.hint().unwrap_or_else(|| "give one complete statement".to_owned()),
        code: error.code(),
        kind: error.kind(),
        origin,
    })
}

fn refuse_transaction(word: &str, origin: Origin) -> SessionError {
    SessionError::Refused {
        reason: format!("`{word}` is transaction control, which belongs to the host"),
        advice: "leave it out: each migration is one transaction; for a savepoint use \
                 `db.attempt(|| …)`, and for none at all say `transaction = false` in the header"
            .to_owned(),
        code: "sql::transaction_control",
        kind: Kind::TransactionControl,
        origin,
    }
}
