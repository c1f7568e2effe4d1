//! The corners of a schema that the composer of the laws leaves out, each with several shapes.
//!
//! A corner has tables of its own, so that it can be there in any shape, or not be there, whatever
//! else a database holds. Its tables have an `id`, by which rows are known again, and the same rows
//! suit all of its shapes. What no database changes in place, such as `STRICT`, is the same in all
//! shapes of a corner.

use std::collections::BTreeMap;

use crate::place::Place;
use crate::stage::server::{Server, connect};

mod mariadb;
mod postgres;
mod sqlite;

/// The shapes of a corner, each as statements of the database.
pub(crate) type Corner = &'static [&'static [&'static str]];

/// A corner, and its shapes in the one schema and in the other.
pub(crate) type Draw = (u8, u8, u8);

fn corners(server: Server) -> &'static [Corner] {
    match server {
        Server::Sqlite => sqlite::CORNERS,
        Server::Postgres => postgres::CORNERS,
        Server::MariaDb => mariadb::CORNERS,
    }
}

/// The statements of the corners in both schemas.
pub(crate) fn drawn(server: Server, draws: &[Draw]) -> [Vec<&'static str>; 2] {
    let corners = corners(server);
    // A corner is there once at most; the first draw counts.
    let mut chosen = BTreeMap::new();
    for (corner, is, should) in draws {
        chosen.entry(usize::from(*corner) % corners.len()).or_insert((*is, *should));
    }
    let shape = |corner: usize, at: u8| {
        let shapes = corners[corner];
        // One draw more than there are shapes: the corner is not there.
        shapes.get(usize::from(at) % (shapes.len() + 1)).copied().unwrap_or_default()
    };
    let all = |one: fn(&(u8, u8)) -> u8| {
        chosen.iter().flat_map(|(corner, at)| shape(*corner, one(at))).copied().collect()
    };
    [all(|at| at.0), all(|at| at.1)]
}

/// Makes them.
pub(crate) fn make(place: &Place, statements: &[&str]) {
    if statements.is_empty() {
        return;
    }
    let mut connection = connect(&place.database);
    for sql in statements {
        connection.execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}
