//! `sandshift diff`

use clap::Args;
use serde_json::json;

use crate::cli::comparison::Comparing;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::error::Kind;
use crate::report::{difference, style};

/// Show what differs between the database and the declared schema
///
/// Prints what `revision --autogenerate` would write, in words, and writes nothing. What is declared is
/// made in an empty scratch database and read back, so that the engine itself spells both sides.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift diff
  sandshift diff --from-migrations
  sandshift diff --rename persons.name=full_name
  sandshift diff --exit-code && echo the same")]
pub(crate) struct Diff {
    #[command(flatten)]
    comparing: Comparing,

    /// Exit with 1 when something differs
    #[arg(long)]
    exit_code: bool,
}

impl Diff {
    /// Compares.
    ///
    /// # Errors
    ///
    /// As [`Comparing::compare`].
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let compared = self.comparing.compare(context, &project)?;
        let output = &context.output;
        match output.format {
            Format::Json => output.json(&json!({
                "differs": !compared.up.is_empty(),
                "steps": difference::json(&compared.up),
            })),
            Format::Human => difference::lines(&compared.up).iter().for_each(|l| output.line(l)),
        }
        if compared.up.is_empty() {
            output.say("Nothing differs from the declared schema.");
            return Ok(Ending::Good);
        }
        output
            .say(&format!("{} sandshift revision --autogenerate -m \"…\"", style::strong("Next:")));
        Ok(if self.exit_code { Ending::Found(Kind::No) } else { Ending::Good })
    }
}
