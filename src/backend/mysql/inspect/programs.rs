//! Views, triggers, functions and procedures.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::{Function, Trigger, View};

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::qualifier::{unqualified, without_definer};

/// Adds them all, each in the server's words without the name of the database and the definer.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    views(connection, catalog)?;
    triggers(connection, catalog)?;
    functions(connection, catalog)
}

fn views(connection: &mut MysqlConnection, catalog: &mut Catalog) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION FROM information_schema.VIEWS \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let mut fields = Fields::of(row);
        let name = fields.object()?;
        let mut query = unqualified(&fields.text(), connection.database());
        match fields.text().as_str() {
            "NONE" | "" => {}
            option => query.push_str(&format!(" WITH {option} CHECK OPTION")),
        }
        let view = View { name: name.clone(), query, materialized: false, columns: Vec::new() };
        catalog.views.insert(name, view);
    }
    Ok(())
}

/// MariaDB looks into one database alone only when asked for that of the tables.
fn triggers(connection: &mut MysqlConnection, catalog: &mut Catalog) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, \
         ACTION_STATEMENT FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND TRIGGER_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let mut fields = Fields::of(row);
        let (table, name) = (fields.object()?, fields.ident()?);
        let (timing, event) = (fields.text(), fields.text());
        let body = unqualified(&fields.text(), connection.database());
        let quote = |name: &str| format!("`{}`", name.replace('`', "``"));
        let definition = format!(
            "CREATE TRIGGER {} {timing} {event} ON {} FOR EACH ROW {body}",
            quote(name.as_str()),
            quote(table.name.as_str())
        );
        let trigger = Trigger { name: name.clone(), table: table.clone(), definition };
        catalog.triggers.insert((table, name), trigger);
    }
    Ok(())
}

fn functions(connection: &mut MysqlConnection, catalog: &mut Catalog) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES \
         WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') \
         AND ROUTINE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let mut fields = Fields::of(row);
        let (name, kind) = (fields.object()?, fields.text());
        let quoted = name.name.as_str().replace('`', "``");
        // `information_schema` has the body but not the parameters as they were written.
        let shown = connection.texts(&format!("SHOW CREATE {kind} `{quoted}`"))?;
        let text = shown.into_iter().next().and_then(|row| row.into_iter().nth(2).flatten());
        // Without the privilege to see it, its text is NULL: it exists, but cannot be restated.
        let definition = text
            .map(|text| unqualified(&without_definer(&text), connection.database()))
            .unwrap_or_default();
        let function = Function {
            name: name.clone(),
            arguments: String::new(),
            procedure: kind == "PROCEDURE",
            definition,
        };
        catalog.functions.insert((name, String::new()), function);
    }
    Ok(())
}
