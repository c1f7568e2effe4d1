//! What clients of PostgreSQL and MariaDB send, cut into messages.

/// The language that a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Postgres,
    MySql,
}

/// A message of a client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// The server does something and answers: neither a part of the login, nor the farewell, nor what
    /// only prepares for another message.
    pub(crate) is_request: bool,
}

/// Cuts the bytes of one connection.
#[derive(Debug)]
pub(crate) struct Frames {
    wire: Wire,
    pending: Vec<u8>,
    /// The first messages of a client of PostgreSQL have no letter in front.
    has_started: bool,
    /// What belongs together in the extended protocol of PostgreSQL carries something out.
    executes: bool,
}

/// The version of the protocol, in place of which a client may ask for encryption first.
const VERSION_3: u32 = 196_608;

impl Frames {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { wire, pending: Vec::new(), has_started: false, executes: false }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next message that is complete.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        match self.wire {
            Wire::Postgres if !self.has_started => {
                let length = u32::from_be_bytes(*self.pending.first_chunk()?);
                let bytes = self.take(length)?;
                let code = u32::from_be_bytes(*bytes.get(4..)?.first_chunk()?);
                self.has_started = code == VERSION_3;
                Some(Frame { bytes, is_request: false })
            }
            // A query, or the end of what belongs together in the extended protocol and does more than prepare.
            Wire::Postgres => {
                let [letter, length @ ..] = *self.pending.first_chunk::<5>()?;
                let bytes = self.take(u32::from_be_bytes(length) + 1)?;
                self.executes |= letter == b'E';
                let is_request = letter == b'Q' || (letter == b'S' && self.executes);
                self.executes &= letter != b'S';
                Some(Frame { bytes, is_request })
            }
            // Commands begin a count of packets; the first one is to end the session.
            Wire::MySql => {
                let [a, b, c, sequence] = *self.pending.first_chunk()?;
                let bytes = self.take(u32::from_le_bytes([a, b, c, 0]) + 4)?;
                let is_request = sequence == 0 && bytes.get(4) != Some(&1);
                Some(Frame { bytes, is_request })
            }
        }
    }

    fn take(&mut self, length: u32) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok()?;
        (self.pending.len() >= length).then(|| self.pending.drain(..length).collect())
    }
}

#[test]
fn messages_are_cut_wherever_the_bytes_come_apart() {
    let startup = [0, 0, 0, 9, 0, 3, 0, 0, 0];
    let query = [b'Q', 0, 0, 0, 6, b'x', 0];
    let all = [&startup[..], &query, &[b'X', 0, 0, 0, 4]].concat();
    for at in 0..all.len() {
        let mut frames = Frames::new(Wire::Postgres);
        let mut found = Vec::new();
        for part in [&all[..at], &all[at..]] {
            frames.feed(part);
            found.extend(std::iter::from_fn(|| frames.next()).map(|frame| frame.is_request));
        }
        assert_eq!(found, [false, true, false], "cut at {at}");
    }
    let mut frames = Frames::new(Wire::MySql);
    frames.feed(&[1, 0, 0, 1, 9, 2, 0, 0, 0, 3, b'x', 1, 0, 0, 0, 1]);
    let found: Vec<bool> = std::iter::from_fn(|| frames.next()).map(|f| f.is_request).collect();
    assert_eq!(found, [false, true, false]);
}
