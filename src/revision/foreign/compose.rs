//! A foreign version as one text in our own form.

use super::super::error::Result;
use super::super::file::RevisionFile;
use super::super::header_text;
use super::{Foreign, Section, sections};

/// Writes the files of a version as one file of ours: header, `-- +up`, `-- +down`.
///
/// This text is what the journal keeps, and what a conversion writes.
///
/// # Errors
///
/// A file cannot be read, or is no longer what its tool would take.
pub(in super::super) fn compose(file: &RevisionFile, foreign: &Foreign) -> Result<Vec<u8>> {
    let sections = sections(file, foreign)?;
    let mut text = header_text::of(&file.header, "--!");
    let mut part = |marker: &str, section: &Section| {
        text.push_str(marker);
        let body = if sections.transaction { section.unframed() } else { section.text.clone() };
        text.push_str(&body);
        if !body.is_empty() && !body.ends_with('\n') {
            text.push('\n');
        }
    };
    part("\n-- +up\n", &sections.up);
    if let Some(down) = &sections.down {
        part("\n-- +down\n", down);
    }
    Ok(text.into_bytes())
}
