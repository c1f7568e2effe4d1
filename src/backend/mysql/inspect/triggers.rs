//! Triggers, with their order among those of one moment.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Trigger;

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::qualifier::{quoted, unqualified};

struct Row {
    table: ObjectName,
    name: Ident,
    /// Such as `BEFORE INSERT`.
    moment: String,
    /// Where it stands among those of its table and moment, from 1.
    order: u32,
    body: String,
}

/// Adds them all. MariaDB looks into one database alone only when asked for that of the tables.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, \
         ACTION_STATEMENT FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND TRIGGER_NAME NOT LIKE 'sandshift\\_%' \
         ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION",
    )?;
    let mut found = Vec::new();
    for row in rows {
        let mut fields = Fields::of(row);
        found.push(Row {
            table: fields.object()?,
            name: fields.ident()?,
            moment: format!("{} {}", fields.text(), fields.text()),
            order: fields.text().parse().unwrap_or_default(),
            body: unqualified(&fields.text(), connection.database()),
        });
    }
    for of_one_moment in
        found.chunk_by(|one, next| one.table == next.table && one.moment == next.moment)
    {
        for row in of_one_moment {
            let (name, table) = (row.name.clone(), row.table.clone());
            let definition = format!(
                "CREATE TRIGGER {} {} ON {} FOR EACH ROW {}{}",
                quoted(name.as_str()),
                row.moment,
                quoted(table.name.as_str()),
                place(row, of_one_moment),
                row.body
            );
            let trigger = Trigger { name: name.clone(), table: table.clone(), definition };
            catalog.triggers.insert((table, name), trigger);
        }
    }
    Ok(())
}

/// The words that put a trigger into its place, when those whose names come first are made first;
/// the end of the line needs no words.
fn place(row: &Row, of_one_moment: &[Row]) -> String {
    let made = || of_one_moment.iter().filter(|other| other.name < row.name);
    let next = made().filter(|other| other.order > row.order).min_by_key(|other| other.order);
    next.map_or_else(String::new, |next| format!("PRECEDES {} ", quoted(next.name.as_str())))
}
