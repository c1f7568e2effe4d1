//! What goes over the pipe, piece by piece: a head in words and a tail of bytes, with their lengths before them.

use std::io::{self, ErrorKind, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Bytes of one frame at most.
pub(super) const MOST_BYTES: u32 = 512 << 20;

/// What is set aside for a frame before its bytes are there, whatever its length says.
const TRUSTED_BYTES: usize = 1 << 20;

/// The length of the whole and the length of the head.
const LENGTHS: usize = 8;

/// A frame that was read.
#[derive(Debug)]
pub(super) struct Frame<T> {
    pub(super) head: T,
    pub(super) tail: Vec<u8>,
}

/// Why a frame cannot be read.
#[derive(Debug, Error)]
pub(super) enum FrameError {
    #[error("a frame of {0} bytes is longer than {MOST_BYTES}")]
    TooLong(u32),
    /// Whoever writes has ended in the middle of it.
    #[error("a frame ends before its end")]
    Cut,
    #[error("the head of a frame is longer than the frame")]
    Head,
    #[error("a frame cannot be understood: {0}")]
    Words(serde_json::Error),
    #[error("{0}")]
    Io(io::Error),
}

/// The bytes of a frame before its tail, which comes right behind them.
///
/// # Errors
///
/// The frame is too long, or the head has no words.
pub(super) fn head(head: &impl Serialize, tail: &[u8]) -> Result<Vec<u8>, FrameError> {
    let mut bytes = vec![0; LENGTHS];
    serde_json::to_writer(&mut bytes, head).map_err(FrameError::Words)?;
    let head = bytes.len() - LENGTHS;
    let whole = u32::try_from(head + tail.len()).unwrap_or(u32::MAX);
    if whole > MOST_BYTES {
        return Err(FrameError::TooLong(whole));
    }
    bytes[..4].copy_from_slice(&whole.to_le_bytes());
    // The head is no longer than the whole.
    bytes[4..LENGTHS].copy_from_slice(&(head as u32).to_le_bytes());
    Ok(bytes)
}

/// Reads one frame; none at the end of the pipe.
///
/// # Errors
///
/// [`FrameError`]; nothing that comes behind can then be read.
pub(super) fn read<T: DeserializeOwned>(
    from: &mut impl Read,
) -> Result<Option<Frame<T>>, FrameError> {
    let Some((whole, head)) = lengths(from)? else { return Ok(None) };
    if whole > MOST_BYTES {
        return Err(FrameError::TooLong(whole));
    }
    let (whole, head) = (whole as usize, head as usize);
    if head > whole {
        return Err(FrameError::Head);
    }
    let words = exactly(head, from)?;
    let tail = exactly(whole - head, from)?;
    let head = serde_json::from_slice(&words).map_err(FrameError::Words)?;
    Ok(Some(Frame { head, tail }))
}

fn exactly(count: usize, from: &mut impl Read) -> Result<Vec<u8>, FrameError> {
    let mut bytes = Vec::with_capacity(count.min(TRUSTED_BYTES));
    from.take(count as u64).read_to_end(&mut bytes).map_err(FrameError::Io)?;
    match bytes.len() == count {
        true => Ok(bytes),
        false => Err(FrameError::Cut),
    }
}

fn lengths(from: &mut impl Read) -> Result<Option<(u32, u32)>, FrameError> {
    let mut bytes = [0; LENGTHS];
    let mut filled = 0;
    while filled < LENGTHS {
        match from.read(&mut bytes[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(FrameError::Cut),
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(FrameError::Io(error)),
        }
    }
    let [a, b, c, d, e, f, g, h] = bytes;
    Ok(Some((u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may stop where it fails")]
mod tests {
    use proptest::prelude::*;

    use super::super::wire::{FromChild, ToChild};
    use super::*;

    /// Reads all that there is; what is kept of it is never more than what came.
    fn read_all<T: DeserializeOwned>(mut bytes: &[u8]) -> usize {
        let (came, mut kept) = (bytes.len(), 0);
        while let Ok(Some(frame)) = read::<T>(&mut bytes) {
            kept += frame.tail.len();
        }
        assert!(kept <= came);
        kept
    }

    proptest! {
        #[test]
        fn fuzz_any_bytes_are_read_by_both_sides_without_a_panic(bytes: Vec<u8>) {
            read_all::<ToChild>(&bytes);
            read_all::<FromChild>(&bytes);
        }

        #[test]
        fn fuzz_any_text_in_a_frame_is_read_by_both_sides_without_a_panic(
            head in r#"\{?"?(Asked|Ended|Judged|Reply|Compiled|Rows)"?:?[\[\]{}":,a-zA-Z0-9]{0,40}"#,
            tail: Vec<u8>,
            cut in 0..100_usize,
        ) {
            let mut bytes = ((head.len() + tail.len()) as u32).to_le_bytes().to_vec();
            bytes.extend((head.len() as u32).to_le_bytes());
            bytes.extend(head.as_bytes());
            bytes.extend(tail);
            bytes.truncate(bytes.len().saturating_sub(cut / 4));
            read_all::<ToChild>(&bytes);
            read_all::<FromChild>(&bytes);
        }

        #[test]
        fn fuzz_a_frame_comes_back_as_it_went(words: Vec<String>, tail: Vec<u8>) {
            let mut bytes = super::head(&words, &tail).unwrap();
            bytes.extend(&tail);
            let frame = read::<Vec<String>>(&mut &bytes[..]).unwrap().unwrap();
            prop_assert_eq!((frame.head, frame.tail), (words, tail));
        }
    }

    #[test]
    fn a_length_alone_sets_nothing_aside() {
        let mut bytes = MOST_BYTES.to_le_bytes().to_vec();
        bytes.extend([0; 4]);
        assert!(matches!(read::<FromChild>(&mut &bytes[..]), Err(FrameError::Cut)));
        bytes[..4].copy_from_slice(&(MOST_BYTES + 1).to_le_bytes());
        assert!(matches!(read::<FromChild>(&mut &bytes[..]), Err(FrameError::TooLong(_))));
        bytes[..4].copy_from_slice(&1_u32.to_le_bytes());
        bytes[4..].copy_from_slice(&2_u32.to_le_bytes());
        assert!(matches!(read::<FromChild>(&mut &bytes[..]), Err(FrameError::Head)));
    }
}
