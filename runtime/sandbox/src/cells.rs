//! Values as bytes, for temporary files and for pipes.

use std::io::{self, ErrorKind};

use sandshift_model::value::Value;

/// The room of texts up to this length is used again.
const KEPT_BYTES: usize = 256;

/// One byte for the kind, then a fixed number of bytes, or a length and as many bytes. JSON
/// would lose `NaN` and the infinities.
pub(crate) fn encode(value: &Value, to: &mut Vec<u8>) {
    let mut sized = |tag: u8, bytes: &[u8]| {
        to.push(tag);
        encode_bytes(bytes, to);
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

/// Adds a length and as many bytes.
pub(crate) fn encode_bytes(bytes: &[u8], to: &mut Vec<u8>) {
    to.extend((bytes.len() as u64).to_le_bytes());
    to.extend(bytes);
}

/// Reads one value back.
pub(crate) fn decode(from: &mut &[u8]) -> io::Result<Value> {
    read(from, str::to_owned)
}

/// Reads one value back over one that is not needed any more, whose room it takes where it can.
pub(crate) fn decode_over(from: &mut &[u8], value: &mut Value) -> io::Result<()> {
    let mut room = room(value);
    *value = read(from, |text| {
        room.push_str(text);
        room
    })?;
    Ok(())
}

fn read(from: &mut &[u8], own: impl FnOnce(&str) -> String) -> io::Result<Value> {
    let [tag] = array(from)?;
    Ok(match tag {
        0 => Value::Null,
        1 => Value::Bool(array::<1>(from)? == [1]),
        2 => Value::Int(i64::from_le_bytes(array(from)?)),
        3 => Value::Uint(u64::from_le_bytes(array(from)?)),
        4 => Value::Real(f64::from_bits(u64::from_le_bytes(array(from)?))),
        5 => Value::Decimal(own(text(from)?)),
        6 => Value::Text(own(text(from)?)),
        7 => Value::Bytes(bytes(from)?.to_vec()),
        8 => Value::Json(own(text(from)?)),
        9 => Value::Date(own(text(from)?)),
        10 => Value::Time(own(text(from)?)),
        11 => Value::Timestamp(own(text(from)?)),
        12 => Value::TimestampTz(own(text(from)?)),
        13 => Value::Uuid(own(text(from)?)),
        14 => Value::Other(own(text(from)?)),
        _ => return Err(ErrorKind::InvalidData.into()),
    })
}

/// Reads a fixed number of bytes.
pub(crate) fn array<const N: usize>(from: &mut &[u8]) -> io::Result<[u8; N]> {
    let (bytes, rest) = from.split_first_chunk().ok_or(ErrorKind::UnexpectedEof)?;
    *from = rest;
    Ok(*bytes)
}

/// Reads a text back that has its length before it.
pub(crate) fn text<'b>(from: &mut &'b [u8]) -> io::Result<&'b str> {
    std::str::from_utf8(bytes(from)?).map_err(|_| ErrorKind::InvalidData.into())
}

fn bytes<'b>(from: &mut &'b [u8]) -> io::Result<&'b [u8]> {
    let length = usize::try_from(u64::from_le_bytes(array(from)?)).unwrap_or(usize::MAX);
    let (bytes, rest) = from.split_at_checked(length).ok_or(ErrorKind::UnexpectedEof)?;
    *from = rest;
    Ok(bytes)
}

/// Takes the room of a text that is not needed any more. That of a long one is given back, or else each
/// value that is read over would end as large as the largest.
fn room(value: &mut Value) -> String {
    match value {
        Value::Decimal(text)
        | Value::Text(text)
        | Value::Json(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Timestamp(text)
        | Value::TimestampTz(text)
        | Value::Uuid(text)
        | Value::Other(text)
            if text.capacity() <= KEPT_BYTES =>
        {
            text.clear();
            std::mem::take(text)
        }
        _ => String::new(),
    }
}
