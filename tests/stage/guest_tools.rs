//! Modules for tests, compiled from source by `sandshift build` with the toolchains that
//! `.ci/guest-tools` made ready.

use std::path::Path;
use std::process::Command;

/// What `cargo` and `rustup` set for a test would reach the compilers of guests as well.
const FOREIGN: [&str; 4] = ["CARGO", "RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN"];

/// Compiles the module of a revision in a folder of migrations; what compilers make on the way
/// goes to `target`.
///
/// # Panics
///
/// When it fails, with all that it said. A toolchain that is missing is a failure too.
pub(crate) fn build(migrations: &Path, revision: &str, target: &Path) {
    let mut sandshift = Command::new(env!("CARGO_BIN_EXE_sandshift"));
    for (name, _) in std::env::vars() {
        if name != "CARGO_HOME" && FOREIGN.iter().any(|foreign| name.starts_with(foreign)) {
            sandshift.env_remove(name);
        }
    }
    sandshift.envs(environment()).env("CARGO_TARGET_DIR", target);
    sandshift.args(["build", revision]).current_dir(migrations.parent().expect("a project"));
    let output = sandshift.output().unwrap_or_else(|error| panic!("{sandshift:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}: {said}\n`.ci/guest-tools` installs the toolchains of guests",
        migrations.display()
    );
}

/// The variables with which `sandshift build` finds the toolchains.
fn environment() -> Vec<(String, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/guest-tools");
    let output = Command::new(&script).arg("--env").output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let said = String::from_utf8_lossy(&output.stdout);
    let exported = |line: &str| {
        let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
        Some((name.to_owned(), value.trim_matches('\'').to_owned()))
    };
    said.lines().filter_map(exported).flat_map(|(name, value)| meant(&name, value)).collect()
}

/// The variables that one of the project's own stands for.
fn meant(name: &str, value: String) -> Vec<(String, String)> {
    match name {
        "SANDSHIFT_GUEST_PATH" => {
            let path = std::env::var("PATH").unwrap_or_default();
            vec![("PATH".to_owned(), format!("{value}:{path}"))]
        }
        "SANDSHIFT_GUEST_NODE_PATH" => vec![("NODE_PATH".to_owned(), value)],
        "SANDSHIFT_GUEST_RUST" => {
            let pair = |word: &str| word.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned()));
            value.split_whitespace().filter_map(pair).collect()
        }
        other => panic!("`.ci/guest-tools --env` names `{other}`, which nothing here knows"),
    }
}
