//! Sequences of MariaDB.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::Sequence;

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;

/// Adds the sequences; a start or step of 1 is the default and left out.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT TABLE_NAME FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SEQUENCE' \
         AND TABLE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let name = Fields::of(row).object()?;
        let quoted = name.name.as_str().replace('`', "``");
        let answer = connection.texts(&format!("SELECT start_value, increment FROM `{quoted}`"))?;
        let mut fields = Fields::of(answer.into_iter().next().unwrap_or_default());
        let mut number = || fields.text().parse::<i64>().ok().filter(|number| *number != 1);
        let (start, increment) = (number(), number());
        let sequence = Sequence { name: name.clone(), start, increment, native: None };
        catalog.sequences.insert(name, sequence);
    }
    Ok(())
}
