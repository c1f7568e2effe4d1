//! Scenarios whose migration is a module in Rust: the project, with the script in its place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::course::folder;
use crate::guests;

/// The project of a scenario, in which the last migration is the module of a crate in
/// `guests/examples/rust`, compiled as its author would.
///
/// It is kept: a compiler takes long, and tests run in processes of their own.
pub(crate) fn project(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = root.join("guests/examples/rust");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("guests/rust");
    fs::create_dir_all(&place).unwrap();
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();

    let project = place.join(format!("scenario_{name}"));
    let sources =
        [workspace.join(name), folder(name), root.join("guests/wit"), root.join("guests/sdk")];
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let read = |file: &str| fs::read_to_string(workspace.join(file)).unwrap();
    let state = [guests::state_of(&sources), read("Cargo.toml"), read("Cargo.lock")].concat();
    let mark = project.join("made_from");
    if fs::read_to_string(&mark).ok().as_deref() != Some(state.as_str()) {
        let _ = fs::remove_dir_all(&project);
        guests::copy(&folder(name), &project);
        let script = last_script(&project.join("migrations"));
        let header = header(&script);
        fs::remove_file(&script).unwrap();
        let source = format!("source = '{}'\n", workspace.join(name).display());
        fs::write(script.with_extension("toml"), [header, source].concat()).unwrap();
        let stem = script.file_stem().unwrap().to_str().unwrap();
        build(&project, stem.split('_').next().unwrap(), &place.join("cargo"));
        fs::write(mark, state).unwrap();
    }
    project
}

fn last_script(migrations: &Path) -> PathBuf {
    let files = fs::read_dir(migrations).unwrap().map(|file| file.unwrap().path());
    files.max().unwrap()
}

/// The header of a script, for a file that keeps it beside the module.
fn header(script: &Path) -> String {
    let text = fs::read_to_string(script).unwrap();
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Compiles the module of a revision; a toolchain that is missing is a failure too.
fn build(project: &Path, revision: &str, cargo: &Path) {
    let mut sandshift = guests::sandshift(project);
    let output = sandshift.env("CARGO_TARGET_DIR", cargo).args(["build", revision]).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let advice = "`.ci/guest-tools` installs the toolchains of guests";
    assert!(output.status.success(), "{}: {said}\n{advice}", project.display());
}
