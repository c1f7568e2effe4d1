//! Events of the scheduler, which migrations have no operation for.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::Stage;

use super::{Fields, native};
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::literal::quote_text;
use crate::backend::mysql::qualifier::{quoted, unqualified};

/// Adds the events. The moment at which one was made is no part of it, although the server takes it
/// for the start of one that names none.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT EVENT_NAME, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, \
         NULLIF(STARTS, CREATED), ENDS, ON_COMPLETION, STATUS, EVENT_COMMENT, EVENT_DEFINITION \
         FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() \
         AND EVENT_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let mut fields = Fields::of(row);
        let name = fields.text();
        let schedule = schedule(&mut fields);
        let kept = if fields.text() == "PRESERVE" { " ON COMPLETION PRESERVE" } else { "" };
        let status = match fields.text().as_str() {
            "ENABLED" => "",
            "DISABLED" => " DISABLE",
            _ => " DISABLE ON SLAVE",
        };
        let comment = match fields.text() {
            comment if comment.is_empty() => comment,
            comment => format!(" COMMENT {}", quote_text(&comment)),
        };
        let body = unqualified(&fields.text(), connection.database());
        let event = quoted(&name);
        let create =
            format!("CREATE EVENT {event} ON SCHEDULE {schedule}{kept}{status}{comment} DO {body}");
        let drop = format!("DROP EVENT {event}");
        native(catalog, "event", name, Stage::AfterViews, create, drop);
    }
    Ok(())
}

fn schedule(fields: &mut Fields) -> String {
    let at = fields.maybe();
    let (value, unit) = (fields.text(), fields.text());
    let (starts, ends) = (fields.maybe(), fields.maybe());
    if let Some(moment) = at {
        return format!("AT {}", quote_text(&moment));
    }
    // A compound interval such as '1:30' comes with its quotes.
    let value = value.trim_matches('\'');
    let mut schedule = format!("EVERY {} {unit}", quote_text(value));
    for (word, moment) in [("STARTS", starts), ("ENDS", ends)] {
        if let Some(moment) = moment {
            schedule.push_str(&format!(" {word} {}", quote_text(&moment)));
        }
    }
    schedule
}
