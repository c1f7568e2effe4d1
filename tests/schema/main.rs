//! Schemas as a whole, on real databases: what is compared, declared, written and adopted.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod apply;
#[path = "../golden/case.rs"]
mod case;
#[path = "../laws/compose.rs"]
mod compose;
mod corners;
#[path = "../laws/draw.rs"]
mod draw;
mod dump;
mod flow;
mod forms;
mod inspection;
mod kept;
#[path = "../laws/material.rs"]
mod material;
mod materials;
#[path = "../laws/place.rs"]
mod place;
#[path = "../laws/programs.rs"]
mod programs;
#[path = "../cli/project.rs"]
mod project;
mod recorder;
mod round_trip;
#[path = "../laws/rows.rs"]
mod rows;
mod script;
mod second;
#[path = "../stage/mod.rs"]
mod stage;
#[path = "../laws/tables.rs"]
mod tables;
mod undetected;
