//! The gate as guests see it: the verbs of [`Host`].

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_sandbox::error::{GuestError, HostError};
use sandshift_sandbox::guest::{RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};

use super::answers::{self, Taken};
use super::asked;
use super::error::SessionError;
use super::gate::Gate;
use super::raw_sql;
use super::scope::{Keeping, Mark};
use crate::backend::dialect::DialectError;
use crate::backend::walls::{Identity, speaking};
use crate::error::Kind;
use crate::report::event::Event;
use crate::transform;

/// The longest log line that is told as it is.
const LINE_BYTES: usize = 8 << 10;

impl Host for Gate {
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError> {
        self.count_call(origin)?;
        Ok(self.pass(operation, origin)?)
    }

    fn query(&mut self, query: &Query, origin: Origin, on_row: OnRow<'_>) -> Result<(), CallError> {
        self.count_call(origin).map_err(HostError::from)?;
        self.allow_query(query, origin).map_err(HostError::from)?;
        if !self.keeps_answers() {
            return self.read("db.query", query, origin, on_row);
        }
        let digest = answers::digest(query);
        if let Some(answer) = self.answer_query(&digest) {
            self.scope.asked.note_answer(answer.clone().into());
            for row in answer.rows {
                on_row(&answer.columns, row)?;
            }
            return Ok(());
        }
        let mut taken = Taken::of(digest);
        let read = self.read("db.query", query, origin, &mut |columns, row| {
            taken.row(columns, &row);
            on_row(columns, row)
        });
        self.scope.asked.note_answer(taken);
        read
    }

    fn inspect(&mut self, table: &ObjectName, origin: Origin) -> Result<Option<Table>, HostError> {
        self.count_call(origin)?;
        self.allow_inspection(table, origin)?;
        self.flush()?;
        if let Some(then) = self.inspect_then(table)? {
            return Ok(then);
        }
        Ok(self.catalog.get(&mut *self.sink)?.tables.get(table).map(|table| Table::clone(table)))
    }

    fn transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        self.count_call(origin).map_err(HostError::from)?;
        self.allow_transform(spec, origin).map_err(HostError::from)?;
        let digest = self.digest(|| asked::of_transform(spec));
        let known = self.answer_transform(spec, &digest, origin).map_err(HostError::from)?;
        if let Some(report) = known {
            return Ok(report);
        }
        self.flush().map_err(HostError::from)?;
        self.write_waiting_books().map_err(HostError::from)?;
        self.scope.asked.note(digest);
        transform::run(self, spec, origin, function)
    }

    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        self.allow_module(file).map_err(HostError::from)?;
        self.modules.open(file)
    }

    fn savepoint(&mut self, step: Savepoint, origin: Origin) -> Result<(), HostError> {
        self.count_call(origin)?;
        Ok(match step {
            Savepoint::Open => self.open_savepoint(origin),
            Savepoint::Release => self.release_savepoint(origin),
            Savepoint::Undo => self.undo_savepoint(origin),
        }?)
    }

    fn side(&mut self, side: Side, origin: Origin) -> Result<(), HostError> {
        self.count_call(origin)?;
        self.flush()?;
        if !self.scope.savepoints.is_empty() {
            Err(refused("the transaction cannot be left inside `db.attempt`", origin))?;
        }
        if side == Side::Outside {
            self.commit_so_far()?;
        }
        self.scope.side = side;
        Ok(())
    }

    fn param(&self, name: &str) -> Option<String> {
        if !self.allows_parameter(name) {
            return None;
        }
        self.parameters.get(name).cloned()
    }

    fn log(&mut self, level: Level, message: &str) {
        if let Some(guard) = &mut self.guard {
            guard.count_log(message.len());
        }
        self.watcher.tell(Event::Log { level, message: cut(message) });
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        self.watcher.tell(Event::Progress { what: String::new(), done, total });
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}

/// A line for whoever watches, of which no more is shown than anybody reads.
fn cut(message: &str) -> String {
    if message.len() <= LINE_BYTES {
        return message.to_owned();
    }
    let end = message.floor_char_boundary(LINE_BYTES);
    format!("{}… (truncated: the line has {} bytes)", &message[..end], message.len())
}

fn refused(reason: &str, origin: Origin) -> SessionError {
    SessionError::Refused {
        reason: reason.to_owned(),
        advice: "move the block out of the other one".to_owned(),
        code: "session::savepoint",
        kind: Kind::Refused,
        origin,
    }
}

impl Gate {
    /// Tells whether the guest has to be told the same again when its run is gone on with.
    fn keeps_answers(&self) -> bool {
        self.sink.keeps() && self.scope.keeping_now() != Keeping::Whole
    }

