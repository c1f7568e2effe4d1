//! Pages that commit one by one: their transactions, and the checkpoint in each.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::value::Value;
use sandshift_sandbox::host::TransformReport;

use super::backfill::{self, BACKFILLS, Backfill, State};
use super::booking::Book;
use super::bookkeeping;
use super::error::SessionError;
use super::gate::Gate;
use super::in_doubt::is_unanswered;
use crate::backend::table_rows::RowsPlan;
use crate::error::Kind;

impl Gate {
    /// Tells whether pages are committed here: a dry run keeps nothing.
    pub(crate) fn commits_pages(&self) -> bool {
        self.sink.keeps()
    }

    /// Begins a transform that commits page by page, or goes on with one that was interrupted.
    pub(crate) fn begin_backfill(
        &mut self,
        plan: &RowsPlan,
        origin: Origin,
    ) -> Result<Backfill, SessionError> {
        self.nothing_before(origin)?;
        self.commit_so_far()?;
        self.make_backfills()?;
        self.scope.backfills += 1;
        let fresh = Backfill {
            revision: self.run.revision.clone(),
            direction: self.run.direction.to_owned(),
            ordinal: self.scope.backfills,
            table: plan.table.to_string(),
            state: State::Running,
            checksum: self.run.checksum.clone(),
            position: None,
            descending: plan.descending,
            report: TransformReport::default(),
            digest: String::new(),
            total: 0,
            page_rows: 0,
            page_micros: 0,
            updated_micros: (self.clock.now_micros)(),
        };
        let Some(connection) = self.sink.reader() else { return Ok(fresh) };
        let known = backfill::read(self.dialect, connection, fresh.filter())?.pop();
        if let Some(known) = known.filter(|known| known.state != State::Applied) {
            self.note_batches(&known);
            return self.go_on(known, plan.descending, origin);
        }
        let counting = SessionError::database("counting rows");
        let total = connection.count_rows(plan).map_err(counting)?;
        let fresh = Backfill { total, ..fresh };
        self.begin_page()?;
        self.hold_fence()?;
        self.book_backfill(&bookkeeping::delete(BACKFILLS, fresh.filter()))?;
        self.book_backfill(&fresh.insert())?;
        self.commit_page()?;
        Ok(fresh)
    }

    /// Makes sure that a backfill that was interrupted may go on.
    fn go_on(
        &self,
        known: Backfill,
        descending: bool,
        origin: Origin,
    ) -> Result<Backfill, SessionError> {
        let refused = |reason: String, advice: &str, code| SessionError::Refused {
            reason,
            advice: advice.to_owned(),
            code,
            kind: Kind::Refused,
            origin,
        };
        let done = format!("after {} rows of `{}`", known.report.read, known.table);
        match known.state {
            State::Paused => Err(refused(
                format!("the backfill was paused {done}"),
                "go on with `sandshift backfill resume`, then `sandshift run`",
                "backfill::paused",
            )),
            State::Cancelled => Err(refused(
                format!("the backfill was cancelled {done}"),
                "`sandshift backfill resume` goes on where it ended",
                "backfill::cancelled",
            )),
            State::Running | State::Done if !known.may_go_on_as(&self.run.checksum) => {
                Err(refused(
                    format!("the revision was edited while its backfill was interrupted {done}"),
                    "if those rows are as they should be, let the edited revision do the others: \
                 `sandshift backfill resume`, then `sandshift run`; else put the revision back as it was",
                    "backfill::edited",
                ))
            }
            State::Running if known.position.is_some() && known.descending != descending => {
                let way = if known.descending { "downwards" } else { "upwards" };
                Err(refused(
                    format!("the backfill went {way} {done}, and its order is the other one now"),
                    "the rows that are done are those on one side of its checkpoint: put `order` back as it was",
                    "backfill::order",
                ))
            }
            State::Running | State::Done | State::Applied => {
                let checksum = self.run.checksum.clone();
                Ok(Backfill { checksum, descending, ..known })
            }
        }
    }

    /// What stands before it would run again after an interruption.
    fn nothing_before(&self, origin: Origin) -> Result<(), SessionError> {
        let mut before = self.scope.transcript.statements();
        let other = before.find(|line| line.role != super::transcript::Role::Rows);
        if other.is_none() && self.scope.savepoints.is_empty() {
            return Ok(());
        }
        Err(SessionError::Refused {
            reason:
                "a transform with `commit: \"batch\"` stands behind other work of its migration, \
                     which would be done again after an interruption"
                    .to_owned(),
            advice: "move what stands before it to a revision of its own, and out of `db.attempt`"
                .to_owned(),
            code: "backfill::not_first",
            kind: Kind::Refused,
            origin,
        })
    }

