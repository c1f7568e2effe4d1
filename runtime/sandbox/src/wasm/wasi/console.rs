//! What a module prints, as lines of the log.

use crate::host::Level;

use super::super::state::State;

/// A line longer than this is said in pieces.
const LINE_BYTES: usize = 8 << 10;

/// Where a module prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Stream {
    Output,
    Errors,
}

/// What was printed and is no whole line yet.
#[derive(Debug, Default)]
pub(in super::super) struct Console {
    output: Vec<u8>,
    errors: Vec<u8>,
}

impl Console {
    fn begun(&mut self, stream: Stream) -> &mut Vec<u8> {
        match stream {
            Stream::Output => &mut self.output,
            Stream::Errors => &mut self.errors,
        }
    }
}

impl State {
    /// Prints; whole lines go to the log.
    pub(super) fn print(&mut self, stream: Stream, bytes: &[u8]) -> wasmtime::Result<()> {
        for byte in bytes {
            let begun = self.console.begun(stream);
            if *byte != b'\n' {
                begun.push(*byte);
            }
            if *byte == b'\n' || begun.len() >= LINE_BYTES {
                self.say_line(stream)?;
            }
        }
        Ok(())
    }

    /// Says what was printed without an end of line: a module that dies says its last words so.
    pub(in super::super) fn last_words(&mut self) {
        for stream in [Stream::Output, Stream::Errors] {
            if !self.console.begun(stream).is_empty() {
                // The run is over; a log that is full says no more.
                let _ = self.say_line(stream);
            }
        }
    }

    fn say_line(&mut self, stream: Stream) -> wasmtime::Result<()> {
        let line = std::mem::take(self.console.begun(stream));
        let level = match stream {
            Stream::Output => Level::Info,
            Stream::Errors => Level::Warn,
        };
        self.say(level, &String::from_utf8_lossy(&line))
    }
}
