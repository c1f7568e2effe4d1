//! `sandshift check`

use clap::Args;
use serde_json::{Value, json};

use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::schema::{self, ScratchOption};
use crate::cli::{Answer, Context, Ending};
use crate::error::Kind;
use crate::report::escape::escape;
use crate::report::style;
use crate::schema::diff::diff;
use crate::schema::renames::Renames;
use crate::schema::step::{Act, Difference, Step};

/// Check that the migrations lead to the declared schema
///
/// Runs all migrations on an empty scratch database, makes the declared schema in another one, and
/// compares the two. The database of the project is asked for its version and nothing else; that of an
/// SQLite project is not even opened. The exit code is 1 when something is missing.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift check
  sandshift check --json
  sandshift check --scratch-url postgres://app@localhost/empty")]
pub(crate) struct Check {
    #[command(flatten)]
    scratch: ScratchOption,
}

impl Check {
    /// Checks.
    ///
    /// # Errors
    ///
    /// It cannot be found out; what is missing is the result.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let lent = self.scratch.url(context, &project, &environment);
        let mut engine = schema::engine(context, &project, &environment)?;
        let (engine, lent) = (&mut *engine, lent.as_deref());
        let made = schema::migrated(context, &project, &environment, engine, lent)?;
        let wanted = schema::declared(context, &project, &environment, engine, lent, &made)?;
        let difference = diff(&made, &wanted, engine.dialect(), &Renames::default())?;
        show(context, &difference);
        let is_good = difference.is_empty();
        Ok(if is_good { Ending::Good } else { Ending::Found(Kind::No) })
    }
}

fn show(context: &Context, difference: &Difference) {
    let output = &context.output;
    if output.format == Format::Json {
        let steps: Vec<Value> = difference.steps.iter().map(to_json).collect();
        output.json(&json!({ "matches": difference.is_empty(), "missing": steps }));
        return;
    }
    for step in &difference.steps {
        output.line(&format!("{} {}", style::warning("missing"), escape(&words(step).join("; "))));
        if let Some(loss) = &step.loss {
            output.line(&format!("  {} {}", style::bad("loses"), escape(loss)));
        }
        for remark in &step.remarks {
            output.line(&format!("  {}", style::dim(escape(remark))));
        }
    }
    output.say(&match difference.steps.len() {
        0 => format!("{} the migrations lead to the declared schema", style::good("Good:")),
        _ => format!("{} sandshift revision --autogenerate -m \"…\"", style::strong("Next:")),
    });
}

/// A step in words.
fn words(step: &Step) -> Vec<String> {
    let act = |act: &Act| match act {
        Act::Operation(operation) => operation.describe(),
        Act::NoNulls { table, column } => format!("check that `{table}.{column}` holds no NULL"),
    };
    step.acts.iter().map(act).collect()
}

fn to_json(step: &Step) -> Value {
    json!({ "operations": words(step), "remarks": step.remarks, "loss": step.loss })
}
