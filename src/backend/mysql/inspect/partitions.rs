//! How tables are partitioned, in the server's words.

use sandshift_model::catalog::Catalog;

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::qualifier::quoted;

/// What begins the clause, at the end of a definition.
const CLAUSE: &str = "PARTITION BY ";

/// Adds the clause to the options of each partitioned table, behind all others.
///
/// `information_schema` has the parts but not the clause, so that each of these tables, which are few,
/// is asked for its definition.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
         AND CREATE_OPTIONS LIKE '%partitioned%' AND TABLE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let name = Fields::of(row).object()?;
        let shown =
            connection.texts(&format!("SHOW CREATE TABLE {}", quoted(name.name.as_str())))?;
        let text = shown.into_iter().next().and_then(|row| row.into_iter().nth(1).flatten());
        let clause = text.as_deref().and_then(clause);
        if let (Some(clause), Some(table)) = (clause, catalog.tables.get_mut(&name)) {
            table.options.native.push(clause);
        }
    }
    Ok(())
}

/// MySQL puts the clause into a comment for newer versions.
fn clause(definition: &str) -> Option<String> {
    let at = definition.rfind(&format!("\n {CLAUSE}")).map(|at| at + 2);
    let at = at.or_else(|| definition.rfind(CLAUSE))?;
    Some(definition[at..].trim().trim_end_matches("*/").trim_end().to_owned())
}
