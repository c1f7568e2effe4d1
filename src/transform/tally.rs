//! What a transform has done so far.

use sandshift_model::ident::ObjectName;
use sandshift_sandbox::host::TransformReport;

use super::digest::Digest;
use super::judging::Judged;
use crate::report::Watcher;
use crate::report::escape::escape;
use crate::report::event::Event;

/// Counts rows and tells of them.
pub(super) struct Tally {
    watcher: Watcher,
    what: String,
    report: TransformReport,
    digest: Digest,
}

impl Tally {
    pub(super) fn new(watcher: Watcher, table: &ObjectName) -> Self {
        let what = format!("rows of {table}");
        Self { watcher, what, report: TransformReport::default(), digest: Digest::default() }
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
        self.digest += page.digest;
        for (level, line) in &page.lines {
            self.watcher.tell(Event::Log { level: *level, message: line.clone() });
        }
        let (what, done) = (self.what.clone(), self.report.read);
        self.watcher.tell(Event::Progress { what, done, total: None });
    }

    /// Says how many of the rows that change are written.
    pub(super) fn written(&self, done: u64) {
        let what = format!("{} written", self.what);
        let total = Some(self.report.changed + self.report.deleted);
        self.watcher.tell(Event::Progress { what, done, total });
    }

    /// The counts, and the line that journal and dry run have of them.
    pub(super) fn end(self, table: &ObjectName) -> (TransformReport, String) {
        let TransformReport { read, changed, deleted } = self.report;
        let table = escape(&table.to_string()).replace(['\n', '\t'], " ");
        let said = format!(
            "-- transform of {table}: {read} rows read, {changed} changed, {deleted} deleted; digest {}",
            self.digest
        );
        (self.report, said)
    }
}
