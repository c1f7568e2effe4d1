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

/// Asks until the answer is yes or no; none when the input ends before.
///
/// For a question of which both answers change what is written, so that neither is the safe one.
#[must_use]
pub(super) fn choose(context: &Context, question: &str) -> Option<bool> {
    chosen(&mut stdin().lock(), || context.output.complain(&format!("{question} [y/n]")))
}

fn chosen(answers: &mut impl BufRead, ask: impl Fn()) -> Option<bool> {
    loop {
        ask();
        let mut answer = String::new();
        match answers.read_line(&mut answer) {
            // A line that the end of the input cut off was not sent by anybody.
            Ok(_) if answer.ends_with('\n') => {}
            _ => return None,
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => return Some(true),
            "n" | "no" => return Some(false),
            _ => {}
        }
    }
}

/// Asks; everything but `y` and `yes` means no.
#[must_use]
pub(super) fn ask(context: &Context, question: &str) -> bool {
    context.output.complain(&format!("{question} [y/N]"));
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn only_yes_and_no_are_answers_and_an_end_is_none() {
        let chosen = |typed: &str| chosen(&mut typed.as_bytes(), || {});
        assert_eq!(chosen("y\n"), Some(true));
        assert_eq!(chosen("YES\r\n"), Some(true));
        assert_eq!(chosen("no\n"), Some(false));
        assert_eq!(chosen("\nperhaps\nn\ny\n"), Some(false));
        assert_eq!(chosen(""), None);
        assert_eq!(chosen("\nn"), None);
    }
}
