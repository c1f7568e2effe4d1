//! Libraries that are loaded before all others and change what the system says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// The library that ends a process before one of its writes, made once for each test process.
pub(crate) fn preload() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| compiled("tests/story/kill_at_write.c"));
    folder.path().join(LIBRARY)
}

/// The name of a library in its folder.
pub(crate) const LIBRARY: &str = "preload.so";

/// A library in a folder of its own, from a source in this workspace.
pub(crate) fn compiled(source: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o"]);
    compiler.arg(folder.path().join(LIBRARY));
    compiler.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).arg("-ldl");
    let output = compiler.output();
    let output = output.expect("a C compiler is there, because SQLite is compiled with it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}
