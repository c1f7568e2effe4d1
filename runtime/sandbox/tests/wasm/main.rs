//! Migrations as WebAssembly components: what each call becomes, and how components end that
//! misbehave. The components are made from text, so that no compiler of guests is needed; the
//! numbers in the names of tests (`case_03_…`) are those of the threat model.

// The switch in `clippy.toml` covers test functions, not the functions that they share.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod attempts;
mod bombs;
mod component;
mod conformance;
mod contract;
mod describe;
mod errors;
mod floods;
#[allow(dead_code, reason = "the recorder serves the tests of scripts as well")]
#[path = "../rhai/host.rs"]
mod host;
mod hostile;
mod kinds;
mod layout;
mod older;
mod operations;
mod raw;
mod rows;
mod running;
mod store;
mod surroundings;
mod values;
mod wasi;
