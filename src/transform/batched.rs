//! Transforms that commit each page together with its checkpoint, so that an interrupted run goes on
//! behind the last page that was committed.
//!
//! A page is read, asked about and written within one transaction: what another session commits is
//! seen either before the page or after it, never between. It goes in parts, so that threads ask the guest about
//! some while others are read and written.

use std::time::Duration;

use sandshift_model::query::Row;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{CallError, Level, Pace, TransformReport};

use super::digest::Digest;
use super::judging::{Judge, Judged};
use super::pacing::Pacing;
use super::paged::insert;
use super::pipeline::Pipeline;
use super::tally::{Tally, must_bear};
use super::{host, page_size, rejects};
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::table_rows::{PageSize, RowsPlan};
use crate::report::event::Event;
use crate::session::backfill::{Backfill, State};
use crate::session::error::SessionError;
use crate::session::gate::Gate;
use crate::session::row_work::{RowWork, Written};

/// How often a page is tried that other sessions stand in the way of: some ten minutes, as short as the
/// waits for locks are.
const TURNS: u32 = 60;

/// The rest before the second try of a page; it doubles from try to try.
const FIRST_REST: Duration = Duration::from_millis(50);

/// The longest rest between two tries.
const LONGEST_REST: Duration = Duration::from_secs(10);

/// Rows of a part of a page at most, and at least where there are as many.
const PART_ROWS: (usize, usize) = (250, 5_000);

/// Parts of a page for each thread, so that none waits long for the last one.
const PARTS_PER_THREAD: usize = 4;

/// Runs a transform, from where it was interrupted if it was.
pub(super) fn run(
    gate: &mut Gate,
    work: RowWork,
    judge: Judge<'_>,
    pace: &Pace,
    plan: RowsPlan,
    function: &dyn RowFunction,
    tally: &mut Tally<'_>,
) -> Result<(), CallError> {
    let begun = gate.begin_backfill(&plan, judge.origin).map_err(host)?;
    tally.expect(begun.total);
    rejects::prepare(gate, judge.spec)?;
    let goes_on = begun.position.is_some().then_some(begun.report);
    gate.begin_keeping(judge.columns.kept(judge.spec, goes_on)).map_err(host)?;
    let digest = Digest::read(&begun.digest);
    tally.go_on(begun.report, digest);
    if begun.state == State::Done {
        return Ok(());
    }
    let pacing = Pacing::new(pace, page_size(judge.spec));
    let threads = if function.remembers() { 1 } else { super::threads(judge.spec) };
    let mut way = Way { gate, work, judge, plan, pacing, threads, backfill: begun, is_open: false };
    let done = std::thread::scope(|scope| {
        let mut pipeline = Pipeline::new(scope, function, judge, threads);
        while way.page(&mut pipeline, tally)? {}
        Ok(())
    });
    if let Ok(rows) = way.gate.rows() {
        rows.close_rows();
    }
    done
}

/// A transform on its way.
struct Way<'w> {
    gate: &'w mut Gate,
    work: RowWork,
    judge: Judge<'w>,
    plan: RowsPlan,
    pacing: Pacing<'w>,
    threads: usize,
    backfill: Backfill,
    /// The table is open and stands behind the last checkpoint.
    is_open: bool,
}

/// What came of a page so far.
#[derive(Default)]
struct Done {
    report: TransformReport,
    digest: Digest,
    lines: Vec<(Level, String)>,
    /// Rows that another session has changed since they were read.
    stale: Vec<Row>,
}

/// Why a page did not come to its end.
enum Stop {
    /// Other sessions stood in the way; it can be tried again.
    Again(String),
    For(CallError),
}

impl From<SessionError> for Stop {
    fn from(error: SessionError) -> Self {
        match &error {
            SessionError::Database { source, .. } | SessionError::Statement { source, .. }
                if may_pass(source) =>
            {
                Self::Again(source.message.clone())
            }
            _ => Self::For(host(error)),
        }
    }
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        Self::For(error)
    }
}

fn may_pass(error: &DatabaseError) -> bool {
    matches!(error.class, Class::Busy | Class::Retry)
}

