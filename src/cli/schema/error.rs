//! Why there is no text that declares a schema.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// Why there is no text that declares a schema.
#[derive(Debug, Error)]
pub(crate) enum SchemaError {
    #[error("no schema is declared: there is neither `schema.rhai` nor `schema.sql`")]
    NotDeclared,
    #[error("there are two schemas: {}", list(files))]
    TwoFiles { files: Vec<PathBuf> },
    #[error("there is no file `{}`", file.display())]
    NoFile { file: PathBuf },
    #[error("{what} is not UTF-8 text")]
    NotText { what: String },
    #[error("`{command}` does not start: {reason}")]
    NotStarted { command: String, reason: String },
    #[error("`{command}` failed: {status}{}", complaint(said))]
    Failed { command: String, status: String, said: String },
    #[error("`{command}` was ended because it took longer than {}", seconds(*timeout))]
    TooSlow { command: String, timeout: Duration },
    #[error("`{command}` printed more than {most_bytes} bytes")]
    TooMuch { command: String, most_bytes: u64 },
    #[error("`{command}` printed nothing{}", complaint(said))]
    Silent { command: String, said: String },
}

fn list(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("`{}`", file.display())).collect::<Vec<_>>().join(" and ")
}

fn complaint(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!("\n{said}") }
}

fn seconds(timeout: Duration) -> String {
    match timeout.subsec_millis() {
        0 => format!("{} s", timeout.as_secs()),
        _ => format!("{} ms", timeout.as_millis()),
    }
}

impl Coded for SchemaError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotDeclared => "declared::none",
            Self::TwoFiles { .. } => "declared::two_files",
            Self::NoFile { .. } => "declared::no_file",
            Self::NotText { .. } => "declared::not_text",
            Self::NotStarted { .. } => "declared::command_not_started",
            Self::Failed { .. } => "declared::command_failed",
            Self::TooSlow { .. } => "declared::command_timeout",
            Self::TooMuch { .. } => "declared::command_output",
            Self::Silent { .. } => "declared::command_silent",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Declared
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotDeclared => {
                "write `schema.sql` or `schema.rhai` beside sandshift.toml, or let `[schema]` in it \
                 name a `file` or a `command`"
            }
            Self::TwoFiles { .. } => {
                "remove one of them, or let `file` below `[schema]` in sandshift.toml name the other"
            }
            Self::NoFile { .. } => "make it, or correct `file` below `[schema]` in sandshift.toml",
            Self::NotText { .. } => "write it as UTF-8",
            Self::NotStarted { .. } => {
                "correct `command` below `[schema]` in sandshift.toml; it is run in the folder of that \
                 file"
            }
            Self::Failed { .. } => {
                "run it by hand in the folder of sandshift.toml, with SANDSHIFT_DIALECT set"
            }
            Self::TooSlow { .. } => {
                "let it do less, or raise `command_timeout` below `[schema]` in sandshift.toml"
            }
            Self::TooMuch { .. } | Self::Silent { .. } => {
                "let it print the CREATE statements of the schema on its standard output"
            }
        };
        Some(hint.to_owned())
    }

    fn place(&self) -> Place {
        Place::default()
    }
}
