//! Where a project declares its schema.

use std::fs;
use std::path::{Path, PathBuf};

use super::command;
use super::error::SchemaError;
use crate::cli::CliError;
use crate::cli::failure::Failure;
use crate::cli::project::Project;
use crate::cli::settings::SchemaSource;
use crate::clock::Clock;
use crate::schema::declared::Declared;

/// The files that declare a schema where the settings name nothing.
const FILES: [&str; 2] = ["schema.rhai", "schema.sql"];

/// Reads what the project declares; a command is run for it.
///
/// # Errors
///
/// Nothing is declared, or more than one thing; the file cannot be read, or the command fails.
pub(super) fn read(project: &Project, dialect: &str, clock: Clock) -> Result<Declared, Failure> {
    match &project.settings.schema.source {
        Some(SchemaSource::Command(words)) => {
            let timeout = project.settings.schema.command_timeout;
            let text = command::output(words, &project.folder, dialect, timeout, clock)?;
            Ok(Declared::Printed { command: command::name(words), text })
        }
        Some(SchemaSource::File(file)) => of_file(project.folder.join(file)),
        None => of_file(found(&project.folder)?),
    }
}

/// The one file that is there.
fn found(folder: &Path) -> Result<PathBuf, SchemaError> {
    let files = FILES.map(|name| folder.join(name));
    match files.each_ref().map(|file| file.is_file()) {
        [true, true] => Err(SchemaError::TwoFiles { files: files.to_vec() }),
        [true, false] => Ok(files[0].clone()),
        [false, true] => Ok(files[1].clone()),
        [false, false] => Err(SchemaError::NotDeclared),
    }
}

fn of_file(file: PathBuf) -> Result<Declared, Failure> {
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            return Err(SchemaError::NoFile { file }.into());
        }
        Err(fault) => return Err(CliError::file(&file, "read")(fault).into()),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(SchemaError::NotText { what: format!("`{}`", file.display()) }.into());
    };
    // An editor of another system may have put a mark before the text.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(match file.extension() {
        Some(ending) if ending == "rhai" => Declared::Script { file, text },
        _ => Declared::Sql { file, text },
    })
}
