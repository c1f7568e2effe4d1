//! What a guest has asked for, call by call, as the journal keeps it beside the statements.
//!
//! A run that stopped half-way is gone on with by calling its guest again from the beginning. To pass
//! over what was done, the journal needs to know of each statement which call asked for it, and whether
//! the guest still asks for the same. So each call has a number and a digest of what was asked for, before
//! the catalog filled in any name; calls that need no statement of their own, and those that run
//! together, share the row of the statement that follows.

use std::io;
use std::ops::Range;

use sandshift_model::operation::Operation;
use sandshift_sandbox::host::TransformSpec;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::answers::{Answer, Answers, Taken};

/// How many bytes of a digest are kept; enough to notice an edit.
const DIGEST_BYTES: usize = 16;

/// The digest of the begin of a `db.attempt`.
pub(super) const SAVEPOINT: &str = "savepoint";
/// The digest of its good end.
pub(super) const RELEASE: &str = "release";
/// The digest of all of a `db.attempt` that was undone.
pub(super) const UNDONE: &str = "undone";

/// The calls of one migration so far.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    count: u32,
    /// Digests of calls that no statement belongs to yet.
    open: Vec<String>,
    /// What was read since the last step.
    answers: Answers,
    /// Entries of the way back that belong to statements already.
    undo: usize,
    steps: Vec<Step>,
}

/// The calls behind the statements from an ordinal on, up to the next step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// The ordinal of its first statement.
    pub(super) ordinal: usize,
    /// The number of the first call, from 1.
    pub(super) first: u32,
    /// The digests of all its calls, with blanks between.
    pub(super) digests: String,
    /// Its entries in the way back.
    pub(super) undo: Range<usize>,
    /// What was read before its last call.
    pub(super) answers: Vec<Answer>,
}

/// What an undone savepoint comes back to.
#[derive(Debug)]
pub struct AskedMark {
    count: u32,
    open: Vec<String>,
    answers: Answers,
    undo: usize,
    steps: usize,
}

impl Asked {
    /// The number of the next call.
    pub(super) fn next(&self) -> u32 {
        self.count + 1
    }

    /// Notes a call.
    pub(super) fn note(&mut self, digest: impl Into<String>) {
        self.count += 1;
        self.open.push(digest.into());
    }

    /// Notes what a query gave.
    pub(super) fn note_answer(&mut self, answer: Taken) {
        self.answers.note(answer);
    }

    /// Says that the statements from this ordinal on do what was asked for since the last step.
    pub(super) fn close(&mut self, ordinal: usize, undo: usize) {
        if self.open.is_empty() {
            return;
        }
        let mut digests = std::mem::take(&mut self.open);
        let mut first = self.count + 1 - u32::try_from(digests.len()).unwrap_or(0);
        let mut undo_begins = self.undo;
        let mut answers = Vec::new();
        // The statement of a step that failed has left no line.
        if let Some(failed) = self.steps.pop_if(|step| step.ordinal == ordinal) {
            digests.insert(0, failed.digests);
            (first, undo_begins, answers) = (failed.first, failed.undo.start, failed.answers);
        }
        let digests = digests.join(" ");
        let answers = self.answers.behind(answers);
        self.steps.push(Step { ordinal, first, digests, undo: undo_begins..undo, answers });
        self.undo = undo;
    }

    /// The step whose first statement has this ordinal.
    pub(super) fn step_at(&self, ordinal: usize) -> Option<&Step> {
        let at = self.steps.binary_search_by_key(&ordinal, |step| step.ordinal).ok()?;
        self.steps.get(at)
    }

    /// What to come back to.
    pub(super) fn mark(&self) -> AskedMark {
        let (open, steps) = (self.open.clone(), self.steps.len());
        let answers = self.answers.clone();
        AskedMark { count: self.count, open, answers, undo: self.undo, steps }
    }

    /// Comes back.
    pub(super) fn back_to(&mut self, mark: AskedMark) {
        let AskedMark { count, open, answers, undo, steps } = mark;
        (self.count, self.open, self.undo) = (count, open, undo);
        self.answers = answers;
        self.steps.truncate(steps);
    }
}

/// The digest of an operation as a guest asks for it.
pub(super) fn of_operation(operation: &Operation) -> String {
    of(operation)
}

/// The digest of plain data.
pub(super) fn of(asked: &impl Serialize) -> String {
    let mut hash = Hash(Sha256::new());
    // Writing into a hash cannot fail, and what is asked for is plain data.
    let _ = serde_json::to_writer(&mut hash, asked);
    hash.end()
}

/// The digest of a transform; its function has no text that would stay the same.
pub(super) fn of_transform(spec: &TransformSpec) -> String {
    let mut hash = Hash(Sha256::new());
    hash.0.update(format!("{:?} {:?}", spec.table, (&spec.read, &spec.write, &spec.key)));
    hash.0.update(format!("{:?} {:?}", spec.filter, (spec.order, &spec.refused)));
    hash.end()
}

struct Hash(Sha256);

impl Hash {
    fn end(self) -> String {
        hex::encode(&self.0.finalize()[..DIGEST_BYTES])
    }
}

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_without_a_statement_belong_to_the_next_one() {
        let mut asked = Asked::default();
        asked.note("a");
        asked.note("b");
        asked.close(0, 1);
        asked.note("c");
        asked.close(3, 4);
        let step = |at| asked.step_at(at).map(|s| (s.first, s.digests.as_str(), s.undo.clone()));
        assert_eq!(step(0), Some((1, "a b", 0..1)));
        assert_eq!(step(3), Some((3, "c", 1..4)));
        assert_eq!(step(1), None);
    }

    #[test]
    fn a_statement_that_failed_leaves_its_calls_to_the_next_one() {
        let mut asked = Asked::default();
        asked.note("a");
        asked.close(0, 1);
        asked.note("b");
        asked.close(0, 2);
        let step = asked.step_at(0).unwrap_or_else(|| unreachable!());
        assert_eq!((step.first, step.digests.as_str(), step.undo.clone()), (1, "a b", 0..2));
    }

    #[test]
    fn an_undone_savepoint_takes_its_calls_with_it() {
        let mut asked = Asked::default();
        asked.note("a");
        let mark = asked.mark();
        asked.note("b");
        asked.close(0, 0);
        asked.back_to(mark);
        asked.note(UNDONE);
        asked.close(0, 0);
        let step = asked.step_at(0).unwrap_or_else(|| unreachable!());
        assert_eq!((step.first, step.digests.as_str()), (1, "a undone"));
    }
}
