//! The Rust examples have unit tests of their own, which need no database and no WebAssembly.

use std::path::Path;
use std::process::Command;

use crate::language::locked;

#[test]
fn the_examples_in_rust_pass_their_own_tests() {
    let (place, _lock) = locked("native");
    let mut cargo = Command::new("cargo");
    for (name, _) in std::env::vars() {
        if name != "CARGO_HOME" && name.starts_with("CARGO") {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("guests/examples/rust"));
    cargo.env("CARGO_TARGET_DIR", &place).args(["test", "--locked"]);
    let output = cargo.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for passed in [
        "a_broken_text_names_its_dashboard",
        "a_walk_ends_at_leaves",
        "no_ware_is_a_panic",
        "nothing_is_public_but_for_files",
        "numbers_below_the_limit_stay",
        "particles_belong",
    ] {
        assert!(said.contains(passed), "{passed}: {said}");
    }
}
