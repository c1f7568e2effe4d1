//! What can be wrong with `sandshift.toml`.

use std::path::PathBuf;

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// A fault of the settings file, with its place.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub(crate) enum SettingsError {
    #[error("`{}` cannot be read: {source}", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("the settings are not valid TOML: {message}")]
    Syntax { place: Place, message: String },
    #[error("the settings have the unknown key `{key}`")]
    UnknownKey { place: Place, key: String, nearest: Option<String>, known: String },
    #[error("`{key}` must be {expected}, not {found}")]
    WrongType { place: Place, key: String, expected: &'static str, found: &'static str },
    #[error("`{key}` must be {expected}, not `{found}`")]
    WrongValue { place: Place, key: String, expected: &'static str, found: String },
    #[error("the environment variable `{name}` is not set, and `{key}` needs it")]
    VariableNotSet { place: Place, key: String, name: String },
    #[error("`{text}` in `{key}` is no variable")]
    VariableSyntax { place: Place, key: String, text: String },
    #[error("there is no environment `{name}` in the settings")]
    UnknownEnvironment { place: Place, name: String, nearest: Option<String>, known: Vec<String> },
    #[error("no database is named")]
    NoUrl { place: Place, environment: Option<String> },
    #[error("`--env {environment}` and DATABASE_URL name different databases")]
    TwoDatabases { environment: String },
}

impl Coded for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "settings::unreadable",
            Self::Syntax { .. } => "settings::syntax",
            Self::UnknownKey { .. } => "settings::unknown_key",
            Self::WrongType { .. } => "settings::wrong_type",
            Self::WrongValue { .. } => "settings::wrong_value",
            Self::VariableNotSet { .. } => "settings::variable_not_set",
            Self::VariableSyntax { .. } => "settings::variable_syntax",
            Self::UnknownEnvironment { .. } => "settings::unknown_environment",
            Self::NoUrl { .. } => "settings::no_url",
            Self::TwoDatabases { .. } => "settings::two_databases",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Project
    }

    fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Unreadable { .. } => return None,
            Self::Syntax { .. } => "see `docs/settings.md` for a complete example".into(),
            Self::UnknownKey { nearest: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownKey { known, .. } => format!("known keys: {known}"),
            Self::WrongType { expected, .. } | Self::WrongValue { expected, .. } => {
                format!("write {expected}")
            }
            Self::VariableNotSet { name, .. } => {
                format!("set it (`export {name}=…`), or give a default: `${{{name}:-…}}`")
            }
            Self::VariableSyntax { .. } => {
                "write `${NAME}` or `${NAME:-default}`, and `$$` for a dollar sign".into()
            }
            Self::UnknownEnvironment { nearest: Some(near), .. } => {
                format!("did you mean `{near}`?")
            }
            Self::UnknownEnvironment { known, .. } if known.is_empty() => {
                "add a table such as `[env.dev]` with a `url` to sandshift.toml".into()
            }
            Self::UnknownEnvironment { known, .. } => {
                format!("known environments: {}", known.join(", "))
            }
            Self::NoUrl { environment, .. } => format!(
                "pass `--url sqlite:dev.db`, set DATABASE_URL, or write `url = \"sqlite:dev.db\"` \
                 below `[env.{}]` in sandshift.toml",
                environment.as_deref().unwrap_or("dev")
            ),
            Self::TwoDatabases { .. } => {
                "unset DATABASE_URL, leave `--env` out, or say which one with `--url`".into()
            }
        };
        Some(text)
    }

    fn place(&self) -> Place {
        match self {
            Self::Unreadable { file, .. } => Place { file: Some(file.clone()), ..Place::default() },
            Self::Syntax { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::WrongType { place, .. }
            | Self::WrongValue { place, .. }
            | Self::VariableNotSet { place, .. }
            | Self::VariableSyntax { place, .. }
            | Self::UnknownEnvironment { place, .. }
            | Self::NoUrl { place, .. } => place.clone(),
            Self::TwoDatabases { .. } => Place::default(),
        }
    }
}
