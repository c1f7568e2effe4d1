//! Rows on their way from the host to a guest: in memory up to a few megabytes, then in an unnamed
//! temporary file, so that the guest may use the host while it walks them.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use sandshift_model::query::Row;
use sandshift_model::value::Value;
use tempfile::SpooledTempFile;

use crate::error::{Fault, GuestError, HostError};

/// Bytes kept in memory before a file is made.
const MEMORY_BYTES: usize = 4 << 20;

/// Rows being written.
pub(crate) struct Spool {
    file: SpooledTempFile,
    names: Vec<String>,
    rows: u64,
    buffer: Vec<u8>,
}

/// Rows being read back.
pub(crate) struct Rows {
    file: BufReader<SpooledTempFile>,
    names: Vec<String>,
    left: u64,
}

impl Spool {
    pub(crate) fn new() -> Self {
        let file = SpooledTempFile::new(MEMORY_BYTES);
        Self { file, names: Vec::new(), rows: 0, buffer: Vec::new() }
    }

    pub(crate) fn write(&mut self, names: &[String], row: &Row) -> Result<(), GuestError> {
        if self.rows == 0 {
            self.names = names.to_vec();
        }
        self.rows += 1;
        self.buffer.clear();
        row.iter().for_each(|value| encode(value, &mut self.buffer));
        self.file.write_all(&self.buffer).map_err(|error| failed(&error))
    }

    pub(crate) fn read(mut self) -> Result<Rows, GuestError> {
        self.file.seek(SeekFrom::Start(0)).map_err(|error| failed(&error))?;
        Ok(Rows { file: BufReader::new(self.file), names: self.names, left: self.rows })
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
        let values = (0..self.names.len()).map(|_| decode(&mut self.file));
        values.collect::<io::Result<Row>>().map(Some).map_err(|error| failed(&error))
    }
}

fn failed(error: &io::Error) -> GuestError {
    let message = format!("the temporary file for rows failed: {error}");
    GuestError::Host { error: HostError::new(Fault::Fatal, message), origin: Default::default() }
}

/// One byte for the kind, then a fixed number of bytes, or a length and as many bytes. JSON
/// would lose `NaN` and the infinities.
fn encode(value: &Value, to: &mut Vec<u8>) {
    let mut sized = |tag: u8, bytes: &[u8]| {
        to.push(tag);
        to.extend((bytes.len() as u64).to_le_bytes());
        to.extend(bytes);
    };
    match value {
        Value::Null => to.push(0),
        Value::Bool(truth) => to.extend([1, u8::from(*truth)]),
        Value::Int(number) => {
            to.push(2);
            to.extend(number.to_le_bytes());
        }
        Value::Uint(number) => {
            to.push(3);
            to.extend(number.to_le_bytes());
        }
        Value::Real(number) => {
            to.push(4);
            to.extend(number.to_bits().to_le_bytes());
        }
        Value::Decimal(text) => sized(5, text.as_bytes()),
        Value::Text(text) => sized(6, text.as_bytes()),
        Value::Bytes(bytes) => sized(7, bytes),
        Value::Json(text) => sized(8, text.as_bytes()),
        Value::Date(text) => sized(9, text.as_bytes()),
        Value::Time(text) => sized(10, text.as_bytes()),
        Value::Timestamp(text) => sized(11, text.as_bytes()),
        Value::TimestampTz(text) => sized(12, text.as_bytes()),
        Value::Uuid(text) => sized(13, text.as_bytes()),
        Value::Other(text) => sized(14, text.as_bytes()),
    }
}

fn decode(from: &mut impl Read) -> io::Result<Value> {
    let [tag] = array(from)?;
    Ok(match tag {
        0 => Value::Null,
        1 => Value::Bool(array::<1>(from)? == [1]),
        2 => Value::Int(i64::from_le_bytes(array(from)?)),
        3 => Value::Uint(u64::from_le_bytes(array(from)?)),
        4 => Value::Real(f64::from_bits(u64::from_le_bytes(array(from)?))),
        5 => Value::Decimal(text(from)?),
        6 => Value::Text(text(from)?),
        7 => Value::Bytes(bytes(from)?),
        8 => Value::Json(text(from)?),
        9 => Value::Date(text(from)?),
        10 => Value::Time(text(from)?),
        11 => Value::Timestamp(text(from)?),
        12 => Value::TimestampTz(text(from)?),
        13 => Value::Uuid(text(from)?),
        14 => Value::Other(text(from)?),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    })
}

fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = u64::from_le_bytes(array(from)?);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(from: &mut impl Read) -> io::Result<String> {
    String::from_utf8(bytes(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
}
