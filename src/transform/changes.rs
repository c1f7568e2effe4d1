//! What a transform is going to write, kept aside while the table is still being read.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::Row;
use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

/// Changes up to this many bytes stay in memory; more go to a temporary file.
const MEMORY_BYTES: usize = 8 << 20;

/// What becomes of one row.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Change {
    /// Another table that a row comes into; none for rows of the transform's own.
    pub(super) into: Option<ObjectName>,
    /// Its key; empty for a row that comes.
    pub(super) key: Row,
    /// The columns that change; none when the row goes.
    pub(super) columns: Option<Vec<Ident>>,
    /// Their values.
    pub(super) values: Row,
}

/// Rows that change in the same columns.
#[derive(Debug)]
pub(super) struct Batch {
    /// Another table that they come into.
    pub(super) into: Option<ObjectName>,
    /// The columns; none when the rows go.
    pub(super) columns: Option<Vec<Ident>>,
    /// The rows: the key, then the values.
    pub(super) rows: Vec<Row>,
}

/// All changes of one transform, in the order of their rows.
pub(super) struct Changes {
    file: BufReader<SpooledTempFile>,
    batch_rows: usize,
    read_ahead: VecDeque<Change>,
}

impl Changes {
    pub(super) fn new(batch_rows: u32) -> Self {
        let file = BufReader::new(SpooledTempFile::new(MEMORY_BYTES));
        let batch_rows = batch_rows.clamp(1, 100_000) as usize;
        Self { file, batch_rows, read_ahead: VecDeque::new() }
    }

    pub(super) fn keep(&mut self, change: &Change) -> io::Result<()> {
        let file = self.file.get_mut();
        serde_json::to_writer(&mut *file, change)?;
        file.write_all(b"\n")?;
        Ok(())
    }

    /// Goes back to the first change; nothing is kept after this.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0)).map(|_| ())
    }

    /// The next rows that change in the same columns; none at the end.
    pub(super) fn next_batch(&mut self) -> io::Result<Option<Batch>> {
        let Some(first) = self.next()? else { return Ok(None) };
        let (into, columns) = (first.into.clone(), first.columns.clone());
        let mut batch = Batch { into, columns, rows: vec![whole(first)] };
        while batch.rows.len() < self.batch_rows {
            match self.next()? {
                Some(change)
                    if (&change.into, &change.columns) == (&batch.into, &batch.columns) =>
                {
                    batch.rows.push(whole(change));
                }
                Some(change) => {
                    self.read_ahead.push_back(change);
                    break;
                }
                None => break,
            }
        }
        Ok(Some(batch))
    }

    fn next(&mut self) -> io::Result<Option<Change>> {
        if let Some(change) = self.read_ahead.pop_front() {
            return Ok(Some(change));
        }
        let mut line = String::new();
        if self.file.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&line)?))
    }
}

fn whole(change: Change) -> Row {
    let mut row = change.key;
    row.extend(change.values);
    row
}
