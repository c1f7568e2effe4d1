//! The toolchains of guests, and the command that uses them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command in a folder, with the toolchains that `.ci/guest-tools` installs.
pub(crate) fn sandshift(folder: &Path) -> Command {
    let mut command = bare(folder);
    for (name, value) in toolchains() {
        match name.as_str() {
            "PATH" => {
                let before = std::env::var("PATH").unwrap_or_default();
                command.env("PATH", format!("{value}:{before}"))
            }
            _ => command.env(name, value),
        };
    }
    command
}

/// The command in a folder, with nothing that the cargo which runs the tests has set.
pub(crate) fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
    command.current_dir(folder).env_remove("DATABASE_URL").env("LC_ALL", "C.UTF-8");
    let foreign = |name: &String| {
        ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS"].iter().any(|one| name.starts_with(one))
            && name != "CARGO_HOME"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| foreign(name)) {
        command.env_remove(name);
    }
    command
}

fn toolchains() -> Vec<(String, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/guest-tools");
    let output = Command::new("bash").arg(&script).arg("--env").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let pair = |line: &str| line.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned()));
    text.lines().filter_map(pair).collect()
}

/// Files and their contents as one text, which differs when any of them does.
#[allow(dead_code, reason = "not every binary of tests keeps what it built")]
pub(crate) fn state_of(folders: &[&Path]) -> String {
    let mut state = String::new();
    for file in folders.iter().flat_map(|folder| files_in(folder)) {
        let text = fs::read_to_string(&file).unwrap();
        let _ = writeln!(state, "{}\n{text}", file.display());
    }
    state
}

/// Copies a folder with all in it.
#[allow(dead_code, reason = "not every binary of tests keeps what it built")]
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files_in(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
}

#[allow(dead_code, reason = "not every binary of tests keeps what it built")]
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What a build in the folder itself has left is no source.
        let is_made = [".sandshift", "__pycache__"].iter().any(|name| path.ends_with(name))
            || path.extension().is_some_and(|extension| extension == "wasm");
        match path.is_dir() {
            _ if is_made => {}
            true => found.extend(files_in(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}
