//! The program is killed, cut off, stopped and starved, again and again, and the database must not show it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod backfills;
mod boundaries;
mod cuts;
mod dead_servers;
#[allow(dead_code, reason = "laws of the runner draw more kinds of choices")]
#[path = "../stage/draw.rs"]
mod draw;
mod frames;
mod full_disk;
mod half_done;
mod kill;
mod killed;
#[path = "../story/preload.rs"]
mod preload;
mod program;
mod proxy;
#[path = "../stage/mod.rs"]
mod stage;
mod state;
mod stopped;
mod turns;
mod workload;
