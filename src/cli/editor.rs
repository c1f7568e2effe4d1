//! Opens a file in the editor of the person.

use std::path::Path;
use std::process::Command;

use super::error::CliError;

/// Opens `$VISUAL`, or else `$EDITOR`, and waits for its end.
///
/// The variable may hold options behind the program, as in `code --wait`.
///
/// # Errors
///
/// No editor is set, or it cannot be started, or it fails.
pub(super) fn open(file: &Path) -> Result<(), CliError> {
    let set = |name: &str| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    let Some(editor) = set("VISUAL").or_else(|| set("EDITOR")) else {
        return Err(CliError::NoEditor { file: file.to_path_buf() });
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let failed = |reason: String| CliError::Program {
        program: editor.clone(),
        reason,
        advice: Some(format!(
            "correct `VISUAL` or `EDITOR`, or open `{}` yourself",
            file.display()
        )),
    };
    let status = Command::new(program)
        .args(words)
        .arg(file)
        .status()
        .map_err(|fault| failed(fault.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(status.to_string())) }
}
