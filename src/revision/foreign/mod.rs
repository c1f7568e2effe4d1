//! Folders of plain SQL that other tools keep, read as revisions of ours.
//!
//! A foreign folder is a line: each version stands on the one before it, in the order of the numbers.
//! The files of one version become one text in our own form, in memory (`compose.rs`), so that
//! journal, checksum and rollback know nothing of where it came from. Places in errors are those of
//! the user's files.

mod compose;
mod dbmate;
mod diesel;
mod error;
mod flyway;
mod golang_migrate;
mod section;
mod sqlx;
mod version;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) use compose::compose;
pub use error::ForeignError;
use section::{Section, Sections};
pub use version::Version;

use super::directory::Listing;
use super::error::{Result, RevisionError};
use super::file::{Language, RevisionFile, unreadable};
use super::header::Header;
use super::id::RevisionId;
use super::layout::Layout;
use super::pins::Pins;
use super::plan::Direction;

/// Where a revision of a foreign folder comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The layout of its folder.
    pub layout: Layout,
    /// Its version, as its tool reads it.
    pub version: Version,
    /// The file that says what goes up, and the line on which it begins, from 1.
    pub up: (PathBuf, u32),
    /// The file that says what goes down, if one does.
    pub down: Option<(PathBuf, u32)>,
}

impl Foreign {
    /// The files of the version, with those of its settings where it has some.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let scripts = [Some(&self.up), self.down.as_ref()];
        let mut files: Vec<PathBuf> =
            scripts.into_iter().flatten().map(|(file, _)| file.clone()).collect();
        files.dedup();
        let settings: Vec<PathBuf> = match self.layout {
            Layout::Flyway => files.iter().map(|file| flyway::settings(file)).collect(),
            Layout::Diesel => vec![self.up.0.with_file_name(diesel::METADATA)],
            Layout::Sandshift | Layout::Sqlx | Layout::GolangMigrate | Layout::Dbmate => Vec::new(),
        };
        files.extend(settings.into_iter().filter(|file| file.exists()));
        files
    }

    /// The file of a direction; that of the way up where there is no way down.
    #[must_use]
    pub fn file(&self, direction: Direction) -> &(PathBuf, u32) {
        match (direction, &self.down) {
            (Direction::Down, Some(down)) => down,
            _ => &self.up,
        }
    }
}

/// The files of one version, found by their names.
#[derive(Debug, Clone)]
struct Found {
    version: Version,
    /// What it does, in the words of its file name.
    name: String,
    up: PathBuf,
    down: Option<PathBuf>,
    /// How the files are read.
    pins: Pins,
}

/// What a layout finds in a folder: versions, and what it refuses.
type Gathered = Vec<Result<Found>>;

/// How one tool lays its folder out.
struct Rules {
    /// Finds the versions among the entries of a folder, which are sorted by name.
    gather: fn(&[PathBuf]) -> Gathered,
    /// Reads what goes up and down.
    read: fn(&Found) -> Result<Sections>,
}

impl Rules {
    fn of(layout: Layout) -> Option<Self> {
        match layout {
            Layout::Sandshift => None,
            Layout::Sqlx => Some(Self { gather: sqlx::gather, read: sqlx::read }),
            Layout::Flyway => Some(Self { gather: flyway::gather, read: flyway::read }),
            Layout::GolangMigrate => {
                Some(Self { gather: golang_migrate::gather, read: golang_migrate::read })
            }
            Layout::Dbmate => Some(Self { gather: dbmate::gather, read: dbmate::read }),
            Layout::Diesel => Some(Self { gather: diesel::gather, read: diesel::read }),
        }
    }
}

