//! Sequences, which MariaDB has and MySQL has not.

use sandshift_model::operation::{CreateSequence, DropSequence};
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::flavour::Flavour;
use super::unsupported::unsupported;
use crate::backend::dialect::DialectError;

impl MysqlDialect {
    pub(super) fn create_sequence(
        &self,
        create: &CreateSequence,
    ) -> Result<Vec<Statement>, DialectError> {
        self.refuse_sequences()?;
        let sequence = &create.sequence;
        let exists = if create.if_not_exists { "IF NOT EXISTS " } else { "" };
        let mut sql = format!("CREATE SEQUENCE {exists}{}", self.table_name(&sequence.name)?);
        if let Some(start) = sequence.start {
            sql.push_str(&format!(" START WITH {start}"));
        }
        if let Some(increment) = sequence.increment {
            sql.push_str(&format!(" INCREMENT BY {increment}"));
        }
        if let Some(native) = &sequence.native {
            sql.push_str(&format!(" {native}"));
        }
        Ok(vec![Statement::schema(sql)])
    }

    pub(super) fn drop_sequence(
        &self,
        drop: &DropSequence,
    ) -> Result<Vec<Statement>, DialectError> {
        self.refuse_sequences()?;
        let exists = if drop.if_exists { "IF EXISTS " } else { "" };
        let name = self.table_name(&drop.name)?;
        Ok(vec![Statement::schema(format!("DROP SEQUENCE {exists}{name}"))])
    }

    fn refuse_sequences(&self) -> Result<(), DialectError> {
        match self.flavour {
            Flavour::MariaDb => Ok(()),
            Flavour::Mysql => Err(unsupported(
                "keep sequences on MySQL",
                "Use an identity column, or a table of one row as a counter.",
            )),
        }
    }
}
