//! Opens the database of a command, after saying which one it is.

use super::failure::Failure;
use super::project::Project;
use super::settings::{Environment, UrlSource};
use super::{CliError, Context, secrets};
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::backend::open::{self, DIALECTS, Purpose};
use crate::report::escape::escape;
use crate::report::style;

/// Says which database is meant, and opens it.
///
/// # Errors
///
/// No database is named, or it does not open.
pub(super) fn connect(
    context: &Context,
    project: &Project,
    environment: &Environment,
    purpose: Purpose,
) -> Result<Box<dyn Connection>, Failure> {
    let Some((url, source)) = &environment.url else {
        return Err(project.settings.no_url(environment.name.as_deref()).into());
    };
    let from = match (source, &environment.name) {
        (UrlSource::Option, _) => "--url".to_owned(),
        (UrlSource::Variable, _) => "DATABASE_URL".to_owned(),
        (UrlSource::Settings, Some(name)) => format!("environment {}", escape(name)),
        (UrlSource::Settings, None) => "sandshift.toml".to_owned(),
    };
    context.output.say(&format!(
        "{} {} {}",
        style::strong("Database:"),
        escape(&secrets::redact(url)),
        style::dim(format!("({from})"))
    ));
    Ok(open::open(url, purpose)?)
}

/// The dialect for a dry run without a database: the one that is named, or that of the URL.
///
/// # Errors
///
/// The name means no dialect, or there is neither a name nor a URL.
pub(super) fn dialect(
    named: Option<&str>,
    environment: &Environment,
) -> Result<&'static dyn Dialect, Failure> {
    let known = || DIALECTS.iter().map(|dialect| dialect.name()).collect::<Vec<_>>().join(", ");
    let name = match (named, &environment.url) {
        (Some(name), _) => name,
        (None, Some((url, _))) => url.split(':').next().unwrap_or_default(),
        (None, None) => {
            let advice = format!("name one of: {}", known());
            return Err(CliError::usage("`--offline` needs a `--dialect`", advice).into());
        }
    };
    open::dialect(name).ok_or_else(|| {
        CliError::usage(
            format!("there is no dialect `{name}`"),
            format!("name one of: {}", known()),
        )
        .into()
    })
}
