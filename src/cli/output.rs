//! Where the command writes: results to stdout, talk to stderr.
//!
//! A closed pipe is no error: who closed it has read enough.

use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use super::args::{Color, Globals};
use super::secrets::Secrets;
use crate::report::escape::escape;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON document.
    Json,
}

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loudness {
    /// Errors alone.
    Quiet,
    /// The usual.
    Normal,
    /// More.
    Verbose,
}

/// The two streams of the process; clones share them.
#[derive(Clone)]
pub struct Output {
    /// How results are written.
    pub format: Format,
    /// How much is said on stderr.
    pub loudness: Loudness,
    streams: Arc<Mutex<Streams>>,
}

struct Streams {
    stdout: BufWriter<Stdout>,
    stderr: AutoStream<Stderr>,
    styles_on_stdout: ColorChoice,
    secrets: Secrets,
    fault: Option<io::Error>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Output")
            .field("format", &self.format)
            .field("loudness", &self.loudness)
            .finish_non_exhaustive()
    }
}

impl Output {
    /// Opens both streams as the options ask.
    #[must_use]
    pub fn new(globals: &Globals) -> Self {
        let choice = match globals.color {
            None | Some(Color::Auto) => ColorChoice::Auto,
            Some(Color::Always) => ColorChoice::Always,
            Some(Color::Never) => ColorChoice::Never,
        };
        let styles_on_stdout = match choice {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            settled => settled,
        };
        Self {
            format: if globals.json { Format::Json } else { Format::Human },
            loudness: match (globals.quiet, globals.verbose) {
                (true, _) => Loudness::Quiet,
                (false, 0) => Loudness::Normal,
                (false, _) => Loudness::Verbose,
            },
            streams: Arc::new(Mutex::new(Streams {
                stdout: BufWriter::new(io::stdout()),
                stderr: AutoStream::new(io::stderr(), choice),
                styles_on_stdout,
                secrets: Secrets::default(),
                fault: None,
            })),
        }
    }

    /// Learns the password of a URL, so that it is taken out of all talk from now on.
    pub fn keep_secret(&self, url: &str) {
        self.streams().secrets.learn(url);
    }

    /// Takes the known passwords out of a text.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.streams().secrets.scrub(text)
    }

    /// Writes a line of a result, with styles where the reader wants them.
    pub fn line(&self, text: &str) {
        let mut streams = self.streams();
        let choice = streams.styles_on_stdout;
        let shown = match choice {
            ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
            _ => text.to_owned(),
        };
        streams.write(shown.as_bytes());
        streams.write(b"\n");
    }

    /// Writes a result byte for byte; on a terminal what it would obey is shown instead.
    pub fn verbatim(&self, text: &str) {
        let on_terminal = io::stdout().is_terminal();
        let shown = if on_terminal { escape(text) } else { text.into() };
        self.streams().write(shown.as_bytes());
    }

    /// Writes a result as one JSON document.
    pub fn json(&self, result: &impl Serialize) {
        // A map with keys that are no text is the only failure, and no result of ours has one.
        let text = serde_json::to_string_pretty(result).unwrap_or_default();
        let mut streams = self.streams();
        streams.write(text.as_bytes());
        streams.write(b"\n");
    }

    /// Says something on stderr, unless told to be quiet.
    pub fn say(&self, text: &str) {
        if self.loudness >= Loudness::Normal {
            self.complain(text);
        }
    }

    /// Says something on stderr when asked to be verbose.
    pub fn detail(&self, text: &str) {
        if self.loudness >= Loudness::Verbose {
            self.complain(text);
        }
    }

    /// Says something on stderr even when told to be quiet.
    pub fn complain(&self, text: &str) {
        let mut streams = self.streams();
        let shown = streams.secrets.scrub(text);
        // Results come first where both streams go to one terminal. When stderr is gone, nobody is left to be told.
        let _ = streams.stdout.flush();
        let _ = writeln!(streams.stderr, "{shown}");
    }

    /// Writes out what is held back.
    ///
    /// # Errors
    ///
    /// The first failure of stdout, such as a full disk; a closed pipe is none.
    pub fn finish(&self) -> io::Result<()> {
        let mut streams = self.streams();
        let flushed = streams.stdout.flush();
        streams.note(flushed);
        streams.fault.take().map_or(Ok(()), Err)
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn write(&mut self, bytes: &[u8]) {
        let written = self.stdout.write_all(bytes);
        self.note(written);
    }

    fn note(&mut self, written: io::Result<()>) {
        match written {
            Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe && self.fault.is_none() => {
                self.fault = Some(fault);
            }
            _ => {}
        }
    }
}
