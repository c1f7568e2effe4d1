//! The table `[schema]`: what declares the schema, and what of a database is looked at.

use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

use super::document::{Result, Table};
use super::error::SettingsError;

/// How long a command that prints the schema may take, unless told otherwise.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// What the table `[schema]` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SchemaSettings {
    /// What declares the schema; none when nothing is named.
    pub source: Option<SchemaSource>,
    /// Patterns of what is looked at; everything when there is none.
    pub include: Vec<String>,
    /// Patterns of what is not looked at.
    pub exclude: Vec<String>,
    /// How long a command may take.
    pub command_timeout: Duration,
}

/// What declares the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SchemaSource {
    /// A file, relative to the file of the settings.
    File(PathBuf),
    /// A command that prints it, run in the folder of the settings.
    Command(Words),
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    /// One text for the shell.
    Shell(String),
    /// A program and its arguments.
    Direct(Vec<String>),
}

impl Default for SchemaSettings {
    fn default() -> Self {
        let (include, exclude) = (Vec::new(), Vec::new());
        Self { source: None, include, exclude, command_timeout: COMMAND_TIMEOUT }
    }
}

/// Reads the table.
pub(super) fn read(table: &Table<'_>) -> Result<SchemaSettings> {
    table.allow(&["file", "command", "include", "exclude", "command_timeout"])?;
    let mut settings = SchemaSettings::default();
    let file = table.text("file")?;
    let command = words(table)?;
    settings.source = match (file, command) {
        (Some(file), Some(_)) => {
            return Err(SettingsError::WrongValue {
                place: file.place,
                key: file.key,
                expected: "left out beside `command`: one of them declares the schema",
                found: file.text,
            });
        }
        (Some(file), None) if !is_schema_file(&file.text) => {
            return Err(SettingsError::WrongValue {
                place: file.place,
                key: file.key,
                expected: "a file whose name ends with `.sql` or `.rhai`",
                found: file.text,
            });
        }
        (Some(file), None) => Some(SchemaSource::File(PathBuf::from(file.text))),
        (None, command) => command.map(SchemaSource::Command),
    };
    settings.include = table.texts("include")?.unwrap_or_default();
    settings.exclude = table.texts("exclude")?.unwrap_or_default();
    settings.command_timeout = table.duration("command_timeout")?.unwrap_or(COMMAND_TIMEOUT);
    Ok(settings)
}

fn is_schema_file(name: &str) -> bool {
    [".sql", ".rhai"].iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}

fn words(table: &Table<'_>) -> Result<Option<Words>> {
    let Some(value) = table.entries.get("command") else { return Ok(None) };
    let wanted = "a text for the shell, or an array of a program and its arguments";
    match value.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => {
            Ok(Some(Words::Shell(text.as_ref().to_owned())))
        }
        DeValue::Array(items) if !items.is_empty() => {
            Ok(table.texts("command")?.map(Words::Direct))
        }
        _ => Err(table.wrong_type("command", wanted, value)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cli::settings::parse;

    fn schema(text: &str) -> Result<SchemaSettings> {
        parse(Path::new("s.toml"), text).map(|settings| settings.schema)
    }

    #[test]
    fn a_schema_is_a_file_or_a_command() {
        assert_eq!(schema("").unwrap(), SchemaSettings::default());
        let file = schema("[schema]\nfile = \"db/schema.sql\"\nexclude = [\"tmp_*\"]\n").unwrap();
        assert_eq!(file.source, Some(SchemaSource::File("db/schema.sql".into())));
        assert_eq!(file.exclude, ["tmp_*"]);
        let shell = schema("[schema]\ncommand = \"python ddl.py\"\ncommand_timeout = \"5s\"\n");
        let shell = shell.unwrap();
        let words = Words::Shell("python ddl.py".to_owned());
        assert_eq!(shell.source, Some(SchemaSource::Command(words)));
        assert_eq!(shell.command_timeout, Duration::from_secs(5));
        let direct = schema("[schema]\ncommand = [\"python\", \"a b.py\"]\n").unwrap();
        let words = Words::Direct(vec!["python".to_owned(), "a b.py".to_owned()]);
        assert_eq!(direct.source, Some(SchemaSource::Command(words)));
    }

    #[test]
    fn what_is_neither_is_refused_at_its_place() {
        for text in [
            "[schema]\nfile = \"schema.txt\"\n",
            "[schema]\ncommand = []\n",
            "[schema]\ncommand = 7\n",
            "[schema]\nfile = \"a.sql\"\ncommand = \"x\"\n",
            "[schema]\ninclude = [7]\n",
            "[schema]\nfiles = \"a.sql\"\n",
        ] {
            assert!(schema(text).is_err(), "{text}");
        }
    }
}
