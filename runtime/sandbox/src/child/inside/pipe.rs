//! The child's end of the pipe.

use std::fs::File;
use std::io::{BufReader, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::super::frame;
use super::super::wire::{FromChild, ToChild};
use crate::cancel::Cancel;

/// What the parent has said.
type Heard = (ToChild, Vec<u8>);

/// The pipe to the parent.
pub(super) struct Pipe {
    output: Mutex<File>,
    heard: Mutex<Receiver<Heard>>,
}

impl Pipe {
    /// Begins to listen; none when there is no thread for it.
    ///
    /// A thread of its own does that, so that a wish to stop and the end of the parent are heard while the guest
    /// computes.
    pub(super) fn new(input: File, output: File, cancel: Cancel) -> Option<Arc<Self>> {
        let (sender, heard) = channel();
        let listening = thread::Builder::new().name("pipe".to_owned());
        listening.spawn(move || listen(input, &sender, &cancel)).ok()?;
        Some(Arc::new(Self { output: Mutex::new(output), heard: Mutex::new(heard) }))
    }

    /// Says something; none when the parent is gone.
    pub(super) fn say(&self, head: &FromChild, tail: &[u8]) -> Option<()> {
        let head = frame::head(head, tail).ok()?;
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        output.write_all(&head).ok()?;
        output.write_all(tail).ok()
    }

    /// What the parent says next; none when it says no more.
    pub(super) fn hear(&self) -> Option<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}

/// Listens until the pipe ends, and the process with it: what it computes is for nobody any more.
fn listen(input: File, heard: &Sender<Heard>, cancel: &Cancel) {
    let mut input = BufReader::with_capacity(64 << 10, input);
    while let Ok(Some(frame)) = frame::read::<ToChild>(&mut input) {
        match frame.head {
            ToChild::Cancel => cancel.press(),
            head => {
                // It is not waited for after the last entry.
                let _ = heard.send((head, frame.tail));
            }
        }
    }
    std::process::exit(0);
}
