//! dbmate: `0001_name.sql` with `-- migrate:up` and `-- migrate:down`, each with options behind it.

use std::path::PathBuf;

use super::super::error::Result;
use super::super::pins::Pins;
use super::section::{self, Section, Sections};
use super::{ForeignError, Found, Gathered, Version, name, words};

pub(super) fn gather(entries: &[PathBuf]) -> Gathered {
    let found = |path: &PathBuf| {
        let stem = name(path).strip_suffix(".sql")?;
        let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
        let version = Version::read(&stem[..digits])?;
        let name = words(&stem[digits..]);
        Some(Ok(Found { version, name, up: path.clone(), down: None, pins: Pins::default() }))
    };
    entries.iter().filter_map(found).collect()
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    let text = section::text(&found.up, &found.pins)?;
    let mut up: Option<(Section, bool)> = None;
    let mut down: Option<(Section, bool)> = None;
    let mut current: Option<&mut (Section, bool)> = None;
    for (line, content) in (1_u32..).zip(text.split_inclusive('\n')) {
        if let Some(mark) = Mark::of(content) {
            let section = Section { line: line + 1, text: String::new() };
            let place = if mark.is_up { &mut up } else { &mut down };
            current = Some(place.insert((section, mark.transaction)));
        } else if let Some((section, _)) = &mut current {
            section.text.push_str(content);
        }
    }
    let (up, up_transaction) =
        up.ok_or_else(|| ForeignError::NoMigrateUp { file: found.up.clone() })?;
    let down_transaction = down.as_ref().is_none_or(|(_, transaction)| *transaction);
    let down = down.map(|(section, _)| section);
    Ok(Sections { up, down, transaction: up_transaction && down_transaction })
}

struct Mark {
    is_up: bool,
    transaction: bool,
}

impl Mark {
    fn of(line: &str) -> Option<Self> {
        let mut words = line.trim().strip_prefix("--")?.split_whitespace();
        let is_up = match words.next()? {
            "migrate:up" => true,
            "migrate:down" => false,
            _ => return None,
        };
        Some(Self { is_up, transaction: !words.any(|word| word == "transaction:false") })
    }
}
