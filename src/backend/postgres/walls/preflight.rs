//! What a login must not be able to do, whatever the host checks.

use sandshift_model::ident::{Ident, ObjectName};

use super::super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::walls::{Reach, Walls};

/// Roles that the login is or may become and that no grant can hold: whoever is one of them reaches the server's
/// files, other roles, or all tables.
const POWERS: &str = "SELECT r.rolname FROM pg_catalog.pg_roles r \
    WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') \
    AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls \
        OR r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program', \
            'pg_read_all_data', 'pg_write_all_data', 'pg_read_all_settings', 'pg_monitor', \
            'pg_signal_backend', 'pg_create_subscription', 'pg_maintain', 'pg_checkpoint') \
        OR r.oid = (SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())) \
    ORDER BY 1";

/// What the login may do to the tables of this database.
const TABLES: &str = "SELECT CASE WHEN n.nspname <> pg_catalog.current_schema() THEN n.nspname END, c.relname, \
        pg_catalog.pg_has_role(session_user, c.relowner, 'MEMBER'), \
        pg_catalog.has_table_privilege(session_user, c.oid, 'DELETE, TRUNCATE, TRIGGER'), \
        pg_catalog.has_any_column_privilege(session_user, c.oid, 'INSERT'), \
        (SELECT pg_catalog.string_agg(attname, E'\\x01') FROM pg_catalog.pg_attribute a \
            WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped \
            AND pg_catalog.has_column_privilege(session_user, c.oid, attnum, 'SELECT')), \
        (SELECT pg_catalog.string_agg(attname, E'\\x01') FROM pg_catalog.pg_attribute a \
            WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped \
            AND pg_catalog.has_column_privilege(session_user, c.oid, attnum, 'UPDATE')), \
        n.nspname \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// Makes sure that the login is nobody whom no wall holds.
pub(super) fn login(wire: &mut Wire) -> Result<(), DatabaseError> {
    let powers = wire.texts(POWERS)?;
    let powers: Vec<String> = powers.into_iter().flatten().flatten().collect();
    if !powers.is_empty() {
        return Err(too_much(format!("it is, or may become, {}", powers.join(", "))));
    }
    if wire.text("SELECT session_user = current_user")?.as_deref() != Some("t") {
        return Err(too_much("another role speaks than the one that logged in".to_owned()));
    }
    Ok(())
}

/// Makes sure that the login reaches no further than is granted.
pub(super) fn reach(wire: &mut Wire, walls: &Walls) -> Result<(), DatabaseError> {
    let books = walls.books.as_ref().map_or("", |books| books.schema.as_str());
    for row in wire.texts(TABLES)? {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let (schema, table) = (next(), next().unwrap_or_default());
        let mut flag = || next().as_deref() == Some("t");
        let may = May {
            owns: flag(),
            deletes: flag(),
            inserts: flag(),
            reads: list(next()),
            updates: list(next()),
        };
        let is_in_books = next().as_deref() == Some(books);
        if is_in_books {
            may.leaves_books_alone(&table)?;
            continue;
        }
        let name = |text: &str| Ident::new(text).ok();
        let Some(ident) = name(&table) else { continue };
        let object = ObjectName { schema: schema.as_deref().and_then(name), name: ident };
        may.stays_within(&object, &*walls.reach)?;
    }
    Ok(())
}

/// What the login may do to a table.
struct May {
    owns: bool,
    deletes: bool,
    inserts: bool,
    reads: Vec<String>,
    updates: Vec<String>,
}

impl May {
    /// The owner of a table may do everything to it, so that only its definition can be asked for.
    fn stays_within(&self, table: &ObjectName, reach: &dyn Reach) -> Result<(), DatabaseError> {
        if table.name.as_str().starts_with("sandshift_") && self.is_anything() {
            return Err(too_much(format!("it reaches `{table}`, a name of the bookkeeping")));
        }
        if self.owns {
            return held(reach.defines(table), || format!("it owns `{table}`"));
        }
        held(!self.deletes || reach.writes(table, None), || {
            format!("it may delete rows of `{table}`")
        })?;
        held(!self.inserts || reach.inserts(table), || {
            format!("it may insert rows into `{table}`")
        })?;
        for column in &self.reads {
            held(reach.reads(table, Some(column)), || format!("it may read `{table}.{column}`"))?;
        }
        for column in &self.updates {
            held(reach.writes(table, Some(column)), || {
                format!("it may change `{table}.{column}`")
            })?;
        }
        Ok(())
    }

    /// Kept rows are the migration's own; all else of the bookkeeping it may read at most.
    fn leaves_books_alone(&self, table: &str) -> Result<(), DatabaseError> {
        let is_secret = table == "sandshift_secret" && !self.reads.is_empty();
        let writes = self.deletes || self.inserts || !self.updates.is_empty();
        let is_kept = table.starts_with("sandshift_undo_");
        held(!self.owns && !is_secret && (is_kept || !writes), || {
            format!("it reaches `{table}`, a part of the bookkeeping")
        })
    }

    fn is_anything(&self) -> bool {
        self.owns
            || self.deletes
            || self.inserts
            || !self.reads.is_empty()
            || !self.updates.is_empty()
    }
}

fn list(cell: Option<String>) -> Vec<String> {
    let list = cell.unwrap_or_default();
    list.split('\u{1}').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn held(is_granted: bool, what: impl FnOnce() -> String) -> Result<(), DatabaseError> {
    if is_granted { Ok(()) } else { Err(too_much(what())) }
}

fn too_much(what: String) -> DatabaseError {
    DatabaseError {
        advice: Some(
            "log in with a role of the tenant's own, as `sandshift policy grants` prepares it"
                .to_owned(),
        ),
        ..DatabaseError::new(
            Class::Denied,
            format!(
                "the login may do more than the grant, and the database would not hold it: {what}"
            ),
        )
    }
}
