//! Guests in processes of their own: the walls around them, what they may still do, and that it is the same as
//! without.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a failing test may stop where it fails"
)]

mod bombs;
#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../../runtime/sandbox/tests/wasm/component.rs"]
mod component;
mod ends;
#[path = "../../runtime/sandbox/tests/wasm/layout.rs"]
mod layout;
#[cfg(unix)]
mod liars;
mod modules;
#[allow(dead_code, reason = "the project serves the tests of the command line as well")]
#[path = "../cli/project.rs"]
mod project;
mod same;
mod servers;
#[cfg(target_os = "linux")]
mod stops;
#[cfg(target_os = "linux")]
mod walls;
