//! The languages, and how a case in each becomes a component.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::place::Program;
use crate::stage::guest_tools;

/// A language that the cases are written in, beside rhai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Packages of cargo.
    Rust,
    /// C, compiled by zig.
    C,
    /// ECMAScript modules.
    JavaScript,
    /// Python modules.
    Python,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::C => "c",
            Self::JavaScript => "javascript",
            Self::Python => "python",
        }
    }

    /// The folder with the source of a case.
    fn source(self, case: Case) -> PathBuf {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests/examples");
        let of_language = examples.join(self.name());
        match self {
            Self::Rust => of_language.join(case.name()),
            Self::C | Self::JavaScript | Self::Python => {
                of_language.join("migrations").join(case.stem())
            }
        }
    }

    /// The component of a case.
    pub(crate) fn module(self, case: Case) -> Program {
        let header = format!("{}world = \"migration\"\n", case.header());
        let name = &case.stem();
        let (start, folder) = (case.start(), self.source(case));
        Source { language: self.name(), name, header, start, folder }.built()
    }
}

/// The source of a component.
pub(crate) struct Source<'s> {
    /// The language; what is built for one shares a folder.
    pub(crate) language: &'s str,
    /// The name of its file, which begins with its revision.
    pub(crate) name: &'s str,
    /// Its header, but for what the build knows.
    pub(crate) header: String,
    /// The name and the text of what has to be there before it.
    pub(crate) start: Option<(String, String)>,
    /// The folder that is compiled.
    pub(crate) folder: PathBuf,
}

impl Source<'_> {
    /// Its component, built once in each run of the tests.
    ///
    /// Tests run in processes of their own: the first one builds while the others wait.
    pub(crate) fn built(&self) -> Program {
        let folder = self.folder.display();
        assert!(self.folder.is_dir(), "there is no {folder}");
        let place = target_folder().join(self.language);
        let migrations = place.join(self.name).join("migrations");
        fs::create_dir_all(&migrations).unwrap();
        let lock = File::create(place.join("lock")).unwrap();
        lock.lock().unwrap();
        let file = |extension: &str| migrations.join(format!("{}.{extension}", self.name));
        let mark = migrations.join("built");
        if fs::read_to_string(&mark).ok() != Some(run()) {
            fs::write(file("toml"), format!("{}source = '{folder}'\n", self.header)).unwrap();
            if let Some((name, text)) = &self.start {
                fs::write(migrations.join(name), text).unwrap();
            }
            fs::write(place.join(self.name).join("sandshift.toml"), "").unwrap();
            let revision = self.name.split('_').next().unwrap_or(self.name);
            guest_tools::build(&migrations, revision, &place.join("cargo"));
            fs::write(&mark, run()).unwrap();
        }
        Program::Module {
            header: fs::read_to_string(file("toml")).unwrap(),
            module: fs::read(file("wasm")).unwrap(),
        }
    }
}

/// What all tests of one run have in common: the run of nextest, or the one process.
fn run() -> String {
    std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string())
}

/// Where components are built, beside what else the tests build.
fn target_folder() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let profile = own.parent().and_then(Path::parent).expect("target/debug/deps");
    profile.parent().expect("target").join("guests")
}
