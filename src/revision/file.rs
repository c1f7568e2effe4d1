//! One revision file: its header in memory, its source on disk until somebody asks.
//!
//! This file, `directory.rs`, `modules.rs` and `foreign` are the only ones of the module that read files.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::block::{self, Block, Search};
use super::checksum::Checksum;
use super::error::{Result, RevisionError};
use super::foreign::{self, Foreign};
use super::header::{self, Header};
use super::modules;
use super::pins::Pins;
use super::plan::Direction;
use crate::error::Place;

const FIRST_READ_BYTES: usize = 8 * 1024;
const HEADER_BYTES_MAX: usize = 256 * 1024;

/// The language of a revision, told by the extension of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// A rhai script, `.rhai`.
    Rhai,
    /// Plain SQL, `.sql`.
    Sql,
    /// A WebAssembly module, `.wasm`, with its header in a `.toml` of the same name.
    Wasm,
}

impl Language {
    /// Tells the language of a file; none when the extension is not one of ours.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "rhai" => Some(Self::Rhai),
            "sql" => Some(Self::Sql),
            "wasm" => Some(Self::Wasm),
            _ => None,
        }
    }

    /// The file extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rhai => "rhai",
            Self::Sql => "sql",
            Self::Wasm => "wasm",
        }
    }
}

/// A revision file whose header has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionFile {
    /// Where the script or module is, as the user named its folder.
    pub path: PathBuf,
    /// The language of the script or module.
    pub language: Language,
    /// What the file says about itself.
    pub header: Header,
    /// Where it comes from, when it is of another tool; the header was made up then.
    pub foreign: Option<Foreign>,
    /// How its files are read.
    pub pins: Pins,
    /// The text that the header was read from, where it stands in the file itself.
    pub(crate) header_text: Option<Box<str>>,
}

impl RevisionFile {
    /// Reads the header of a file and no more than that.
    ///
    /// # Errors
    ///
    /// The file cannot be read, its extension is not one of ours, or its header is faulty or
    /// contradicts the file name.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_pinned(path, &Pins::default())
    }

    /// As [`RevisionFile::open`], for a file that has to be what a lock names.
    ///
    /// # Errors
    ///
    /// As [`RevisionFile::open`]; also when the file is another one.
    pub(super) fn open_pinned(path: &Path, pins: &Pins) -> Result<Self> {
        let Some(language) = Language::of(path) else {
            return Err(RevisionError::HeaderMissing { file: path.to_path_buf() });
        };
        let (header_path, block) = match language {
            Language::Rhai | Language::Sql if pins.is_locked() => {
                (path.to_path_buf(), block_of(&pins.read(path)?, marker(language), path)?)
            }
            Language::Rhai | Language::Sql => {
                (path.to_path_buf(), read_block(path, marker(language))?)
            }
            Language::Wasm => read_neighbour(path, pins)?,
        };
        let header = header::parse_block(&block, &header_path)?;
        if !file_name_agrees(path, header.revision.as_str()) {
            return Err(RevisionError::FileName {
                file: path.to_path_buf(),
                revision: header.revision,
            });
        }
        let header_text = (language != Language::Wasm).then(|| block.text.into_boxed_str());
        let (path, pins) = (path.to_path_buf(), pins.clone());
        Ok(Self { path, language, header, foreign: None, pins, header_text })
    }

    /// The file that holds what a direction does.
    #[must_use]
    pub fn path_of(&self, direction: Direction) -> &Path {
        self.foreign.as_ref().map_or(&self.path, |foreign| &foreign.file(direction).0)
    }

    /// Reads the whole script or module; the files of another tool as one text in our own form.
    ///
    /// # Errors
    ///
    /// The file cannot be read; [`RevisionError::NotBuilt`] when it is a module that has a source
    /// and has not been built.
    pub fn read_source(&self) -> Result<Vec<u8>> {
        if let Some(foreign) = &self.foreign {
            return foreign::compose(self, foreign);
        }
        self.pins.read_raw(&self.path)?.map_err(|fault| {
            let (file, revision) = (self.path.clone(), self.header.revision.clone());
            match (fault.kind(), self.language, &self.header.source) {
                (ErrorKind::NotFound, Language::Wasm, Some(_)) => {
                    RevisionError::NotBuilt { file, revision }
                }
                (ErrorKind::NotFound, Language::Wasm, None) => {
                    RevisionError::ModuleMissing { file, revision }
                }
                _ => unreadable(&self.path, fault),
            }
        })
    }

    /// Makes sure that a source has the header that was read before, because a file can be replaced
    /// between the two readings.
    ///
    /// # Errors
    ///
    /// [`RevisionError::Swapped`] when it has another one.
    pub fn is_of_header(&self, source: &[u8]) -> Result<()> {
        // A module has its header elsewhere, and a foreign text was made with the header at hand.
        if self.foreign.is_some() || self.language == Language::Wasm {
            return Ok(());
        }
        let swapped = || RevisionError::Swapped { file: self.path.clone() };
        let again = block_of(source, marker(self.language), &self.path).map_err(|_| swapped())?;
        if self.header_text.as_deref() == Some(&*again.text) {
            return Ok(());
        }
        match header::parse_block(&again, &self.path) {
            Ok(header) if header == self.header => Ok(()),
            _ => Err(swapped()),
        }
    }

    /// Every file that says what the revision does, but for the modules that a script names.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        if let Some(foreign) = &self.foreign {
            return foreign.files();
        }
        match self.language {
            Language::Rhai | Language::Sql => vec![self.path.clone()],
            Language::Wasm => vec![self.path.with_extension("toml"), self.path.clone()],
        }
    }

    /// The folder with the source of a module, as the user named its parent.
    #[must_use]
    pub fn source_folder(&self) -> Option<PathBuf> {
        let source = self.header.source.as_ref()?;
        Some(self.path.parent().unwrap_or(Path::new("")).join(source))
    }

    /// Reads the whole script or module and computes the checksum of its meaning.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn checksum(&self) -> Result<Checksum> {
        self.checksum_of(&self.read_source()?)
    }

    /// Computes the checksum of the meaning of the script or module, whose source has been read.
    ///
    /// # Errors
    ///
    /// A module that a script uses cannot be read.
    pub fn checksum_of(&self, source: &[u8]) -> Result<Checksum> {
        let modules = match self.language {
            Language::Rhai => modules::used_by(source, &self.path, &self.pins)?,
            Language::Sql | Language::Wasm => Vec::new(),
        };
        Ok(Checksum::of(&self.header, self.language, source, &modules))
    }
}

