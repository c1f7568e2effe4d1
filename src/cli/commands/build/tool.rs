//! Starts the programs of toolchains and keeps what they say.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

use super::error::Said;
use super::{BuildError, Site};

/// A program with the words that always stand behind it, such as `python3 -m ziglang`.
#[derive(Debug, Clone)]
pub(super) struct Tool {
    program: String,
    words: Vec<String>,
}

impl Tool {
    /// A program in `PATH`.
    pub(super) fn new(program: &str, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { program: program.to_owned(), words }
    }

    /// The first of several that answers `question` with success.
    pub(super) fn first(candidates: &[Self], question: &[&str]) -> Option<(Self, String)> {
        candidates.iter().find_map(|tool| Some((tool.clone(), tool.answer(question)?)))
    }

    /// The first line of what the tool says to a question such as `--version`; none when it is
    /// not there or fails.
    pub(super) fn answer(&self, question: &[&str]) -> Option<String> {
        let output = self.command().args(question).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        output.status.success().then_some(line)
    }

    /// The command, with the environment of this process.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.words);
        command
    }

    /// As a person would type it.
    pub(super) fn name(&self) -> String {
        std::iter::once(&self.program).chain(&self.words).cloned().collect::<Vec<_>>().join(" ")
    }

    /// Runs a command of this tool to its end.
    ///
    /// # Errors
    ///
    /// It cannot be started, or it fails: then with all that it said.
    pub(super) fn run(&self, command: &mut Command, site: &Site) -> Result<Output, BuildError> {
        let output = command.output().map_err(|fault| BuildError::NotStarted {
            tool: self.name(),
            reason: match fault.kind() {
                ErrorKind::NotFound => "it is not in `PATH`".to_owned(),
                _ => fault.to_string(),
            },
        })?;
        if output.status.success() {
            return Ok(output);
        }
        Err(BuildError::Compiler {
            tool: self.name(),
            revision: site.revision.clone(),
            folder: site.source.clone(),
            source: Said(said(&output)),
        })
    }
}

/// What a failed program said on both its streams.
pub(super) fn said(output: &Output) -> String {
    let texts = [&output.stderr, &output.stdout].map(|bytes| String::from_utf8_lossy(bytes));
    let said: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|t| !t.is_empty()).collect();
    match said.is_empty() {
        true => format!("it said nothing and ended with {}", output.status),
        false => said.join("\n"),
    }
}

/// A path as an argument; lossless on every system but for names that are not Unicode.
pub(super) fn argument(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
