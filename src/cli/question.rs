//! Asks a person before something that is hard to take back.

use std::io::{BufRead, IsTerminal, stdin};

use super::Context;
use super::output::Format;

/// Whether somebody is there who could answer.
#[must_use]
pub(super) fn can_ask(context: &Context) -> bool {
    let is_terminal = stdin().is_terminal() && std::io::stderr().is_terminal();
    is_terminal && context.output.format == Format::Human
}

/// Asks; everything but `y` and `yes` means no.
#[must_use]
pub(super) fn ask(context: &Context, question: &str) -> bool {
    context.output.complain(&format!("{question} [y/N]"));
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
