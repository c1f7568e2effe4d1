//! Kills the tool itself just before one of its writes, wherever in a commit that may be.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use sandshift_test_servers::TestDatabase;
use tempfile::TempDir;

use crate::tool::sandshift;
use crate::victim::was_killed;

/// Starts a run and kills it before this write, counted from 1; false when it ended well before
/// that.
pub(crate) fn is_killed(database: &TestDatabase, revision: &str, write: u32) -> bool {
    let mut command = sandshift(database, &["run", revision]);
    command.env("LD_PRELOAD", preload()).env("KILL_AT_WRITE", write.to_string());
    let output = command.output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    was_killed(output.status, &format!("{revision}, write {write}: {messages}"))
}

/// The library that ends a process before a write, compiled once for each test process.
fn preload() -> PathBuf {
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
