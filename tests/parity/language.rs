//! The languages, and how a case in each becomes a component.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::ComponentEncoder;

use crate::case::Case;
use crate::guests;

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
    /// The component of a case, built from its source.
    ///
    /// Tests run in processes of their own: the first one builds while the others wait.
    pub(crate) fn module(self, case: Case) -> Vec<u8> {
        let target = target_folder();
        fs::create_dir_all(&target).unwrap();
        let lock = File::create(target.join("lock")).unwrap();
        lock.lock().unwrap();
        match self {
            Self::Rust => rust(&target.join("rust"), case),
            Self::C => example("c", &target, case),
            Self::JavaScript => example("javascript", &target, case),
            Self::Python => example("python", &target, case),
        }
    }
}

/// Where components are built, beside what else the tests build.
fn target_folder() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let profile = own.parent().and_then(Path::parent).expect("target/debug/deps");
    profile.parent().expect("target").join("guests")
}

/// Builds an example project as its author would. A copy of it, because a build writes into the
/// project, in a folder that lasts, because a compiler takes long.
fn example(language: &str, target: &Path, case: Case) -> Vec<u8> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests/examples").join(language);
    let copy = target.join(language);
    let stamp = copy.join("source");
    let state = guests::state_of(&[&source, &guests_folder("wit"), &guests_folder(language)]);
    if fs::read(&stamp).ok().as_deref() != Some(state.as_bytes()) {
        let _ = fs::remove_dir_all(&copy);
        guests::copy(&source, &copy);
        fs::write(&stamp, &state).unwrap();
    }
    let migrations = copy.join("migrations");
    let module = migrations.join(format!("{}_{}.wasm", case.revision(), case.name()));
    if !module.exists() {
        let outcome = guests::sandshift(&copy).args(["build", case.revision()]).output().unwrap();
        assert!(outcome.status.success(), "{language}: {outcome:?}");
    }
    fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display()))
}

fn guests_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("guests").join(name)
}

const TARGET: &str = "wasm32-unknown-unknown";

fn rust(target: &Path, case: Case) -> Vec<u8> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests/examples/rust");
    let mut cargo = cargo();
    cargo.current_dir(sources).env("CARGO_TARGET_DIR", target);
    cargo.args(["build", "--release", "--locked", "--target", TARGET, "--package", case.name()]);
    let output = cargo.output().unwrap_or_else(|error| panic!("{cargo:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{cargo:?}:\n{said}");
    let module = target.join(TARGET).join("release").join(format!("{}.wasm", case.name()));
    let core = fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
    ComponentEncoder::default().validate(true).module(&core).unwrap().encode().unwrap()
}

/// A cargo that can build for the target: rustup's with the target installed, or Debian's, which
/// builds the standard library as well.
fn cargo() -> Command {
    let libraries =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    if let Ok(output) = libraries
        && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir()
    {
        return clean("cargo");
    }
    let debian = Path::new("/usr/bin/cargo");
    let linker = ["wasm-ld-22", "wasm-ld-19", "wasm-ld"];
    let linker = linker.iter().find(|name| Path::new("/usr/bin").join(name).exists());
    let library = Path::new("/usr/lib/rustlib/src/rust/library");
    let Some(linker) = linker.filter(|_| debian.exists() && library.exists()) else {
        panic!(
            "no Rust for {TARGET}: run `rustup target add {TARGET}`, or on Debian \
             `apt-get install rustc-web cargo-web rust-web-src lld-22`"
        )
    };
    let mut cargo = clean("/usr/bin/cargo");
    cargo.env("PATH", format!("/usr/bin:{}", std::env::var("PATH").unwrap_or_default()));
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    cargo.arg("-Zbuild-std=std,panic_abort");
    cargo
}

/// What the cargo that runs the tests sets would reach the guests' compiler as well.
fn clean(program: &str) -> Command {
    let mut cargo = Command::new(program);
    let foreign = |name: &String| {
        ["CARGO_", "RUSTC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS"].iter().any(|one| name.starts_with(one))
            && name != "CARGO_HOME"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| foreign(name)) {
        cargo.env_remove(name);
    }
    cargo
}
