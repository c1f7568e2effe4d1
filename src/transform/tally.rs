//! What a transform has done so far.

use sandshift_model::ident::ObjectName;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{CallError, Refused, TransformReport, TransformSpec};

use super::columns::Columns;
use super::digest::Digest;
use super::judging::Judged;
use super::line;
use super::trial::Sample;
use crate::clock::Clock;
use crate::report::Watcher;
use crate::report::event::Event;
use crate::report::rows::{RowsProgress, rate};
use crate::session::gate::Gate;
use crate::session::transcript::Trial;

/// Counts rows and tells of them.
pub(super) struct Tally<'t> {
    columns: &'t Columns,
    watcher: Watcher,
    clock: Clock,
    rows: RowsProgress,
    digest: Digest,
    /// Rows that an earlier run read.
    before: u64,
    begun_micros: u64,
    /// Rows read and the time when a page was told last.
    told: (u64, u64),
    /// Rows for the summary of a dry run.
    sample: Option<Sample>,
}

/// What is told of a transform that is done.
pub(super) struct Told {
    pub(super) report: TransformReport,
    /// The line that journal and dry run have of it.
    pub(super) line: String,
    /// What the summary of a dry run says beside.
    pub(super) trial: Option<Box<Trial>>,
}

impl<'t> Tally<'t> {
    pub(super) fn new(gate: &Gate, table: &ObjectName, columns: &'t Columns) -> Self {
        let begun_micros = gate.micros();
        let rows = RowsProgress {
            revision: gate.run().revision.clone(),
            direction: gate.run().direction.to_owned(),
            table: table.to_string(),
            report: TransformReport::default(),
            total: None,
            rate: None,
            page_rows: 0,
            page_micros: 0,
        };
        Self {
            columns,
            watcher: gate.watcher().clone(),
            clock: gate.clock(),
            rows,
            digest: Digest::default(),
            before: 0,
            begun_micros,
            told: (0, begun_micros),
            sample: gate.sums_up().then(Sample::default),
        }
    }

    /// Takes in how many rows there are in all.
    pub(super) fn expect(&mut self, total: u64) {
        self.rows.total = Some(total);
    }

    /// Goes on from what an earlier run did.
    pub(super) fn go_on(&mut self, report: TransformReport, digest: Digest) {
        (self.rows.report, self.digest) = (report, digest);
        (self.before, self.told.0) = (report.read, report.read);
        if report.read > 0 {
            let table = &self.rows.table;
            self.say(format!("the transform goes on after {} rows of {table}", report.read));
        }
    }

    /// Tells something worth knowing.
    pub(super) fn say(&self, message: String) {
        self.watcher.tell(Event::Notice { message });
    }

    /// Adds rows that were judged, of a page or of a part of one.
    pub(super) fn add(&mut self, judged: &Judged) {
        self.count(judged.report(), judged.digest);
        if let Some(sample) = &mut self.sample {
            sample.take(self.columns, judged);
        }
        for (level, line) in &judged.lines {
            self.watcher.tell(Event::Log { level: *level, message: line.clone() });
        }
    }

    /// Adds what came of rows.
    pub(super) fn count(&mut self, report: TransformReport, digest: Digest) {
        self.rows.report += report;
        self.digest += digest;
    }

    /// A page is done.
    pub(super) fn page(&mut self) {
        let now = (self.clock.elapsed_micros)();
        let read = self.rows.report.read;
        let (told_rows, told_micros) = std::mem::replace(&mut self.told, (read, now));
        self.rows.page_rows = read.saturating_sub(told_rows);
        self.rows.page_micros = now.saturating_sub(told_micros);
        let micros = now.saturating_sub(self.begun_micros);
        self.rows.rate = rate(read.saturating_sub(self.before), micros);
        // Rows may have come since they were counted.
        self.rows.total = self.rows.total.map(|total| total.max(read));
        self.watcher.tell(Event::Rows { rows: self.rows.clone(), is_done: false });
    }

    /// Makes sure that not too many rows were refused.
    pub(super) fn must_bear(&self, refused: &Refused) -> Result<(), CallError> {
        must_bear(self.rows.report.refused, refused)
    }

    /// Says how many of the rows that change are written.
    pub(super) fn written(&self, done: u64) {
        let what = format!("rows of {} written", self.rows.table);
        let total = Some(self.rows.report.changed + self.rows.report.deleted);
        self.watcher.tell(Event::Progress { what, done, total });
    }

    /// What is told of it now that it is done.
    pub(super) fn end(self, spec: &TransformSpec) -> Told {
        let (report, now) = (self.rows.report, (self.clock.elapsed_micros)());
        let line = line::write(&self.rows.table, report, self.digest);
        let micros = now.saturating_sub(self.begun_micros);
        let trial = self.sample.map(|sample| Box::new(sample.end(spec, report, micros)));
        self.watcher.tell(Event::Rows { rows: self.rows, is_done: true });
        Told { report, line, trial }
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
