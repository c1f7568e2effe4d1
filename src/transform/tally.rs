//! What a transform has done so far.

use sandshift_model::ident::ObjectName;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{CallError, Refused, TransformReport};

use super::digest::Digest;
use super::judging::Judged;
use crate::report::Watcher;
use crate::report::escape::escape;
use crate::report::event::Event;

/// Counts rows and tells of them.
pub(super) struct Tally {
    watcher: Watcher,
    what: String,
    /// Rows in all; none while nobody knows.
    total: Option<u64>,
    report: TransformReport,
    digest: Digest,
}

impl Tally {
    pub(super) fn new(watcher: Watcher, table: &ObjectName) -> Self {
        let what = format!("rows of {table}");
        let (report, digest) = (TransformReport::default(), Digest::default());
        Self { watcher, what, total: None, report, digest }
    }

    /// Takes in how many rows there are in all.
    pub(super) fn expect(&mut self, total: u64) {
        self.total = Some(total);
    }

    /// Goes on from what an earlier run did.
    pub(super) fn go_on(&mut self, report: TransformReport, digest: Digest) {
        (self.report, self.digest) = (report, digest);
        if report.read > 0 {
            self.say(format!("the transform goes on after {} {}", report.read, self.what));
        }
    }

    /// Tells something worth knowing.
    pub(super) fn say(&self, message: String) {
        self.watcher.tell(Event::Notice { message });
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: &Judged) {
        let changes = &page.changes;
        self.report.read += page.rows.len() as u64;
        self.report.deleted += changes.deletes.len() as u64;
        self.report.changed += changes.count() - changes.deletes.len() as u64;
        self.report.inserted += page.inserted();
        self.report.refused += page.refused;
        self.digest += page.digest;
        for (level, line) in &page.lines {
            self.watcher.tell(Event::Log { level: *level, message: line.clone() });
        }
        let (what, done) = (self.what.clone(), self.report.read);
        // Rows may have come since they were counted.
        let total = self.total.map(|total| total.max(done));
        self.watcher.tell(Event::Progress { what, done, total });
    }

    /// Makes sure that not too many rows were refused.
    pub(super) fn must_bear(&self, refused: &Refused) -> Result<(), CallError> {
        must_bear(self.report.refused, refused)
    }

    /// Says how many of the rows that change are written.
    pub(super) fn written(&self, done: u64) {
        let what = format!("{} written", self.what);
        let total = Some(self.report.changed + self.report.deleted);
        self.watcher.tell(Event::Progress { what, done, total });
    }

    /// The counts, and the line that journal and dry run have of them.
    pub(super) fn end(self, table: &ObjectName) -> (TransformReport, String) {
        let TransformReport { read, changed, deleted, inserted, refused } = self.report;
        let table = escape(&table.to_string()).replace(['\n', '\t'], " ");
        let mut said = format!(
            "-- transform of {table}: {read} rows read, {changed} changed, {deleted} deleted"
        );
        for (rows, what) in [(inserted, "inserted into other tables"), (refused, "refused")] {
            if rows > 0 {
                said += &format!(", {rows} {what}");
            }
        }
        said += &format!("; digest {}", self.digest);
        (self.report, said)
    }
}

/// Makes sure that not too many rows were refused.
pub(super) fn must_bear(count: u64, refused: &Refused) -> Result<(), CallError> {
    match refused {
        Refused::Collect { into, most } if count > *most => {
            let message =
                format!("the row function refused {count} rows, and `{into}` takes at most {most}");
            Err(HostError::new(Fault::BadInput, message).into())
        }
        _ => Ok(()),
    }
}
