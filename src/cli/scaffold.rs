//! The beginning of a module: its header, and a source that compiles as it is.

use std::path::{Path, PathBuf};

use super::CliError;
use super::kit::{self, Kit};
use super::new_file::create;
use crate::revision::{Draft, Language};

/// A language that is compiled to a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guest {
    /// A package of cargo.
    Rust,
    /// C.
    C,
    /// An ECMAScript module.
    JavaScript,
    /// A Python module.
    Python,
}

/// The files of a new module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scaffold {
    /// The header.
    pub header: PathBuf,
    /// The file in which the migration is written.
    pub main: PathBuf,
}

/// A file of a source: its path in the folder, and its text with words still to be filled in.
type Template = (&'static str, &'static str);

macro_rules! template {
    ($folder:literal, $file:literal) => {
        template!($folder, $file, $file)
    };
    ($folder:literal, $file:literal, $name:literal) => {
        ($name, include_str!(concat!("../../guests/templates/", $folder, "/", $file)))
    };
}

impl Guest {
    /// The files of the source; the migration is written in the first.
    fn templates(self) -> &'static [Template] {
        match self {
            Self::Rust => &[
                template!("rust", "src/lib.rs"),
                template!("rust", "Cargo.toml"),
                template!("rust", "gitignore", ".gitignore"),
            ],
            Self::C => &[template!("c", "migration.c")],
            Self::JavaScript => {
                &[template!("javascript", "migration.js"), template!("javascript", "jsconfig.json")]
            }
            Self::Python => &[template!("python", "migration.py")],
        }
    }
}

/// Writes the header and the source of a new module, and what the source is written with.
///
/// # Errors
///
/// A file cannot be written, or is there already.
pub(super) fn write(
    draft: &Draft,
    message: &str,
    header: &str,
    guest: Guest,
    migrations: &Path,
) -> Result<Scaffold, CliError> {
    let module = PathBuf::from(draft.file_name(message, Language::Wasm));
    let stem = module.with_extension("");
    let folder = migrations.join(&stem);
    if folder.exists() {
        return Err(CliError::InTheWay {
            path: folder,
            what: "exists already",
            advice: "move it away, or choose another message".to_owned(),
        });
    }
    Kit::in_folder(migrations).write()?;
    let scaffold = Scaffold {
        header: migrations.join(module.with_extension("toml")),
        main: folder.join(guest.templates()[0].0),
    };
    for (name, text) in guest.templates() {
        create(&folder.join(name), &filled_in(text, draft, message))?;
    }
    // Last, so that a revision that is there has a source.
    let source = stem.to_string_lossy();
    create(&scaffold.header, &format!("{header}source = \"{source}\"\n"))?;
    Ok(scaffold)
}

/// Puts the names of this revision into a template.
fn filled_in(text: &str, draft: &Draft, message: &str) -> String {
    let id = draft.id.as_str();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let word: String = id.chars().map(plain).collect();
    text.replace("{version}", kit::VERSION)
        .replace("{revision}", id)
        .replace("{table}", &format!("example_{word}"))
        .replace("{name}", &word)
        .replace("{message}", &title(message))
}

/// The first line, without what would end a comment or mean something else in any language.
fn title(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let harmless = |c: char| if matches!(c, '*' | '"' | '\\') { '\'' } else { c };
    first.chars().filter(|c| !c.is_control()).map(harmless).collect()
}
