//! The file in which the tables of the last reading are kept, one on a line. It is a cache: whatever is
//! wrong with it, it is as if the table were not there.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sandshift_model::table::Table;
use sha2::{Digest, Sha256};

use super::key::Key;

/// The first line.
const HEADING: &str = "sandshift known tables 1\n";

/// What a line may take; a table has less, and something else is no file of ours.
const MOST_LINE_BYTES: u64 = 16 << 20;

/// What was found in the file.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The tables that were looked for, by their numbers.
    pub(super) tables: HashMap<usize, Table>,
    /// How many there are of all.
    pub(super) kept: usize,
}

/// Reads those of the tables whose keys are wanted.
pub(super) fn read(file: &Path, keys: &[Key]) -> Found {
    let mut found = Found::default();
    // A part of it is as good as the whole.
    let _ = try_read(file, keys, &mut found);
    found
}

fn try_read(file: &Path, keys: &[Key], found: &mut Found) -> io::Result<()> {
    let numbers: HashMap<&str, usize> =
        keys.iter().enumerate().map(|(number, key)| (key.as_str(), number)).collect();
    let mut lines = BufReader::new(File::open(file)?);
    let mut line = String::new();
    let mut next = |line: &mut String| {
        line.clear();
        lines.by_ref().take(MOST_LINE_BYTES).read_line(line)
    };
    next(&mut line)?;
    if line != HEADING {
        return Ok(());
    }
    while next(&mut line)? > 0 {
        found.kept += 1;
        let Some((number, table)) = table(&line, &numbers) else { continue };
        found.tables.insert(number, table);
    }
    Ok(())
}

/// The table of a line, when it is wanted and its digest is right.
fn table(line: &str, numbers: &HashMap<&str, usize>) -> Option<(usize, Table)> {
    let (key, rest) = line.strip_suffix('\n')?.split_once(' ')?;
    let number = numbers.get(key)?;
    let (digest, text) = rest.split_once(' ')?;
    if digest != seal(key, text) {
        return None;
    }
    Some((*number, serde_json::from_str(text).ok()?))
}

/// Keeps these tables and no others; that this may fail costs only time in the next run.
pub(super) fn write<'t>(file: &Path, tables: impl Iterator<Item = (&'t Key, &'t Table)>) {
    let _ = try_write(file, tables);
}

fn try_write<'t>(
    file: &Path,
    tables: impl Iterator<Item = (&'t Key, &'t Table)>,
) -> io::Result<()> {
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    private_folder(&folder)?;
    // Under another name first: a reader, or a crash, never sees half of it.
    let mut new = tempfile::Builder::new().prefix("new-").tempfile_in(&folder)?;
    let mut lines = BufWriter::new(&mut new);
    lines.write_all(HEADING.as_bytes())?;
    for (key, table) in tables {
        let text = serde_json::to_string(table)?;
        // What would come back as something else is not kept.
        if serde_json::from_str::<Table>(&text).is_ok_and(|again| again == *table) {
            writeln!(lines, "{key} {} {text}", seal(key, &text))?;
        }
    }
    lines.flush()?;
    drop(lines);
    new.persist(file)?;
    Ok(())
}

/// Enough of a digest to tell a damaged line.
fn seal(key: &str, text: &str) -> String {
    hex::encode(&Sha256::new().chain_update(key).chain_update(text).finalize()[..8])
}

/// Makes a folder that nobody else looks into: schemas are nobody else's business.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
