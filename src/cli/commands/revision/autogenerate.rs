//! `sandshift revision --autogenerate`

use std::path::{Path, PathBuf};

use serde_json::json;

use super::made::{described, say_made};
use super::{Form, NewRevisionFile, created};
use crate::cli::comparison::Compared;
use crate::cli::error::CliError;
use crate::cli::failure::Failure;
use crate::cli::new_file::create;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Context, template};
use crate::report::{difference, style};
use crate::revision::{Draft, Language};
use crate::schema::step::Difference;

impl NewRevisionFile {
    /// Writes what differs as a migration; none when nothing does.
    ///
    /// # Errors
    ///
    /// The sides cannot be compared, a rename or a loss is not decided, or the file cannot be written.
    pub(super) fn generate(
        &self,
        context: &Context,
        project: &Project,
        draft: &Draft,
        folder: &Path,
    ) -> Result<Option<PathBuf>, Failure> {
        let language = match self.lang {
            None => project.settings.language,
            Some(Form::Rhai) => Language::Rhai,
            Some(Form::Sql) => Language::Sql,
            Some(Form::Rust | Form::C | Form::Js | Form::Python) => {
                return Err(CliError::usage(
                    "a module cannot be generated from a difference",
                    "generate `--lang rhai` or `--lang sql`",
                )
                .into());
            }
        };
        let compared = self.comparing.compare(context, project)?;
        if compared.up.is_empty() {
            say_nothing(context);
            return Ok(None);
        }
        refuse_remarks_alone(&compared.up)?;
        if !self.allow_destructive {
            refuse_losses(&compared.up)?;
        }
        let body = body(&compared, language)?;
        let text = template::with_body(draft, &self.message, &created(context), language, &body);
        let file = folder.join(draft.file_name(&self.message, language));
        create(&file, &text)?;
        self.show_generated(context, draft, &compared.up, &file);
        Ok(Some(file))
    }

    fn show_generated(&self, context: &Context, draft: &Draft, up: &Difference, file: &Path) {
        let output = &context.output;
        match output.format {
            Format::Human => output.line(&file.display().to_string()),
            Format::Json => {
                let mut value = described(draft, &self.message, file);
                value["steps"] = difference::json(up);
                output.json(&value);
            }
        }
        say_made(context, draft);
        difference::lines(up).iter().for_each(|line| output.say(&format!("  {line}")));
        let looks: usize = up.steps.iter().map(|step| step.remarks.len()).sum();
        if looks > 0 {
            output.say(&format!(
                "{} its comments say where a person has to decide",
                style::warning("Look at it:")
            ));
        }
        output.say(&format!(
            "{} read it, look at its SQL with `sandshift run --dry-run`, then `sandshift run`",
            style::strong("Next:"),
        ));
    }
}

fn body(compared: &Compared, language: Language) -> Result<String, Failure> {
    let down = compared.down()?;
    let ways = compared.ways(&down);
    Ok(match language {
        Language::Sql => ways.sql()?,
        Language::Rhai | Language::Wasm => ways.rhai(),
    })
}

fn say_nothing(context: &Context) {
    if context.output.format == Format::Json {
        context.output.json(&json!({ "revision": null, "file": null, "steps": [] }));
    }
    context.output.say("Nothing differs from the declared schema; no migration was written.");
}

/// A migration that does nothing would only seem to end the difference.
fn refuse_remarks_alone(up: &Difference) -> Result<(), CliError> {
    if up.steps.iter().any(|step| !step.acts.is_empty()) {
        return Ok(());
    }
    let remarks: Vec<&str> =
        up.steps.iter().flat_map(|step| &step.remarks).map(String::as_str).collect();
    Err(CliError::ByHand { remarks: remarks.join(" ") })
}

fn refuse_losses(up: &Difference) -> Result<(), CliError> {
    let losses: Vec<&str> = up.losses().filter_map(|step| step.loss.as_deref()).collect();
    if losses.is_empty() {
        return Ok(());
    }
    Err(CliError::Undecided {
        code: "schema::destructive",
        reason: format!("the migration would lose data: {}", losses.join("; ")),
        advice: "pass `--allow-destructive` to write it all the same, `--rename OLD=NEW` where \
                 something only got another name, or correct the declared schema"
            .to_owned(),
    })
}
