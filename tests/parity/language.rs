//! The languages, and how a case in each becomes a component.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::guests;
use crate::place::Program;

/// A language that the cases are written in, beside rhai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// `guests/examples/rust`.
    Rust,
    /// `guests/examples/c`.
    C,
    /// `guests/examples/javascript`.
    JavaScript,
    /// `guests/examples/python`.
    Python,
}

impl Language {
    /// The component of a case.
    pub(crate) fn module(self, case: Case) -> Program {
        let header = case.header();
        match self {
            Self::Rust => crate_of(case.name(), &case.stem(), header, case.start()),
            Self::C => example("c", case),
            Self::JavaScript => example("javascript", case),
            Self::Python => example("python", case),
        }
    }
}

/// The component of a crate in `guests/examples/rust`. Its file has this name, which begins with
/// its revision, and `start` is what has to be there before it.
pub(crate) fn crate_of(
    package: &str,
    name: &str,
    header: String,
    start: Option<(String, String)>,
) -> Program {
    let folder = repository("guests/examples/rust");
    let source = folder.join(package);
    let (place, _lock) = locked("rust");
    let project = place.join(package);
    let migrations = project.join("migrations");
    let file = |extension: &str| migrations.join(format!("{name}.{extension}"));
    let workspace = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let sources =
        guests::state_of(&[&source, &repository("guests/wit"), &repository("guests/sdk")]);
    let state =
        [sources, workspace("Cargo.toml"), workspace("Cargo.lock"), header.clone()].concat();
    if is_new(&project, &state) {
        fs::create_dir_all(&migrations).unwrap();
        fs::write(project.join("sandshift.toml"), "").unwrap();
        let source = format!("source = '{}'\n", source.display());
        fs::write(file("toml"), format!("{header}{source}")).unwrap();
        if let Some((name, text)) = start {
            fs::write(migrations.join(name), text).unwrap();
        }
        build(&project, name.split('_').next().unwrap_or(name), &place.join("cargo"));
        keep(&project, &state);
    }
    let header = fs::read_to_string(file("toml")).unwrap();
    Program::Module { header, module: fs::read(file("wasm")).unwrap() }
}

/// Builds an example project as its author would. A copy of it, because a build writes into the
/// project, in a folder that lasts, because a compiler takes long.
fn example(language: &str, case: Case) -> Program {
    let source = repository("guests/examples").join(language);
    let (place, _lock) = locked(language);
    let copy = place.join("project");
    let kit = repository("guests").join(language);
    let state = guests::state_of(&[&source, &repository("guests/wit"), &kit]);
    if is_new(&copy, &state) {
        guests::copy(&source, &copy);
        keep(&copy, &state);
    }
    let module = copy.join("migrations").join(format!("{}.wasm", case.stem()));
    if !module.exists() {
        build(&copy, case.revision(), &place.join("cargo"));
    }
    let module = fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
    Program::Module { header: case.header(), module }
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

/// Where the components of a language are built, beside what else the tests build.
///
/// Tests run in processes of their own: the first one builds while the others wait.
pub(crate) fn locked(language: &str) -> (PathBuf, File) {
    let own = std::env::current_exe().unwrap();
    let profile = own.parent().and_then(Path::parent).expect("target/debug/deps");
    let place = profile.parent().expect("target").join("guests").join(language);
    fs::create_dir_all(&place).unwrap();
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    (place, lock)
}

/// Whether what a folder was made from is not what it is now; then it is empty afterwards.
fn is_new(folder: &Path, state: &str) -> bool {
    let kept = fs::read_to_string(folder.join("made_from")).ok();
    if kept.as_deref() == Some(state) {
        return false;
    }
    let _ = fs::remove_dir_all(folder);
    true
}

fn keep(folder: &Path, state: &str) {
    fs::write(folder.join("made_from"), state).unwrap();
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
