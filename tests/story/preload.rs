//! The library that ends a process before one of its writes.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// The compiled library, made once for each test process.
pub(crate) fn preload() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/story/kill_at_write.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o"]);
        let output = compiler
            .arg(folder.path().join("kill_at_write.so"))
            .arg(source)
            .arg("-ldl")
            .output()
            .expect("a C compiler is there, because SQLite is compiled with it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    folder.path().join("kill_at_write.so")
}
