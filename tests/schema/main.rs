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
mod cases;
#[path = "../laws/compose.rs"]
mod compose;
mod corners;
#[path = "../laws/draw.rs"]
#[allow(dead_code, reason = "this binary needs a part of it")]
mod draw;
mod dump;
mod flow;
mod forms;
mod inspection;
mod kept;
mod kinds;
mod known;
mod known_laws;
#[path = "../laws/material.rs"]
mod material;
mod materials;
#[path = "../laws/place.rs"]
#[allow(dead_code, reason = "this binary needs a part of it")]
mod place;
mod plain;
mod plain_laws;
mod plain_texts;
#[path = "../laws/programs.rs"]
mod programs;
#[path = "../cli/project.rs"]
#[allow(dead_code, reason = "this binary needs a part of it")]
mod project;
mod recorder;
mod round_trip;
#[path = "../laws/rows.rs"]
mod rows;
mod script;
mod second;
mod shapes;
#[path = "../stage/mod.rs"]
mod stage;
#[path = "../laws/tables.rs"]
mod tables;
mod undetected;
