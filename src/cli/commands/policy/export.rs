//! `sandshift policy export`

use clap::{Args, ValueEnum};

use super::{GOOD, grant_of};
use crate::cli::project::Project;
use crate::cli::{Answer, Context};
use crate::policy::export;

/// Write a grant for another policy engine
///
/// `json` and `opa` are data: the grant as it is, and as a document for `data.sandshift` with one rule for each thing
/// that is allowed or denied. `cedar` is a policy set in the words of Cedar: a `permit` or `forbid` for each.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy export --format opa > data.json
  sandshift policy export --format cedar > acme.cedar")]
pub(crate) struct Export {
    /// For whom
    #[arg(long, value_enum, default_value = "json")]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// The grant as it is
    Json,
    /// A document for Open Policy Agent
    Opa,
    /// Policies for Cedar
    Cedar,
}

impl Export {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// There is no grant.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let file = grant_of(&project)?;
        match self.format {
            Form::Json => context.output.json(&file.grant),
            Form::Opa => context.output.json(&export::opa(&file)),
            Form::Cedar => context.output.verbatim(&export::cedar(&file.grant)),
        }
        Ok(GOOD)
    }
}
