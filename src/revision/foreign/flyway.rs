//! Flyway: `V1.2__name.sql`, `U1.2__name.sql`, and settings of one file in a `.conf` beside it.

use std::path::{Path, PathBuf};

use super::super::error::Result;
use super::section::{self, Section, Sections, place};
use super::{ForeignError, Found, Gathered, Half, Version, name, pairs, words};

/// Where Flyway calls a script of its own accord.
const CALLBACKS: [&str; 4] = ["before", "after", "createSchema", "beforeEach"];

pub(super) fn gather(entries: &[PathBuf]) -> Gathered {
    let (mut halves, mut faults): (_, Gathered) = (Vec::new(), Vec::new());
    for path in entries {
        let Some(stem) = name(path).strip_suffix(".sql") else { continue };
        if let Some((what, advice)) = unsupported(stem) {
            let file = path.clone();
            faults.push(Err(ForeignError::Unsupported { file, what, advice }.into()));
            continue;
        }
        let half = match stem.as_bytes().first() {
            Some(b'V') => Half::Up,
            Some(b'U') => Half::Down,
            _ => continue,
        };
        let (version, rest) = stem[1..].split_once("__").unwrap_or((&stem[1..], ""));
        match Version::read(version).filter(|_| !version.contains('-')) {
            Some(version) => halves.push((version, words(rest), half, path.clone())),
            None => {
                let (file, form) = (path.clone(), "V1__name.sql");
                faults.push(Err(ForeignError::NoVersion { file, form }.into()));
            }
        }
    }
    faults.into_iter().chain(pairs(halves)).collect()
}

fn unsupported(stem: &str) -> Option<(&'static str, &'static str)> {
    if stem.starts_with("R__") {
        let advice = "make a revision of it each time that it changes, or keep it elsewhere";
        return Some(("a repeatable migration of Flyway", advice));
    }
    if stem.starts_with('B') && stem.contains("__") {
        let advice = "move it away: the versions that it sums up are read themselves";
        return Some(("a baseline migration of Flyway", advice));
    }
    if CALLBACKS.iter().any(|callback| stem.starts_with(callback)) {
        return Some(("a callback of Flyway", "move it away, and put what it does into a version"));
    }
    None
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    let files = std::iter::once(&found.up).chain(&found.down);
    let mut stays_out = false;
    for file in files {
        stays_out |= is_false(found, file, "executeInTransaction")?;
    }
    let sections = section::pair(found, |section| !stays_out && !section.forbids_transaction())?;
    for (path, section) in sections.each(found) {
        if !is_false(found, path, "placeholderReplacement")? {
            refuse_placeholders(path, section)?;
        }
    }
    Ok(sections)
}

/// Tells whether the settings of a script switch something off.
fn is_false(found: &Found, script: &Path, key: &str) -> Result<bool> {
    let bytes = found.pins.read_if_there(&settings(script))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut pairs = text.lines().filter_map(|line| line.split_once('='));
    Ok(pairs.any(|(name, value)| name.trim() == key && value.trim() == "false"))
}

/// The file with the settings of a script.
pub(super) fn settings(script: &Path) -> PathBuf {
    let mut settings = script.as_os_str().to_owned();
    settings.push(".conf");
    PathBuf::from(settings)
}

fn refuse_placeholders(file: &Path, section: &Section) -> Result<()> {
    for (line, content) in (section.line..).zip(section.text.lines()) {
        if let Some(name) = placeholder(content) {
            let (place, name) = (place(file, line), name.to_owned());
            return Err(ForeignError::Placeholder { place, name }.into());
        }
    }
    Ok(())
}

fn placeholder(line: &str) -> Option<&str> {
    let start = line.find("${")?;
    let end = start + line[start..].find('}')? + 1;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    let name = &line[start + 2..end - 1];
    (!name.is_empty() && name.chars().all(is_name)).then_some(&line[start..end])
}
