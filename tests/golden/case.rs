//! A case: what is there before, and one operation.

use std::fs;
use std::path::{Path, PathBuf};

use sandshift_model::catalog::Catalog;
use sandshift_model::naming;
use sandshift_model::operation::{Operate, Operation};
use serde::Deserialize;

/// One folder `tests/golden/<operation>/<case>`.
pub(crate) struct Case {
    pub(crate) operation_name: String,
    pub(crate) name: String,
    #[allow(dead_code, reason = "see `of`")]
    pub(crate) folder: PathBuf,
    /// The set-up, its names filled in.
    pub(crate) before: Vec<Operation>,
    /// The operation as an author gives it.
    pub(crate) given: Operation,
    /// The databases whose own words the case speaks; empty for all.
    only: Vec<String>,
}

/// The text of `case.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The databases whose own words the case speaks; all when none is named.
    #[serde(default)]
    only: Vec<String>,
    /// Applied to an empty catalog, in order.
    #[serde(default)]
    before: Vec<Operation>,
    operation: Operation,
}

impl Case {
    /// All cases, by operation and name.
    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let of_operation = |folder: PathBuf| folders(&folder).into_iter().map(Self::read);
        folders(&root).into_iter().flat_map(of_operation).collect()
    }

    /// The cases of one operation.
    #[allow(dead_code, reason = "not every test binary that reads the cases takes them apart")]
    pub(crate) fn of(operation: &str) -> Vec<Self> {
        Self::all().into_iter().filter(|case| case.operation_name == operation).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let file = folder.join("case.json");
        let text =
            fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let File { only, mut before, operation } = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut catalog = Catalog::default();
        for step in &mut before {
            advance(step, &mut catalog)
                .unwrap_or_else(|error| panic!("{}: {error}: {step:?}", file.display()));
        }
        let operation_name = name_of(folder.parent().unwrap());
        assert_eq!(operation_name, operation.name(), "{} is in the wrong folder", file.display());
        Self { operation_name, name: name_of(&folder), folder, before, given: operation, only }
    }

    /// Whether the case speaks the words of this database.
    pub(crate) fn is_for(&self, dialect: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == dialect)
    }

    /// The catalog that the operation meets.
    #[allow(dead_code, reason = "see `of`")]
    pub(crate) fn catalog(&self) -> Catalog {
        let mut catalog = Catalog::default();
        for step in &self.before {
            step.apply_to(&mut catalog).unwrap();
        }
        catalog
    }

    /// The operation with its names filled in, as the gate does it.
    #[allow(dead_code, reason = "see `of`")]
    pub(crate) fn operation(&self) -> Operation {
        let mut operation = self.given.clone();
        naming::name_unnamed(&mut operation, &self.catalog());
        operation
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.operation_name, self.name)
    }
}

fn advance(
    step: &mut Operation,
    catalog: &mut Catalog,
) -> Result<(), sandshift_model::catalog::CatalogError> {
    naming::name_unnamed(step, catalog);
    step.apply_to(catalog)
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(parent)
        .unwrap_or_else(|error| panic!("{}: {error}", parent.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}
