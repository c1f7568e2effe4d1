//! How the modules of these tests are compiled: as the command line does it, with a store of
//! their own that lasts from one test to the next.

use std::path::Path;

use sandshift_sandbox::child::Launch;
use sandshift_sandbox::wasm::{Compilation, Places};

pub(crate) fn as_on_the_command_line() -> Compilation {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = Path::new(env!("CARGO_BIN_EXE_sandshift"));
    let launch = Launch { program: program.into(), argument: "run-guest".to_owned() };
    let places = Places { code: own.join("modules"), key: own.join("keys").join("modules.key") };
    Compilation {
        program: Some((program.into(), "compile-module".to_owned())),
        launch: Some(launch),
        places: Some(places),
        notice: None,
    }
}
