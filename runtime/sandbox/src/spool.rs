//! Rows on their way from the host to a guest: in memory up to a few megabytes, then in an unnamed
//! temporary file, so that the guest may use the host while it walks them.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use sandshift_model::query::Row;
use tempfile::SpooledTempFile;

use crate::cells;
use crate::error::{Fault, GuestError, HostError, Resource};

/// Bytes kept in memory before a file is made.
const MEMORY_BYTES: usize = 4 << 20;

/// Bytes kept where no file can be made.
pub(crate) const FILELESS_BYTES: usize = 256 << 20;

/// Bytes of a row's length.
const LENGTH: usize = 8;

/// This process cannot make files.
static FILELESS: AtomicBool = AtomicBool::new(false);

/// From now on no file is made in this process.
pub(crate) fn without_files() {
    FILELESS.store(true, Relaxed);
}

/// Rows being written.
pub(crate) struct Spool {
    file: SpooledTempFile,
    names: Vec<String>,
    rows: u64,
    bytes: usize,
    buffer: Vec<u8>,
}

/// Rows being read back.
pub(crate) struct Rows {
    file: BufReader<SpooledTempFile>,
    names: Vec<String>,
    left: u64,
    buffer: Vec<u8>,
}

impl Spool {
    pub(crate) fn new() -> Self {
        let most = if FILELESS.load(Relaxed) { usize::MAX } else { MEMORY_BYTES };
        let file = SpooledTempFile::new(most);
        Self { file, names: Vec::new(), rows: 0, bytes: 0, buffer: Vec::new() }
    }

    pub(crate) fn write(&mut self, names: &[String], row: &Row) -> Result<(), GuestError> {
        if self.rows == 0 {
            self.names = names.to_vec();
        }
        self.rows += 1;
        self.buffer.clear();
        self.buffer.extend([0; LENGTH]);
        row.iter().for_each(|value| cells::encode(value, &mut self.buffer));
        let length = (self.buffer.len() - LENGTH) as u64;
        self.buffer[..LENGTH].copy_from_slice(&length.to_le_bytes());
        self.bytes += self.buffer.len();
        if self.bytes > FILELESS_BYTES && FILELESS.load(Relaxed) {
            let limit =
                format!("{FILELESS_BYTES} bytes of rows that are walked in a process of its own");
            let (resource, origin) = (Resource::Memory, Default::default());
            return Err(GuestError::Limit { resource, limit, origin });
        }
        self.file.write_all(&self.buffer).map_err(|error| failed(&error))
    }

    pub(crate) fn read(mut self) -> Result<Rows, GuestError> {
        self.file.seek(SeekFrom::Start(0)).map_err(|error| failed(&error))?;
        let (names, left, buffer) = (self.names, self.rows, self.buffer);
        Ok(Rows { file: BufReader::new(self.file), names, left, buffer })
    }
}

impl Rows {
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn next_row(&mut self) -> Result<Option<Row>, GuestError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.row().map(Some).map_err(|error| failed(&error))
    }

    fn row(&mut self) -> io::Result<Row> {
        let mut length = [0; LENGTH];
        self.file.read_exact(&mut length)?;
        // It was the length of a buffer in this process.
        self.buffer.resize(u64::from_le_bytes(length) as usize, 0);
        self.file.read_exact(&mut self.buffer)?;
        let mut bytes = &self.buffer[..];
        (0..self.names.len()).map(|_| cells::decode(&mut bytes)).collect()
    }
}

fn failed(error: &io::Error) -> GuestError {
    let message = format!("the temporary file for rows failed: {error}");
    GuestError::Host { error: HostError::new(Fault::Fatal, message), origin: Default::default() }
}
