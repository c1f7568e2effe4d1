//! Hexadecimal, base64, and bytes as text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use rhai::{Blob, Dynamic};

use super::super::call::Call;
use super::super::errors::thrown;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] = &[
    method("hex_encode(data)", |call| Ok(hex(&call.blob(0, "the data")?).into())),
    method("hex_decode(text)", hex_decode),
    method("base64_encode(data)", |call| Ok(STANDARD.encode(call.blob(0, "the data")?).into())),
    method("base64_decode(text)", base64_decode),
    method("base64url_encode(data)", |call| {
        Ok(URL_SAFE_NO_PAD.encode(call.blob(0, "the data")?).into())
    }),
    method("base64url_decode(text)", base64url_decode),
    method("bytes_of(text)", |call| Ok(Dynamic::from_blob(call.text(0, "the text")?.into_bytes()))),
    method("text_of(bytes)", text_of),
];

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(digits).collect()
}

fn hex_decode(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Option<Vec<u8>> = text.as_bytes().iter().map(digit).collect();
    match digits {
        Some(digits) if digits.len().is_multiple_of(2) => {
            let bytes: Blob = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
            Ok(Dynamic::from_blob(bytes))
        }
        _ => Err(thrown("the text is no hexadecimal")),
    }
}

fn base64_decode(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('='));
    bytes.map(Dynamic::from_blob).map_err(|_| thrown("the text is no base64"))
}

fn base64url_decode(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    bytes.map(Dynamic::from_blob).map_err(|_| thrown("the text is no base64url"))
}

fn text_of(call: &mut Call<'_>) -> Answer {
    let bytes = call.blob(0, "the bytes")?;
    String::from_utf8(bytes).map(Into::into).map_err(|_| thrown("the bytes are no UTF-8 text"))
}
