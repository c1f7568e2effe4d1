//! A throw-away copy of a database.

use super::connection::SqliteConnection;
use super::literal::text;
use crate::backend::connection::{Class, Connection, DatabaseError};

/// Copies the database into a temporary folder that goes with the connection.
///
/// `VACUUM INTO` reads one consistent state, works for memory databases too, and keeps hidden
/// row numbers (unlike a plain VACUUM; a test holds that). Copying the file itself would be
/// wrong: closing it drops every lock that this process holds on it.
///
/// # Errors
///
/// [`Class::Statement`] inside a transaction, [`Class::Storage`] when there is no room.
pub(super) fn scratch(
    connection: &mut SqliteConnection,
) -> Result<Box<dyn Connection>, DatabaseError> {
    let storage = |error: std::io::Error| DatabaseError::new(Class::Storage, error.to_string());
    let home = tempfile::Builder::new().prefix("sandshift-").tempdir().map_err(storage)?;
    let path = home.path().join("scratch.db");
    let name = path.to_str().ok_or_else(|| {
        DatabaseError::new(Class::Storage, "the path of the temporary folder is not in Unicode")
    })?;
    connection.execute(&format!("VACUUM INTO {}", text(&uri(name))))?;
    let opening = connection.opening.file(&path);
    let address = format!("a copy of {}", connection.server().address);
    let mut copy = SqliteConnection::open(opening, address, Some(home))?;
    connection.wall_in_too(&mut copy)?;
    Ok(Box::new(copy))
}

/// The path as a URI that says that a file is meant: a memory database would otherwise be copied
/// into another memory database.
fn uri(path: &str) -> String {
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode=rwc&cache=private")
}
