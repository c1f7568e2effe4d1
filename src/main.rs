//! The `sandshift` command.
fn main() {}
