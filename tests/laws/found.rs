//! Cases that broke a law once.

use crate::draw::{Draw, Drawn};
use crate::law::Court;
use crate::stage::server::Server;

#[track_caller]
fn holds(server: Server, base: &[Draw], steps: &[Draw], reversible: bool) {
    let drawn = Drawn { base: base.to_vec(), steps: steps.to_vec(), reversible };
    if let Err(broken) = Court::new(server).try_case(&drawn) {
        panic!("{broken}");
    }
}

#[test]
fn a_dry_run_of_a_way_back_fits_the_journal() {
    holds(Server::Postgres, &[(0, 0, 0, 0)], &[(0, 0, 0, 0)], true);
}

#[test]
fn a_renamed_primary_key_comes_back_where_its_name_is_not_kept() {
    holds(Server::MariaDb, &[(0, 0, 0, 0)], &[(18, 0, 0, 0)], true);
}

#[test]
fn a_numbered_column_keeps_its_key() {
    holds(Server::MariaDb, &[(0, 0, 0, 92), (17, 0, 0, 0)], &[(0, 0, 0, 0)], false);
}

#[test]
fn the_default_of_an_enum_with_an_odd_name_is_read_as_a_constant() {
    holds(Server::Postgres, &[(0, 0, 0, 0)], &[(25, 0, 75, 0)], false);
}

#[test]
fn a_key_that_a_foreign_key_points_to_is_not_dropped_half_way() {
    holds(Server::MariaDb, &[(0, 0, 0, 41)], &[(16, 24, 6, 69), (17, 141, 36, 224)], false);
}

#[test]
fn a_default_of_null_is_none() {
    for server in [Server::Postgres, Server::MariaDb, Server::Sqlite] {
        let steps = [(25, 0, 0, 2), (10, 0, 1, 1)];
        holds(server, &[(0, 0, 0, 0)], &steps, false);
    }
}

#[test]
fn a_renamed_json_column_is_still_one() {
    let steps = [
        (25, 124, 245, 0),
        (6, 187, 126, 78),
        (5, 88, 208, 112),
        (6, 102, 181, 222),
        (16, 104, 62, 74),
        (20, 124, 169, 204),
        (16, 124, 94, 148),
    ];
    holds(Server::MariaDb, &[(0, 25, 199, 0), (0, 2, 0, 1), (25, 13, 8, 246)], &steps, true);
}

#[test]
fn a_view_follows_a_renamed_column() {
    for server in [Server::Postgres, Server::Sqlite] {
        holds(server, &[(0, 0, 0, 128)], &[(4, 0, 0, 0)], true);
    }
}

#[test]
fn a_trigger_follows_a_column_that_it_writes() {
    holds(Server::Sqlite, &[(0, 0, 0, 192)], &[(4, 1, 0, 0)], true);
}

#[test]
fn a_row_that_woke_a_trigger_does_not_come_back_exactly() {
    for server in [Server::Postgres, Server::MariaDb, Server::Sqlite] {
        holds(server, &[(0, 0, 2, 192)], &[(21, 0, 0, 0)], true);
    }
}
