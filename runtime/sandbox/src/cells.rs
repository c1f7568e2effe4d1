//! Values as bytes, for temporary files and for pipes.

use std::io::{self, Read};

use sandshift_model::value::Value;

/// What is set aside for a text before its bytes are there, whatever its length says.
const TRUSTED_BYTES: usize = 64 << 10;

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
pub(crate) fn decode(from: &mut impl Read) -> io::Result<Value> {
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

/// Reads a fixed number of bytes.
pub(crate) fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads bytes back that have their length before them.
pub(crate) fn bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = u64::from_le_bytes(array(from)?);
    let few = usize::try_from(length).ok().filter(|few| *few <= TRUSTED_BYTES);
    if let Some(few) = few {
        let mut bytes = vec![0; few];
        from.read_exact(&mut bytes)?;
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(TRUSTED_BYTES);
    from.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Reads a text back that has its length before it.
pub(crate) fn text(from: &mut impl Read) -> io::Result<String> {
    String::from_utf8(bytes(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
}
