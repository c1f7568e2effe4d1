//! A project in which a module is built.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::guests;

/// A project in a folder that lasts, because the library of Rust is built for it once and the
/// compiler knows paths; one test at a time uses it.
pub(crate) struct Place {
    folder: PathBuf,
    _lock: File,
}

impl Place {
    /// An empty project, but for what compilers have left.
    pub(crate) fn empty(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        let place = Self { folder, _lock: lock };
        for old in ["sandshift.toml", "dev.db", "dev.db-wal", "dev.db-shm", "dev.db-journal"] {
            let _ = fs::remove_file(place.path(old));
        }
        let (build, kept) = (place.path("migrations/.sandshift/build"), place.path("kept"));
        let _ = fs::rename(&build, &kept);
        let _ = fs::remove_dir_all(place.path("migrations"));
        place.good(&["init"]);
        fs::create_dir_all(place.path("migrations/.sandshift")).unwrap();
        let _ = fs::rename(&kept, &build);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        let path = self.path(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The command with every toolchain.
    pub(crate) fn command(&self) -> Command {
        guests::sandshift(&self.folder)
    }

    /// The command with nothing in `PATH`.
    pub(crate) fn command_without_tools(&self) -> Command {
        let mut command = guests::bare(&self.folder);
        command.env("PATH", self.path("nothing"));
        command
    }

    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }
}

pub(crate) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// Runs a command that has to be refused, and gives what it said.
#[track_caller]
pub(crate) fn refused(command: &mut Command, exit_code: i32, code: &str) -> String {
    let output = command.output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(exit_code), "{said}");
    assert!(said.contains(&format!("error[{code}]")), "{said}");
    said
}
