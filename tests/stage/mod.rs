//! What the tests that run operations for real share: a project of operations, a database to run
//! it on, and the image of what a database holds.

// Each test binary uses a part of it.
#![allow(dead_code, reason = "shared by several test binaries")]

pub(crate) mod compilation;
pub(crate) mod image;
pub(crate) mod plain;
pub(crate) mod project;
pub(crate) mod server;
