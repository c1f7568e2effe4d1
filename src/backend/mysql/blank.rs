//! An empty database of our own beside another one, on the same server.

use super::connection::MysqlConnection;
use super::literal::quote_text;
use super::qualifier::quoted;
use crate::backend::connection::{Connection, DatabaseError, SCRATCH, scratch_name};

/// The longest name of a database, in characters; a named lock takes no more either.
const NAME_CHARACTERS: usize = 64;

/// A database that goes with its guard. While it lives, the session of the guard holds a named lock
/// of the same name, so that others know that somebody still needs it.
#[derive(Debug)]
pub(super) struct Scratch {
    owner: MysqlConnection,
    name: String,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is left to tell; what stays behind is dropped by the next one, see `sweep`.
        self.owner.execute(&format!("DROP DATABASE IF EXISTS {}", quoted(&self.name))).ok();
    }
}

/// Makes an empty database with the character set and collation of that of a connection; it is
/// dropped with the connection that comes back.
pub(super) fn blank(source: &mut MysqlConnection) -> Result<MysqlConnection, DatabaseError> {
    let name = scratch_name(source.database(), NAME_CHARACTERS);
    let defaults = source.texts(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME \
         FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()",
    )?;
    let words = match defaults.into_iter().next().as_deref() {
        Some([Some(charset), Some(collation)]) => {
            format!(" DEFAULT CHARACTER SET {charset} COLLATE {collation}")
        }
        _ => String::new(),
    };
    let mut owner = source.open_other(source.database())?;
    sweep(&mut owner)?;
    let mut guard = Scratch { owner, name };
    guard.owner.execute(&format!("DO GET_LOCK({}, 0)", quote_text(&guard.name)))?;
    let create = format!("CREATE DATABASE {}{words}", quoted(&guard.name));
    guard.owner.execute(&create).map_err(without_privilege)?;
    let mut made = source.open_other(&guard.name)?;
    made.keep(guard);
    Ok(made)
}

/// Drops the scratch databases of a killed process beside this database.
fn sweep(owner: &mut MysqlConnection) -> Result<(), DatabaseError> {
    let own = scratch_name(owner.database(), NAME_CHARACTERS);
    let Some((head, _)) = own.rsplit_once(SCRATCH) else { return Ok(()) };
    let head = quote_text(&format!("{head}{SCRATCH}"));
    let found = owner.texts(&format!(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA \
         WHERE LEFT(SCHEMA_NAME, CHAR_LENGTH({head})) = {head} AND IS_FREE_LOCK(SCHEMA_NAME)"
    ))?;
    for name in found.into_iter().flatten().flatten() {
        // That of another user is for that one to drop.
        owner.execute(&format!("DROP DATABASE IF EXISTS {}", quoted(&name))).ok();
    }
    Ok(())
}

fn without_privilege(error: DatabaseError) -> DatabaseError {
    if !matches!(error.code.as_deref(), Some("1044" | "1227")) {
        return error;
    }
    DatabaseError {
        advice: Some(
            "grant this user ALL ON `%\\_sandshift\\_scratch\\_%`.*; or, for a rehearsal, use \
             `--offline`; or, to compare schemas, name an empty database with `scratch_url` in \
             `sandshift.toml` or with `--scratch-url`"
                .to_owned(),
        ),
        ..error
    }
}
