//! `sandshift policy schema`

use clap::Args;

use super::GOOD;
use crate::cli::{Answer, Context};
use crate::policy::grant::Grant;

/// Print the JSON Schema of a grant
///
/// Editors check a grant against it while it is written.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy schema > grant.schema.json")]
pub(crate) struct Schema {}

impl Schema {
    /// Prints it.
    ///
    /// # Errors
    ///
    /// None.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        context.output.json(&schemars::schema_for!(Grant));
        Ok(GOOD)
    }
}