fn file_name_agrees(path: &Path, revision: &str) -> bool {
    path.file_stem()
        .and_then(|stem| stem.to_str())
        .and_then(|stem| stem.strip_prefix(revision))
        .is_some_and(|slug| slug.is_empty() || slug.starts_with('_'))
}

/// What the lines of a header begin with.
fn marker(language: Language) -> &'static str {
    match language {
        Language::Rhai => "//!",
        Language::Sql | Language::Wasm => "--!",
    }
}

/// The header in the bytes of a whole file.
fn block_of(bytes: &[u8], marker: &str, path: &Path) -> Result<Block> {
    match block::search(bytes, marker, true) {
        Search::Found(block) => Ok(block),
        Search::NotUtf8(line) => Err(not_utf8(path, line)),
        Search::Absent | Search::Unfinished => {
            Err(RevisionError::HeaderMissing { file: path.to_path_buf() })
        }
    }
}

/// Reads no further than the header goes.
fn read_block(path: &Path, marker: &str) -> Result<Block> {
    let mut file = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut bytes = vec![0; FIRST_READ_BYTES];
    let mut length = 0;
    loop {
        let read = match file.read(&mut bytes[length..]) {
            Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
            read => read.map_err(|source| unreadable(path, source))?,
        };
        length += read;
        match block::search(&bytes[..length], marker, read == 0) {
            Search::Found(block) => return Ok(block),
            Search::Absent => {
                return Err(RevisionError::HeaderMissing { file: path.to_path_buf() });
            }
            Search::NotUtf8(line) => return Err(not_utf8(path, line)),
            Search::Unfinished if length >= HEADER_BYTES_MAX => {
                return Err(RevisionError::HeaderTooLong {
                    file: path.to_path_buf(),
                    limit_bytes: HEADER_BYTES_MAX,
                });
            }
            Search::Unfinished if length == bytes.len() => bytes.resize(2 * length, 0),
            Search::Unfinished => {}
        }
    }
}

fn read_neighbour(module: &Path, pins: &Pins) -> Result<(PathBuf, Block)> {
    let path = module.with_extension("toml");
    let bytes = match pins.read_raw(&path)? {
        Ok(bytes) => bytes,
        Err(fault) if fault.kind() == ErrorKind::NotFound => {
            return Err(RevisionError::HeaderMissing { file: module.to_path_buf() });
        }
        Err(source) => return Err(unreadable(&path, source)),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok((path, Block::whole(text))),
        Err(fault) => {
            let good = &fault.as_bytes()[..fault.utf8_error().valid_up_to()];
            let lines = good.iter().filter(|&&byte| byte == b'\n').count();
            let line = u32::try_from(lines + 1).unwrap_or(u32::MAX);
            Err(not_utf8(&path, line))
        }
    }
}

/// Whether a `.toml` file without a module is the header of one: whether it names a revision.
///
/// Other programs keep files of this kind too. One that cannot be read is said to be a header when
/// it looks like one, so that a slip does not make a revision disappear.
pub(super) fn is_header_alone(path: &Path) -> bool {
    if path.with_extension("wasm").exists() {
        return false;
    }
    fs::read_to_string(path).is_ok_and(|text| match text.parse::<toml::Table>() {
        Ok(table) => table.contains_key("revision"),
        Err(_) => text.lines().any(|line| line.trim_start().starts_with("revision")),
    })
}

fn not_utf8(path: &Path, line: u32) -> RevisionError {
    RevisionError::HeaderNotUtf8 {
        place: Place { file: Some(path.to_path_buf()), line: Some(line), column: None },
    }
}

pub(super) fn unreadable(path: &Path, source: std::io::Error) -> RevisionError {
    RevisionError::Unreadable { file: path.to_path_buf(), source }
}