    /// Reads rows for a guest, or for a transform.
    pub(crate) fn read(
        &mut self,
        call: &'static str,
        query: &Query,
        origin: Origin,
        on_row: OnRow<'_>,
    ) -> Result<(), CallError> {
        self.may_go_on().map_err(HostError::from)?;
        self.flush().map_err(HostError::from)?;
        let statement = self.select(query, origin).map_err(HostError::from)?;
        let (mut rows, most) = (0_u64, self.rows_left());
        let Some(connection) = self.sink.reader() else {
            return Err(HostError::from(SessionError::Offline { call }).into());
        };
        let mut stopped: Option<GuestError> = None;
        let mut hand_out = |columns: &[String], row: Row| match on_row(columns, row) {
            Ok(()) => {
                rows += 1;
                rows <= most
            }
            Err(error) => {
                stopped = Some(error);
                false
            }
        };
        let far = self.cancel.far();
        let identity = match query {
            Query::Sql { .. } => Identity::RawSql,
            Query::Table { .. } => Identity::Operation,
        };
        let read = speaking(connection, identity, |connection| {
            connection.query(&statement.sql, &mut hand_out)
        });
        drop(far);
        self.count(origin, |used| used.rows_read += rows).map_err(HostError::from)?;
        match (stopped, read) {
            (Some(error), _) => Err(error.into()),
            (None, Ok(())) => Ok(()),
            (None, Err(source)) => {
                let error = SessionError::Statement { sql: statement.sql, origin, source };
                Err(HostError::from(error).into())
            }
        }
    }

    fn select(&self, query: &Query, origin: Origin) -> Result<Statement, SessionError> {
        let dialect_error =
            |source: DialectError| SessionError::Dialect { operation: "query", origin, source };
        let statement = self.dialect.select(query).map_err(dialect_error)?;
        if let Query::Sql { .. } = query {
            raw_sql::must_read(self.dialect, &statement.sql, origin)?;
        }
        Ok(statement)
    }

    fn open_savepoint(&mut self, origin: Origin) -> Result<(), SessionError> {
        self.flush()?;
        if self.scope.keeping_now() == Keeping::Each {
            return Err(refused(
                "there is no transaction here that `db.attempt` could go back in",
                origin,
            ));
        }
        let asked = self.scope.asked.mark();
        let passed_over = self.answer_bracket(asked::SAVEPOINT, origin)?;
        if !passed_over {
            self.enter_transaction()?;
            self.scope.asked.note(asked::SAVEPOINT);
        }
        let mark = Mark {
            catalog: self.catalog.snapshot(),
            lines: self.scope.transcript.lines.len(),
            undo: self.scope.undo.len(),
            undo_tables: self.scope.undo_tables.count(),
            waiting_books: self.scope.waiting_books.len(),
            asked,
            passed_over,
        };
        let sql = self.dialect.savepoint(self.scope.savepoints.len() + 1);
        self.scope.savepoints.push(mark);
        if passed_over {
            return Ok(());
        }
        self.send(&Statement::session(sql), Identity::House, &[], origin).map(|_| ())
    }

    fn release_savepoint(&mut self, origin: Origin) -> Result<(), SessionError> {
        self.flush()?;
        let number = self.scope.savepoints.len();
        let Some(mark) = self.scope.savepoints.pop() else {
            return Err(refused("no savepoint is open", origin));
        };
        if self.answer_bracket(asked::RELEASE, origin)? || mark.passed_over {
            return Ok(());
        }
        self.scope.asked.note(asked::RELEASE);
        let sql = self.dialect.release_savepoint(number);
        self.send(&Statement::session(sql), Identity::House, &[], origin).map(|_| ())
    }

    /// Undoes the innermost savepoint; its lines leave the transcript, since a shell that runs
    /// the text of a dry run would stop at the statement that failed.
    fn undo_savepoint(&mut self, origin: Origin) -> Result<(), SessionError> {
        self.drop_waiting();
        let number = self.scope.savepoints.len();
        let Some(mark) = self.scope.savepoints.pop() else {
            return Err(refused("no savepoint is open", origin));
        };
        self.scope.asked.back_to(mark.asked);
        if self.answer_bracket(asked::UNDONE, origin)? || mark.passed_over {
            return Ok(());
        }
        self.scope.asked.note(asked::UNDONE);
        let undo = Statement::session(self.dialect.undo_savepoint(number));
        let release = Statement::session(self.dialect.release_savepoint(number));
        self.send(&undo, Identity::House, &[], origin)?;
        self.send(&release, Identity::House, &[], origin)?;
        self.scope.transcript.lines.truncate(mark.lines);
        self.scope.undo.truncate(mark.undo);
        self.scope.undo_tables.truncate(mark.undo_tables);
        self.scope.waiting_books.truncate(mark.waiting_books);
        self.catalog.restore(mark.catalog);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_is_told_up_to_eight_kilobytes() {
        let most = "ä".repeat(LINE_BYTES / 2);
        assert_eq!(cut(&most), most);
        let longer = format!("x{most}");
        let told = cut(&longer);
        assert!(told.starts_with("xä") && told.len() < LINE_BYTES + 60, "{}", told.len());
        assert!(told.ends_with("ä… (truncated: the line has 8193 bytes)"), "{told}");
    }
}