/// Reads the folders of a foreign layout, going on after faults; none when the layout is ours.
pub(super) fn scan(folders: &[impl AsRef<Path>], layout: Layout, pins: &Pins) -> Option<Listing> {
    let rules = Rules::of(layout)?;
    let mut listing = Listing::default();
    let mut found = Vec::new();
    for folder in folders {
        match entries(folder.as_ref()) {
            Err(fault) => listing.faults.push(fault),
            Ok(entries) => {
                for one in (rules.gather)(&entries) {
                    match one {
                        Ok(one) => found.push(Found { pins: pins.clone(), ..one }),
                        Err(fault) => listing.faults.push(fault),
                    }
                }
            }
        }
    }
    found.sort_by(|a, b| (&a.version, &a.up).cmp(&(&b.version, &b.up)));
    for same in found.chunk_by(|a, b| a.version == b.version).filter(|same| same.len() > 1) {
        let files = same.iter().map(|one| one.up.clone()).collect();
        let version = same[0].version.as_str().to_owned();
        listing.faults.push(ForeignError::SameVersion { version, files }.into());
    }
    found.dedup_by(|a, b| a.version == b.version);
    let mut parent = None;
    for one in found {
        match revision(&one, layout, &rules, parent.clone()) {
            Ok(file) => {
                parent = Some(file.header.revision.clone());
                listing.files.push(file);
            }
            Err(fault) => {
                // The next one keeps its place behind this one, which is there, though faulty.
                parent = one.version.as_str().parse().ok().or(parent);
                listing.faults.push(fault);
            }
        }
    }
    Some(listing)
}

/// Reads what goes up and down in a revision, anew.
fn sections(file: &RevisionFile, foreign: &Foreign) -> Result<Sections> {
    let found = Found {
        version: foreign.version.clone(),
        name: file.header.message.clone(),
        up: foreign.up.0.clone(),
        down: foreign.down.as_ref().map(|(path, _)| path.clone()),
        pins: file.pins.clone(),
    };
    // A revision of ours is never foreign.
    match Rules::of(foreign.layout) {
        Some(rules) => (rules.read)(&found),
        None => section::pair(&found, |_| true),
    }
}

fn revision(
    found: &Found,
    layout: Layout,
    rules: &Rules,
    parent: Option<RevisionId>,
) -> Result<RevisionFile> {
    let sections = (rules.read)(found)?;
    for (path, section) in sections.each(found) {
        section.refuse_markers(path)?;
    }
    let revision: RevisionId = found.version.as_str().parse().map_err(|fault| {
        RevisionError::IllegalNewName { text: found.version.as_str().to_owned(), fault }
    })?;
    let down = sections
        .down
        .as_ref()
        .map(|down| (found.down.clone().unwrap_or_else(|| found.up.clone()), down.line));
    let file_name = found.up.file_name().map(|name| name.to_string_lossy().into_owned());
    let header = Header {
        irreversible: down
            .is_none()
            .then(|| format!("`{}` has no way down", file_name.unwrap_or_default())),
        transaction: sections.transaction,
        ..Header::plain(revision, parent.into_iter().collect(), found.name.clone())
    };
    Ok(RevisionFile {
        path: found.up.clone(),
        language: Language::Sql,
        header,
        foreign: Some(Foreign {
            layout,
            version: found.version.clone(),
            up: (found.up.clone(), sections.up.line),
            down,
        }),
        pins: found.pins.clone(),
        header_text: None,
    })
}

/// What lies directly in a folder, but for hidden files, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// The name of an entry; empty where it is no text, which no tool reads.
fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// What a revision does, from the part of a file name behind the version.
fn words(name: &str) -> String {
    name.replace('_', " ").trim().to_owned()
}

/// The way up or the way down, by the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Up,
    Down,
}

/// The files that share a version.
#[derive(Debug, Default)]
struct Same {
    ups: Vec<(String, PathBuf)>,
    downs: Vec<PathBuf>,
}

/// Joins the files that share a version.
fn pairs(halves: Vec<(Version, String, Half, PathBuf)>) -> Gathered {
    let mut by_version: BTreeMap<Version, Same> = BTreeMap::new();
    for (version, name, half, path) in halves {
        let same = by_version.entry(version).or_default();
        match half {
            Half::Up => same.ups.push((name, path)),
            Half::Down => same.downs.push(path),
        }
    }
    by_version.into_iter().map(|(version, same)| same.join(version)).collect()
}

impl Same {
    /// One file that goes up, and at most one that goes down.
    fn join(mut self, version: Version) -> Result<Found> {
        let several = |files: Vec<PathBuf>| {
            let version = version.as_str().to_owned();
            Err(ForeignError::SameVersion { version, files }.into())
        };
        if self.downs.len() > 1 {
            return several(self.downs);
        }
        if self.ups.len() > 1 {
            return several(self.ups.into_iter().map(|(_, path)| path).collect());
        }
        let down = self.downs.pop();
        match (self.ups.pop(), down) {
            (Some((name, up)), down) => {
                Ok(Found { version, name, up, down, pins: Pins::default() })
            }
            (None, down) => Err(ForeignError::NoUp { file: down.unwrap_or_default() }.into()),
        }
    }
}
