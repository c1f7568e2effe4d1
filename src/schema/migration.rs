//! The text of a migration that was generated from a difference: what stands below the header.

use std::fmt::Write;

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Inverse, Operate, Operation};
use sandshift_model::statement::Surroundings;
use thiserror::Error;

use super::script;
use super::statements::{StatementError, statements};
use super::step::{Act, Difference, Step};
use crate::backend::dialect::Dialect;
use crate::error::{Coded, Kind};
use crate::report::sql::ended;

/// Both ways between two catalogs of one database.
#[derive(Debug)]
pub struct Ways<'a> {
    /// How the database spells things.
    pub dialect: &'a dyn Dialect,
    /// The catalog before.
    pub from: &'a Catalog,
    /// The catalog afterwards.
    pub to: &'a Catalog,
    /// From one to the other.
    pub up: &'a Difference,
    /// And back.
    pub down: &'a Difference,
}

/// Why a difference cannot be written as a migration in SQL.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MigrationError {
    /// An operation has no text on the database.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A step needs the host: a rebuild with foreign keys switched off, or a list of enums.
    #[error("a migration in SQL cannot {what}")]
    NeedsHost {
        /// What it cannot, behind "cannot".
        what: String,
    },
}

impl Coded for MigrationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Statement(error) => error.code(),
            Self::NeedsHost { .. } => "schema::needs_host",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Statement(error) => error.kind(),
            Self::NeedsHost { .. } => Kind::Unsupported,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Statement(error) => error.hint(),
            Self::NeedsHost { .. } => Some("write it in rhai: `--lang rhai`".to_owned()),
        }
    }
}

impl Ways<'_> {
    /// The functions of a script: `up`, and `down` where the way back cannot be derived.
    #[must_use]
    pub fn rhai(&self) -> String {
        let name = self.dialect.name();
        let mut text = format!("\nfn up(db) {{\n{}}}\n", script::body(self.up, name));
        if self.has_no_way_back() {
            let body = script::body(self.down, name);
            // Writing to a String cannot fail.
            let _ = write!(text, "\nfn down(db) {{\n{body}}}\n");
        }
        text
    }

    /// The parts of an SQL file; the way back of SQL text is never derived, so that it is always there.
    ///
    /// # Errors
    ///
    /// [`MigrationError`] when SQL alone does not lead there.
    pub fn sql(&self) -> Result<String, MigrationError> {
        let up = self.part(self.up, self.from)?;
        let down = self.part(self.down, self.to)?;
        Ok(format!("\n-- +up\n{up}\n-- +down\n{down}"))
    }

    /// Tells whether an operation of the way up has no inverse.
    fn has_no_way_back(&self) -> bool {
        let mut catalog = self.from.clone();
        self.up.operations().any(|operation| {
            let inverse = operation.inverse(&catalog);
            let follows = operation.apply_to(&mut catalog).is_ok();
            !follows || matches!(inverse, Inverse::None { .. })
        })
    }

    fn part(&self, difference: &Difference, before: &Catalog) -> Result<String, MigrationError> {
        let mut catalog = before.clone();
        let mut text = String::new();
        for step in &difference.steps {
            self.refuse_enums(step)?;
            comments(&mut text, step);
            let operations: Vec<&Operation> = operations(step).collect();
            for statement in statements(operations.iter().copied(), &catalog, self.dialect)? {
                refuse_surroundings(statement.surroundings, step)?;
                let _ = writeln!(text, "{}", ended(&statement.sql, ";"));
            }
            for operation in operations {
                follow(operation, &mut catalog)?;
            }
        }
        Ok(text)
    }

    /// Where enums are emulated, their list is kept by the host.
    fn refuse_enums(&self, step: &Step) -> Result<(), MigrationError> {
        let is_enum = |operation: &&Operation| {
            matches!(
                operation,
                Operation::CreateEnum(_)
                    | Operation::AddEnumValue(_)
                    | Operation::RenameEnumValue(_)
                    | Operation::DropEnum(_)
            )
        };
        match operations(step).find(is_enum) {
            Some(operation) if self.dialect.emulates_enums() => {
                Err(MigrationError::NeedsHost { what: operation.describe() })
            }
            _ => Ok(()),
        }
    }
}

fn operations(step: &Step) -> impl Iterator<Item = &Operation> {
    step.acts.iter().filter_map(|act| match act {
        Act::Operation(operation) => Some(operation),
        Act::NoNulls { .. } => None,
    })
}

fn follow(operation: &Operation, catalog: &mut Catalog) -> Result<(), MigrationError> {
    operation
        .apply_to(catalog)
        .map_err(|error| StatementError { what: operation.describe(), source: error.into() }.into())
}

fn refuse_surroundings(surroundings: Surroundings, step: &Step) -> Result<(), MigrationError> {
    let what = operations(step).last().map(Operation::describe).unwrap_or_default();
    match surroundings {
        Surroundings::Transaction => Ok(()),
        Surroundings::ForeignKeysOff => Err(MigrationError::NeedsHost {
            what: format!("{what}: the table is rebuilt, and foreign keys point to it"),
        }),
        Surroundings::NoTransaction => Err(MigrationError::NeedsHost {
            what: format!("{what}: it must run outside of a transaction"),
        }),
    }
}

/// What a person must look at, as comments in front of the step.
fn comments(text: &mut String, step: &Step) {
    let loss = step.loss.as_ref().map(|loss| format!("Data loss: {loss}."));
    for remark in step.remarks.iter().chain(&loss) {
        for line in remark.lines() {
            let _ = writeln!(text, "-- {line}");
        }
    }
    for act in &step.acts {
        if let Act::NoNulls { table, column } = act {
            let _ =
                writeln!(text, "-- This fails as long as a row holds NULL in {table}.{column}.");
        }
    }
}
