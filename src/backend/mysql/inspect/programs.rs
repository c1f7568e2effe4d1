//! Views, functions and procedures.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::{Function, Stage, View};

use super::{Fields, native};
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::qualifier::{quoted, unqualified, without_definer};

/// Adds them all, each in the server's words without the name of the database and the definer.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    views(connection, catalog)?;
    functions(connection, catalog)
}

fn views(connection: &mut MysqlConnection, catalog: &mut Catalog) -> Result<(), DatabaseError> {
    let algorithm = match connection.flavour() {
        Flavour::MariaDb => "ALGORITHM",
        Flavour::Mysql => "'UNDEFINED'",
    };
    let rows = connection.texts(&format!(
        "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, {algorithm} \
         FROM information_schema.VIEWS \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'sandshift\\_%'"
    ))?;
    for row in rows {
        let mut fields = Fields::of(row);
        let name = fields.object()?;
        let mut query = unqualified(&fields.text(), connection.database());
        match fields.text().as_str() {
            "NONE" | "" => {}
            option => query.push_str(&format!(" WITH {option} CHECK OPTION")),
        }
        settings(&name.to_string(), &query, [fields.text(), fields.text()], catalog);
        let view = View { name: name.clone(), query, materialized: false, columns: Vec::new() };
        catalog.views.insert(name, view);
    }
    Ok(())
}

/// A view may run with the rights of whoever asks, or be worked out in a way of its own.
fn settings(name: &str, query: &str, [security, algorithm]: [String; 2], catalog: &mut Catalog) {
    let statement = |algorithm: &str, security: &str| {
        let view = quoted(name);
        format!("ALTER ALGORITHM={algorithm} SQL SECURITY {security} VIEW {view} AS {query}")
    };
    if security != "DEFINER" || algorithm != "UNDEFINED" {
        let create = statement(&algorithm, &security);
        let drop = statement("UNDEFINED", "DEFINER");
        native(catalog, "view setting", name.to_owned(), Stage::AfterViews, create, drop);
    }
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
        let routine = quoted(name.name.as_str());
        // `information_schema` has the body but not the parameters as they were written.
        let shown = connection.texts(&format!("SHOW CREATE {kind} {routine}"))?;
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
