//! Lists the revision files of one or several folders.
//!
//! The order is by revision id and never by what the file system returns first. Only headers are
//! read, so a listing of ten thousand files costs little more than opening them.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use super::error::{Result, RevisionError};
use super::file::{Language, RevisionFile, is_header_alone, unreadable};
use super::foreign;
use super::layout::Layout;
use super::pins::Pins;

/// Fewer files than this are not worth a thread, whose start takes as long as reading some of them.
const FILES_PER_THREAD: usize = 200;

/// Everything found in the folders: good files and the faults of the others.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files whose header is good, by revision id and then by path; those of another tool by
    /// version.
    pub files: Vec<RevisionFile>,
    /// One error for each bad file or folder, by path.
    pub faults: Vec<RevisionError>,
}

/// Reads every revision header of the folders, going on after faults.
///
/// Hidden files, folders inside the folders and files with other extensions are ignored. A header
/// in a `.toml` file counts without its module, which may have to be built yet.
#[must_use]
pub fn scan<P: AsRef<Path>>(folders: &[P]) -> Listing {
    scan_own(folders, &Pins::default())
}

fn scan_own<P: AsRef<Path>>(folders: &[P], pins: &Pins) -> Listing {
    let mut listing = Listing::default();
    let mut paths = BTreeSet::new();
    for folder in folders {
        if let Err(fault) = collect_paths(folder.as_ref(), &mut paths) {
            listing.faults.push(fault);
        }
    }
    for opened in open_all(&paths.into_iter().collect::<Vec<_>>(), pins) {
        match opened {
            Ok(file) => listing.files.push(file),
            Err(fault) => listing.faults.push(fault),
        }
    }
    listing.files.sort_by(|a, b| (&a.header.revision, &a.path).cmp(&(&b.header.revision, &b.path)));
    listing
}

/// Reads every revision header of the folders, or fails with the first fault.
///
/// # Errors
///
/// A folder or file cannot be read, or a header is faulty.
pub fn list<P: AsRef<Path>>(folders: &[P]) -> Result<Vec<RevisionFile>> {
    list_as(folders, Layout::Sandshift)
}

/// As [`scan`], for folders of any layout.
#[must_use]
pub fn scan_as<P: AsRef<Path>>(folders: &[P], layout: Layout) -> Listing {
    scan_pinned(folders, layout, &Pins::default())
}

fn scan_pinned<P: AsRef<Path>>(folders: &[P], layout: Layout, pins: &Pins) -> Listing {
    foreign::scan(folders, layout, pins).unwrap_or_else(|| scan_own(folders, pins))
}

/// As [`list`], for folders of any layout.
///
/// # Errors
///
/// As [`list`].
pub fn list_as<P: AsRef<Path>>(folders: &[P], layout: Layout) -> Result<Vec<RevisionFile>> {
    list_pinned(folders, layout, &Pins::default())
}

/// As [`list_as`], for files that have to be what a lock names; each keeps that rule for later.
///
/// # Errors
///
/// As [`list`]; also when a file is not what is named, or is missing.
pub fn list_pinned<P: AsRef<Path>>(
    folders: &[P],
    layout: Layout,
    pins: &Pins,
) -> Result<Vec<RevisionFile>> {
    let listing = scan_pinned(folders, layout, pins);
    match listing.faults.into_iter().next() {
        Some(fault) => Err(fault),
        None => pins.all_taken(&listing.files).map(|()| listing.files),
    }
}

/// Opens all files, in the order of the paths; many of them on several threads.
fn open_all(paths: &[PathBuf], pins: &Pins) -> Vec<Result<RevisionFile>> {
    let open = |paths: &[PathBuf]| {
        paths.iter().map(|path| RevisionFile::open_pinned(path, pins)).collect()
    };
    let most = paths.len().div_ceil(FILES_PER_THREAD);
    // The system reads files to tell how many processors there are.
    let processors =
        if most < 2 { 1 } else { thread::available_parallelism().map_or(1, NonZeroUsize::get) };
    let threads = processors.min(most);
    if threads < 2 {
        return open(paths);
    }
    thread::scope(|scope| {
        let shares = paths.chunks(paths.len().div_ceil(threads));
        let workers: Vec<_> =
            shares.map(|share| (share, scope.spawn(move || -> Vec<_> { open(share) }))).collect();
        // A worker cannot fail; if one did, its share would be read here.
        let join = |(share, worker): (_, thread::ScopedJoinHandle<'_, _>)| {
            worker.join().unwrap_or_else(|_| open(share))
        };
        workers.into_iter().flat_map(join).collect()
    })
}

fn collect_paths(folder: &Path, paths: &mut BTreeSet<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let mut path = entry.path();
        let is_header = path.extension().is_some_and(|extension| extension == "toml");
        if (Language::of(&path).is_none() && !is_header) || is_hidden(&path) {
            continue;
        }
        let kind = entry.file_type().map_err(|source| unreadable(&path, source))?;
        if !(kind.is_file() || (kind.is_symlink() && path.is_file())) {
            continue;
        }
        if is_header {
            if !is_header_alone(&path) {
                continue;
            }
            // A module that has not been built yet: the revision is there, and only its run fails.
            path.set_extension("wasm");
        }
        paths.insert(path);
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
