//! What scripts have beside the engine's own functions, one file for each subject.

pub(super) mod assertion;
pub(super) mod bounded;
pub(super) mod dates;
pub(super) mod dictionary;
pub(super) mod digest;
pub(super) mod encoding;
pub(super) mod ids;
pub(super) mod json;
pub(super) mod json_path;
mod json_read;
pub(super) mod regex;
pub(super) mod text;
