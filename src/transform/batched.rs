//! Transforms that commit each page together with its checkpoint, so that an interrupted run goes on
//! behind the last page that was committed.
//!
//! A page is read, asked about and written within one transaction: what another session commits is
//! seen either before the page or after it, never between.

use std::time::Duration;

use sandshift_model::query::Row;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{CallError, Pace};

use super::crew::Crew;
use super::digest::Digest;
use super::judging::Judge;
use super::pacing::Pacing;
use super::paged::insert;
use super::tally::{Tally, must_bear};
use super::{host, page_size, rejects};
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::table_rows::{PageSize, RowsPlan};
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
    let digest = Digest::read(&begun.digest);
    tally.go_on(begun.report, digest);
    if begun.state == State::Done {
        return Ok(());
    }
    let pacing = Pacing::new(pace, page_size(judge.spec));
    let mut way = Way { gate, work, judge, plan, pacing, backfill: begun, is_open: false };
    let done = std::thread::scope(|scope| {
        let mut crew = Crew::new(scope, function, judge, super::threads(judge.spec));
        while way.page(&mut crew, tally)? {}
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
    backfill: Backfill,
    /// The table is open and stands behind the last checkpoint.
    is_open: bool,
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
    fn page(&mut self, crew: &mut Crew<'_, '_>, tally: &mut Tally<'_>) -> Result<bool, CallError> {
        self.pacing.wait(self.gate, self.judge.origin)?;
        let mut rest = FIRST_REST;
        for turn in 1.. {
            let begun = self.gate.micros();
            let tried = self.try_page(crew, tally, begun);
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
            self.gate.undo_open_page();
            self.pacing.shrink();
            tally.say(format!("a batch has to be done again: {why}"));
            std::thread::sleep(rest);
            rest = (rest * 2).min(LONGEST_REST);
        }
        Ok(false)
    }

    fn try_page(
        &mut self,
        crew: &mut Crew<'_, '_>,
        tally: &mut Tally<'_>,
        begun: u64,
    ) -> Result<bool, Stop> {
        self.gate.begin_page()?;
        self.gate.journal_running()?;
        let size = self.pacing.size();
        let rows = self.read(size)?;
        let Some(last) = rows.last() else {
            let done = Backfill { state: State::Done, ..self.backfill.clone() };
            self.keep(done)?;
            return Ok(false);
        };
        let position = self.plan.key_of(last);
        let mut next = Backfill { position: Some(position), ..self.backfill.clone() };
        let mut pages = Vec::new();
        let mut waiting = Some(rows);
        while let Some(rows) = waiting.take() {
            for page in crew.ask(rows)? {
                let (rows, changes) = (&page.rows, &page.changes);
                match self.gate.write_rows(self.work, &self.plan, rows, changes)? {
                    Written::All => {
                        insert(self.gate, self.work, &page)?;
                        pages.push(page);
                    }
                    Written::Stale => waiting.get_or_insert_default().extend(page.rows),
                }
            }
            if let Some(stale) = &mut waiting {
                let reading = SessionError::database("reading rows again");
                *stale = self.gate.rows()?.read_again(stale).map_err(reading)?;
            }
        }
        let mut digest = Digest::read(&self.backfill.digest);
        for page in &pages {
            next.report += page.report();
            digest += page.digest;
        }
        next.digest = digest.to_string();
        next.page_rows = next.report.read - self.backfill.report.read;
        next.page_micros = self.gate.micros().saturating_sub(begun);
        next.updated_micros = self.gate.now_micros();
        must_bear(next.report.refused, &self.judge.spec.refused)?;
        self.keep(next)?;
        for page in &pages {
            tally.add(page);
        }
        tally.page();
        self.pacing.took(self.gate.micros().saturating_sub(begun));
        Ok(true)
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
        let opening = SessionError::database("reading rows");
        self.gate.rows()?.open_rows(plan).map_err(opening)?;
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
