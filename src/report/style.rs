//! The few colours of the command, each named for what it marks.

use owo_colors::OwoColorize;

/// A revision id, made safe for a terminal.
#[must_use]
pub fn id(text: impl AsRef<str>) -> String {
    super::escape::escape(text.as_ref()).yellow().to_string()
}

/// A word beside the point.
#[must_use]
pub fn dim(text: impl AsRef<str>) -> String {
    text.as_ref().dimmed().to_string()
}

/// A heading.
#[must_use]
pub fn strong(text: impl AsRef<str>) -> String {
    text.as_ref().bold().to_string()
}

/// Something that went well.
#[must_use]
pub fn good(text: impl AsRef<str>) -> String {
    text.as_ref().green().to_string()
}

/// Something that asks for attention.
#[must_use]
pub fn warning(text: impl AsRef<str>) -> String {
    text.as_ref().yellow().bold().to_string()
}

/// Something that failed.
#[must_use]
pub fn bad(text: impl AsRef<str>) -> String {
    text.as_ref().red().bold().to_string()
}

/// A name of a branch, or another tag of a revision, made safe for a terminal.
#[must_use]
pub fn tag(text: impl AsRef<str>) -> String {
    super::escape::escape(text.as_ref()).cyan().to_string()
}
