//! How the modules of these tests are compiled: as the command line does it, with a store of
//! their own that lasts from one test to the next.

use std::path::Path;

use sandshift_sandbox::wasm::{Compilation, Places};

pub(crate) fn as_on_the_command_line() -> Compilation {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = env!("CARGO_BIN_EXE_sandshift").into();
    let places = Places { code: own.join("modules"), key: own.join("keys").join("modules.key") };
    Compilation {
        program: Some((program, "compile-module".to_owned())),
        places: Some(places),
        notice: None,
    }
}
