//! Finds out what was renamed: from what was said on the command line, else by asking.
//!
//! What nobody decided is never taken for a drop and a new object: without somebody to ask, the
//! command stops and says what to type.

use clap::Args;
use sandshift_model::catalog::Catalog;

use super::error::CliError;
use super::failure::Failure;
use super::{Context, question, shell};
use crate::report::style;
use crate::schema::diff::guesses;
use crate::schema::renames::{Guess, Renames};

// A doc comment would become the help of the commands.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Said {
    /// A table, a column (`table.column=new`) or a value of an enum (`enum.value=new`) that got
    /// another name; may be repeated
    #[arg(long = "rename", value_name = "OLD=NEW")]
    pub renames: Vec<String>,

    /// Something that looks like a rename and is none: the old goes, the new comes; may be repeated
    #[arg(long = "no-rename", value_name = "OLD=NEW")]
    pub no_renames: Vec<String>,
}

/// Decides every rename between two catalogs.
///
/// # Errors
///
/// A rename that was said does not fit, or one is left that nobody is there to decide.
pub(super) fn decide(
    context: &Context,
    from: &Catalog,
    to: &Catalog,
    said: &Said,
) -> Result<Renames, Failure> {
    let mut renames = Renames::said(&said.renames, &said.no_renames, from, to)?;
    loop {
        // A table that was renamed shows which of its columns were.
        let open = guesses(from, to, &renames);
        let Some(guess) = open.first() else { return Ok(renames) };
        if !question::can_ask(context) {
            return Err(undecided(&open).into());
        }
        let decided = match question::choose(context, &asked(guess)) {
            Some(true) => &mut renames.confirmed,
            Some(false) => &mut renames.denied,
            None => return Err(undecided(&open).into()),
        };
        decided.push(guess.renamed.clone());
    }
}

fn asked(guess: &Guess) -> String {
    format!(
        "{} {} ({})",
        style::strong("Was"),
        style::strong(format!("{}?", guess.renamed)),
        guess.reasons.join(", ")
    )
}

fn undecided(open: &[Guess]) -> CliError {
    let reason = |guess: &Guess| format!("{} ({})", guess.renamed, guess.reasons.join(", "));
    let reasons: Vec<String> = open.iter().map(reason).collect();
    let texts: Vec<String> =
        open.iter().map(|guess| shell::quoted(&guess.renamed.as_said())).collect();
    let list = |option: &str| {
        let words: Vec<String> = texts.iter().map(|text| format!("{option} {text}")).collect();
        words.join(" ")
    };
    CliError::Undecided {
        code: "schema::perhaps_renamed",
        reason: format!("perhaps renamed: {}", reasons.join("; ")),
        advice: format!(
            "say which: `{}` where it is the same under another name, `{}` where one goes and \
             another comes",
            list("--rename"),
            list("--no-rename")
        ),
    }
}
