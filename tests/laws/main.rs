//! The laws that hold whatever a migration does, tried on random migrations and real databases:
//!
//! - what a dry run prints does in the database's own shell what a run does;
//! - a dry run leaves the database as it was;
//! - an offline dry run prints what a rehearsal prints;
//! - what can be taken back exactly comes back exactly, rows included;
//! - the catalog that the gate carries along is what the database holds.
//!
//! The cases are the same in every run. `SANDSHIFT_LAWS=seed,cases` tries others.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod compose;
mod draw;
mod found;
mod law;
mod material;
mod place;
mod programs;
mod rows;
#[path = "../stage/mod.rs"]
mod stage;
mod tables;

use std::cell::Cell;

use draw::drawn;
use law::{Court, Verdict};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use stage::server::Server;

#[test]
fn the_laws_hold_on_sqlite() {
    try_laws(Server::Sqlite, 240);
}

#[test]
fn the_laws_hold_on_postgres() {
    try_laws(Server::Postgres, 60);
}

#[test]
fn the_laws_hold_on_mariadb() {
    try_laws(Server::MariaDb, 90);
}

fn try_laws(server: Server, cases: u32) {
    let (seed, cases) = chosen().unwrap_or((7, cases));
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: if server == Server::Sqlite { 400 } else { 120 },
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let court = Court::new(server);
    let held = Cell::new(0);
    let result = runner.run(&drawn(), |drawn| match court.try_case(&drawn) {
        Ok(verdict) => {
            held.set(held.get() + u32::from(verdict == Verdict::Held));
            Ok(())
        }
        Err(broken) => {
            // Shrinking takes a while, so it is said at once.
            eprintln!("{drawn:?}: {broken}");
            Err(TestCaseError::fail(broken))
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // A case that the database refuses proves little.
    assert!(held.get() * 4 >= cases * 3, "only {} of {cases} cases ran", held.get());
}

/// Seed and number of cases from the environment.
fn chosen() -> Option<(u8, u32)> {
    let text = std::env::var("SANDSHIFT_LAWS").ok()?;
    let (seed, cases) = text.split_once(',')?;
    Some((seed.parse().ok()?, cases.parse().ok()?))
}
