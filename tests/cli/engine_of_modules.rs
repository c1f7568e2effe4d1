//! The engine of modules is made for a module and for nothing else.
//!
//! These tests run commands inside their own process, where they can ask for the engine.

use std::ffi::OsString;

use sandshift::clock::Clock;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{WasmGuest, is_started};

use crate::component::up;
use crate::project::Project;

fn command(project: &Project, arguments: &[&str]) -> u8 {
    let clock = Clock { now_micros: || 1_700_000_000_000_000, elapsed_micros: || 0 };
    let folder = project.path("").to_string_lossy().into_owned();
    let all = ["sandshift", "-C", folder.as_str()].into_iter().chain(arguments.iter().copied());
    sandshift::cli::main(all.map(OsString::from), clock)
}

#[test]
fn commands_over_scripts_never_start_it_and_a_module_does() {
    let project = Project::with_two_tables();
    let commands: [&[&str]; 9] = [
        &["--help"],
        &["current"],
        &["run", "--dry-run"],
        &["run"],
        &["current"],
        &["status"],
        &["validate"],
        &["history"],
        &["rollback"],
    ];
    for arguments in commands {
        assert_eq!(command(&project, arguments), 0, "{arguments:?}");
        assert!(!is_started(), "{arguments:?} started the engine");
    }
    // Even a project with modules starts it only to run or to check them.
    project.migration("c3_m.toml", "revision = \"c3\"\ndown_revision = \"b2\"\n");
    project.write("migrations/c3_m.wasm", up("", ""));
    for arguments in [&["show", "c3"], &["status"] as &[&str], &["history"]] {
        assert_eq!(command(&project, arguments), 0, "{arguments:?}");
        assert!(!is_started(), "{arguments:?} started the engine");
    }
    WasmGuest::compile(&up("", ""), &Limits::default()).unwrap();
    assert!(is_started(), "nobody would notice that the engine was started");
}
