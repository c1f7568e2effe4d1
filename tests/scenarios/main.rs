//! The scenarios of `scripts/scenarios`: migrations that SQL alone does not do, each on generated
//! rows, on every database, both ways, as a dry run, and killed.
//!
//! What a scenario has to give is computed here, from the generated rows and the rule in words.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

/// One test for each database.
macro_rules! on_each_database {
    ($($name:ident => $check:ident;)*) => { $(
        mod $name {
            use crate::stage::server::Server;

            #[test]
            fn on_sqlite() {
                super::$check(Server::Sqlite);
            }

            #[test]
            fn on_postgres() {
                super::$check(Server::Postgres);
            }

            #[test]
            fn on_mariadb() {
                super::$check(Server::MariaDb);
            }
        }
    )* };
}
pub(crate) use on_each_database;

mod access_grants;
mod config_rows;
mod course;
#[allow(dead_code, reason = "shared with the story")]
#[path = "../story/dice.rs"]
mod dice;
mod file_names;
mod filter_sets;
#[path = "../modules/guests.rs"]
mod guests;
mod merge_datasets;
mod module;
mod place;
mod rekey_runs;
mod special_floats;
#[path = "../stage/mod.rs"]
mod stage;
mod tables;
mod work_queues;
