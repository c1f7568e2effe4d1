//! Rust: a package of cargo, compiled for `wasm32-unknown-unknown`.
//!
//! The environment is inherited as it is, so that a toolchain that has to be told where its linker
//! or its library sources are can be told in the usual variables of cargo.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use super::tool::{Tool, argument};
use super::{BuildError, Built, Site, component, files};

const TARGET: &str = "wasm32-unknown-unknown";

const ADVICE: &str = "install Rust from https://rustup.rs (on Debian also `apt install rustup`, on \
     macOS `brew install rustup`, on Windows `winget install Rustlang.Rustup`), then \
     `rustup target add wasm32-unknown-unknown`";

/// Compiles the package and makes a component of its library.
pub(super) fn build(site: &Site) -> Result<Built, BuildError> {
    let cargo = Tool::new("cargo", &[]);
    let rustc = Tool::new("rustc", &[]);
    let versions = cargo.answer(&["--version"]).zip(rustc.answer(&["--version"]));
    let Some((cargo_version, rustc_version)) = versions else {
        return Err(missing("cargo and rustc".to_owned()));
    };
    let target_folder =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| site.shared.join("cargo"), PathBuf::from);
    let mut command = cargo.command();
    command
        .args(["build", "--release", "--target", TARGET])
        .arg("--manifest-path")
        .arg(site.source.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target_folder)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(site, &rustc))
        .current_dir(&site.source);
    cargo.run(&mut command, site).map_err(|error| match &error {
        BuildError::Compiler { source, .. } if lacks_target(&source.0) => {
            missing(format!("the target `{TARGET}`"))
        }
        _ => error,
    })?;
    let file = target_folder.join(TARGET).join("release").join(module_name(site)?);
    let component = component::encode(site, &files::read_bytes(&file)?)?;
    let tools = [("cargo", cargo_version), ("rustc", rustc_version)];
    let tools = tools.map(|(name, said)| (name.to_owned(), second_word(&said)));
    Ok(Built { component, tools: BTreeMap::from(tools) })
}

fn missing(what: String) -> BuildError {
    BuildError::ToolMissing { language: "Rust", what, advice: ADVICE.to_owned() }
}

fn lacks_target(said: &str) -> bool {
    said.contains("target may not be installed") || said.contains("requires the following targets")
}

fn second_word(version: &str) -> String {
    version.split_whitespace().nth(1).unwrap_or(version).to_owned()
}

/// Flags for every crate: those of the environment, and none of this machine's paths in messages
/// of panics. Cargo separates them by the character 31.
fn flags(site: &Site, rustc: &Tool) -> String {
    let inherited = match (env::var("CARGO_ENCODED_RUSTFLAGS"), env::var("RUSTFLAGS")) {
        (Ok(encoded), _) => encoded,
        (_, Ok(plain)) => plain.split_whitespace().collect::<Vec<_>>().join("\u{1f}"),
        _ => String::new(),
    };
    let mut flags: Vec<String> =
        inherited.split('\u{1f}').filter(|flag| !flag.is_empty()).map(str::to_owned).collect();
    let mut hide = |folder: &Path, shown: &str| {
        flags.push(format!("--remap-path-prefix={}={shown}", argument(folder)));
    };
    if let Some(sysroot) = rustc.answer(&["--print", "sysroot"]) {
        hide(Path::new(&sysroot), "/rust");
    }
    if let Some(cargo_home) = cargo_home() {
        hide(&cargo_home, "/cargo");
    }
    hide(site.kit.migrations(), "/migrations");
    flags.join("\u{1f}")
}

fn cargo_home() -> Option<PathBuf> {
    let of_user = || env::home_dir().map(|home| home.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(of_user)
}

/// The name of the library as cargo writes it.
fn module_name(site: &Site) -> Result<String, BuildError> {
    let file = site.source.join("Cargo.toml");
    let unusable = |reason: &str| BuildError::File {
        file: file.clone(),
        doing: "used",
        reason: reason.to_owned(),
    };
    let text = files::read(&file)?;
    let manifest: toml::Table =
        text.parse().map_err(|fault: toml::de::Error| unusable(fault.message()))?;
    let name = |section: &str| manifest.get(section)?.get("name")?.as_str();
    match name("lib").or_else(|| name("package")) {
        Some(name) => Ok(format!("{}.wasm", name.replace('-', "_"))),
        None => Err(unusable("it has no package with a name")),
    }
}