impl Way<'_> {
    /// Does a page, as often as it takes; tells whether there may be another one.
    fn page(
        &mut self,
        pipeline: &mut Pipeline<'_, '_>,
        tally: &mut Tally<'_>,
    ) -> Result<bool, CallError> {
        self.pacing.wait(self.gate, self.judge.origin)?;
        self.gate.may_go_on().map_err(host)?;
        let mut rest = FIRST_REST;
        for turn in 1.. {
            let begun = self.gate.micros();
            let tried = self.try_page(pipeline, tally, begun);
            self.is_open &= tried.is_ok();
            let why = match tried {
                Ok(more) => return Ok(more),
                Err(Stop::Again(why)) if turn < TURNS => why,
                Err(stop) => {
                    self.gate.undo_open_page();
                    return Err(match stop {
                        Stop::For(error) => error,
                        Stop::Again(why) => stuck(&why).into(),
                    });
                }
            };
            pipeline.forget();
            self.gate.undo_open_page();
            self.pacing.shrink();
            tally.say(format!("a batch has to be done again: {why}"));
            if self.gate.cancel().sleep(rest) {
                return Err(host(SessionError::Cancelled));
            }
            rest = (rest * 2).min(LONGEST_REST);
        }
        Ok(false)
    }

    fn try_page(
        &mut self,
        pipeline: &mut Pipeline<'_, '_>,
        tally: &mut Tally<'_>,
        begun: u64,
    ) -> Result<bool, Stop> {
        // A page that has begun had better end: its rows are done then, and the next run goes on behind it.
        let _held = self.gate.cancel().hold();
        self.gate.begin_page()?;
        self.gate.journal_running()?;
        let mut done = Done::default();
        let Some(position) = self.rows(pipeline, &mut done)? else {
            let done = Backfill { state: State::Done, ..self.backfill.clone() };
            self.keep(done)?;
            return Ok(false);
        };
        let mut next = Backfill { position: Some(position), ..self.backfill.clone() };
        next.report += done.report;
        let mut digest = Digest::read(&self.backfill.digest);
        digest += done.digest;
        next.digest = digest.to_string();
        next.page_rows = done.report.read;
        next.page_micros = self.gate.micros().saturating_sub(begun);
        next.updated_micros = self.gate.now_micros();
        must_bear(next.report.refused, &self.judge.spec.refused)?;
        self.keep(next)?;
        tally.count(done.report, done.digest);
        for (level, message) in done.lines {
            self.gate.watcher().tell(Event::Log { level, message });
        }
        tally.page();
        self.pacing.took(self.gate.micros().saturating_sub(begun));
        Ok(true)
    }

    /// Reads, asks about and writes the rows of a page, part by part; gives the key of the last one, none
    /// behind the last of the table.
    fn rows(
        &mut self,
        pipeline: &mut Pipeline<'_, '_>,
        done: &mut Done,
    ) -> Result<Option<Row>, Stop> {
        let size = self.pacing.size();
        let (fewest, most) = PART_ROWS;
        let part = (size.rows / (self.threads * PARTS_PER_THREAD)).clamp(fewest, most);
        let (mut left, mut position) = (size.rows, None);
        while left > 0 {
            let size = PageSize { rows: left.min(part), ..size };
            let rows = match position {
                None => self.read(size)?,
                Some(_) => self.gate.next_rows(size)?,
            };
            let Some(last) = rows.last() else { break };
            position = Some(self.plan.key_of(last));
            left = left.saturating_sub(rows.len());
            pipeline.push(rows, &mut |judged| self.write(judged, done))?;
        }
        pipeline.finish(&mut |judged| self.write(judged, done))?;
        while !done.stale.is_empty() {
            let stale = std::mem::take(&mut done.stale);
            let rows = self.gate.on_rows("reading rows again", |rows| rows.read_again(&stale))?;
            let judged = pipeline.ask(rows).map_err(CallError::from)?;
            self.write(judged, done)?;
        }
        Ok(position)
    }

    /// Writes what becomes of rows.
    fn write(&mut self, judged: Judged, done: &mut Done) -> Result<(), Stop> {
        match self.gate.write_rows(self.work, &self.plan, &judged.rows, &judged.changes)? {
            Written::All => {
                insert(self.gate, self.work, &judged)?;
                done.report += judged.report();
                done.digest += judged.digest;
                done.lines.extend(judged.lines);
            }
            Written::Stale => done.stale.extend(judged.rows),
        }
        Ok(())
    }

    /// Reads the page behind the last checkpoint.
    fn read(&mut self, size: PageSize) -> Result<Vec<Row>, Stop> {
        if self.is_open {
            let rows = self.gate.next_rows(size)?;
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        // From the checkpoint on, also where the end was seen: rows may have come since.
        let plan = RowsPlan { behind: self.backfill.position.clone(), ..self.plan.clone() };
        let far = self.gate.cancel().far();
        self.gate.on_rows("reading rows", |rows| rows.open_rows(plan))?;
        drop(far);
        self.is_open = true;
        Ok(self.gate.next_rows(size)?)
    }

    /// Commits a page with its checkpoint.
    fn keep(&mut self, next: Backfill) -> Result<(), Stop> {
        if !self.gate.checkpoint(&self.backfill, &next)? {
            self.gate.undo_open_page();
            return Err(Stop::For(host(
                self.gate.lost_backfill(&self.backfill, self.judge.origin),
            )));
        }
        self.gate.commit_page()?;
        self.gate.note_batches(&next);
        self.backfill = next;
        Ok(())
    }
}

fn stuck(why: &str) -> HostError {
    let message =
        format!("a batch was tried {TURNS} times and other sessions stood in its way: {why}");
    HostError::new(Fault::Fatal, message)
}