    fn make_backfills(&mut self) -> Result<(), SessionError> {
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        let looking = SessionError::database("looking for the bookkeeping");
        if connection.has_table(&bookkeeping::object(BACKFILLS)).map_err(looking)? {
            return Ok(());
        }
        self.book_with(&backfill::create(), &Catalog::default(), Book::Quiet).map(|_| ())
    }

    /// Opens the transaction of a page.
    pub(crate) fn begin_page(&mut self) -> Result<(), SessionError> {
        if !self.scope.open {
            for sql in self.scope.frame.begin.clone() {
                let doing = SessionError::database("beginning a page of rows");
                self.sink.frame(&sql).map_err(doing)?;
            }
            self.scope.open = true;
        }
        self.scope.undo_tables.begin_page();
        Ok(())
    }

    /// Commits the transaction of a page.
    pub(crate) fn commit_page(&mut self) -> Result<(), SessionError> {
        for sql in self.scope.frame.commit.clone() {
            let sent = self.sink.frame(&sql);
            self.scope.in_doubt |= sent.as_ref().is_err_and(is_unanswered);
            sent.map_err(SessionError::database("committing a page of rows"))?;
        }
        self.scope.open = false;
        Ok(())
    }

    /// Undoes the transaction of a page; a connection that is gone has done so by itself.
    pub(crate) fn undo_open_page(&mut self) {
        for sql in self.scope.frame.rollback.clone() {
            let _ = self.sink.frame(&sql);
        }
        self.scope.open = false;
        self.forget_page_tables();
    }

    /// Writes that the run is on its way, in the transaction of its first page.
    pub(crate) fn journal_running(&mut self) -> Result<(), SessionError> {
        self.journal_run("running", "")
    }

    /// Writes a checkpoint over the one before it; `state` is the one that follows. Says no when
    /// the row is not what this run left: somebody has paused or cancelled it, or goes on with it.
    pub(crate) fn checkpoint(
        &mut self,
        from: &Backfill,
        to: &Backfill,
    ) -> Result<bool, SessionError> {
        let mut set = to.progress();
        set.push(("state", Value::Text(to.state.word().to_owned())));
        let mut filter = from.filter();
        filter.push(("state", Value::Text(from.state.word().to_owned())));
        filter.push(("rows_read", Value::Int(i64::try_from(from.report.read).unwrap_or(i64::MAX))));
        let update = bookkeeping::update(BACKFILLS, set, filter);
        Ok(self.book_with(&update, &backfill::catalog(), Book::Fenced)? == 1)
    }

    /// Notes what is done for good, to be told when the migration fails.
    pub(crate) fn note_batches(&mut self, backfill: &Backfill) {
        let (read, table) = (backfill.report.read, &backfill.table);
        self.scope.batches = (read > 0).then(|| format!("{read} rows of `{table}`"));
    }

    /// Why the checkpoint of a backfill could not be written.
    pub(crate) fn lost_backfill(&mut self, mine: &Backfill, origin: Origin) -> SessionError {
        let now = self.sink.reader().map(|connection| {
            backfill::read(self.dialect, connection, mine.filter()).map(|mut found| found.pop())
        });
        match now {
            Some(Ok(Some(known))) if known.state != State::Running => self
                .go_on(known, mine.descending, origin)
                .err()
                .unwrap_or_else(|| elsewhere(origin)),
            Some(Err(error)) => error,
            _ => elsewhere(origin),
        }
    }

    /// Writes, with the end of the migration, that its backfills are over.
    pub(super) fn end_backfills(&mut self) -> Result<(), SessionError> {
        if self.scope.backfills == 0 || !self.sink.keeps() {
            return Ok(());
        }
        let set = vec![("state", Value::Text(State::Applied.word().to_owned()))];
        let filter = vec![
            ("revision", Value::Text(self.run.revision.clone())),
            ("direction", Value::Text(self.run.direction.to_owned())),
        ];
        self.book_backfill(&bookkeeping::update(BACKFILLS, set, filter)).map(|_| ())
    }

    fn book_backfill(&mut self, operation: &Operation) -> Result<u64, SessionError> {
        self.book_with(operation, &backfill::catalog(), Book::Quiet)
    }
}

fn elsewhere(origin: Origin) -> SessionError {
    SessionError::Refused {
        reason: "another run goes on with this backfill".to_owned(),
        advice: "let it finish: `sandshift backfill list` shows how far it is".to_owned(),
        code: "backfill::elsewhere",
        kind: Kind::Locked,
        origin,
    }
}
