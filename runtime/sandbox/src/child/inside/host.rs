//! The host as a guest of a child sees it: each call goes over the pipe and waits for its answer.

use std::sync::Arc;

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::table::Table;

use super::super::wire::error::{self, Errors, HostFault, Numbered};
use super::super::wire::{Ask, FromChild, Reply, ToChild, rows};
use super::pipe::Pipe;
use super::workers::Workers;
use crate::error::{Fault, HostError};
use crate::guest::{RowFunction, RowModule};
use crate::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};
use crate::limits::Limits;
use crate::wasm::{Code, WasmRows};

/// The parent's host.
pub(super) struct FarHost {
    pipe: Arc<Pipe>,
    limits: Limits,
    facts: Facts,
}

impl FarHost {
    pub(super) fn new(pipe: Arc<Pipe>, limits: Limits, facts: Facts) -> Self {
        Self { pipe, limits, facts }
    }

    fn ask(&self, ask: Ask) -> Result<(), HostError> {
        self.pipe.say(&FromChild::Asked(ask), &[]).ok_or_else(gone)
    }

    fn reply(&self) -> Result<(Reply, Vec<u8>), HostError> {
        match self.pipe.hear() {
            Some((ToChild::Reply(reply), tail)) => Ok((reply, tail)),
            _ => Err(gone()),
        }
    }

    /// Asks for what is done or not.
    fn done(&self, ask: Ask) -> Result<(), HostError> {
        self.ask(ask)?;
        match self.reply()?.0 {
            Reply::Done(done) => done.map_err(host),
            _ => Err(gone()),
        }
    }
}

impl Host for FarHost {
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError> {
        self.ask(Ask::Apply { operation: operation.into(), origin: origin.into() })?;
        match self.reply()?.0 {
            Reply::Applied(applied) => applied.map_err(host),
            _ => Err(gone()),
        }
    }

    fn query(&mut self, query: &Query, origin: Origin, on_row: OnRow<'_>) -> Result<(), CallError> {
        self.ask(Ask::Query { query: query.clone(), origin: origin.into() })?;
        loop {
            let (reply, tail) = self.reply()?;
            let (names, count, is_last) = match reply {
                Reply::Rows { names, count, is_last } => (names, count, is_last),
                Reply::Failed(fault) => return Err(error::take_call(fault, &mut Numbered)),
                _ => return Err(gone().into()),
            };
            let read = rows::take(&tail, names.len(), count).map_err(|_| gone())?;
            let taken = read.into_iter().try_for_each(|row| on_row(&names, row));
            if is_last {
                return taken.map_err(CallError::Guest);
            }
            self.ask(Ask::More(taken.is_ok()))?;
            if let Err(error) = taken {
                // The parent ends the question in its own way, and its answer says nothing new.
                self.reply()?;
                return Err(CallError::Guest(error));
            }
        }
    }

    fn inspect(&mut self, table: &ObjectName, origin: Origin) -> Result<Option<Table>, HostError> {
        self.ask(Ask::Inspect { table: table.clone(), origin: origin.into() })?;
        match self.reply()?.0 {
            Reply::Inspected(table) => table.map_err(host),
            _ => Err(gone()),
        }
    }

    fn transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        let (spec, remembers) = (Box::new(spec.clone()), function.remembers());
        self.ask(Ask::Transform { spec, origin: origin.into(), remembers })?;
        let reply = std::thread::scope(|scope| {
            let mut workers = Workers::new(scope, &self.pipe, function);
            loop {
                match self.pipe.hear() {
                    Some((ToChild::Rows { worker, columns, count }, tail)) => {
                        workers.send(worker, columns, count, tail);
                    }
                    Some((ToChild::Reply(reply), _)) => return Some(reply),
                    _ => return None,
                }
            }
        });
        match reply {
            Some(Reply::Transformed(Ok(report))) => Ok(report),
            Some(Reply::Transformed(Err(fault))) => Err(error::take_call(fault, &mut Numbered)),
            _ => Err(gone().into()),
        }
    }

    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        self.ask(Ask::Module { file: file.to_owned() })?;
        match self.reply()? {
            (Reply::Module(Ok(bytes)), tail) => {
                let (bytes, code) = tail.split_at_checked(bytes).unwrap_or_default();
                Ok(Box::new(WasmRows::ready(bytes, Code::HandedOver(code), &self.limits)?))
            }
            (Reply::Module(Err(fault)), _) => Err(error::take_call(fault, &mut Numbered)),
            _ => Err(gone().into()),
        }
    }

    fn savepoint(&mut self, step: Savepoint, origin: Origin) -> Result<(), HostError> {
        self.done(Ask::Savepoint { step, origin: origin.into() })
    }

    fn side(&mut self, side: Side, origin: Origin) -> Result<(), HostError> {
        self.done(Ask::Side { side, origin: origin.into() })
    }

    fn param(&self, name: &str) -> Option<String> {
        self.ask(Ask::Parameter { name: name.to_owned() }).ok()?;
        match self.reply().ok()?.0 {
            Reply::Parameter(value) => value,
            _ => None,
        }
    }

    fn log(&mut self, level: Level, message: &str) {
        // A parent that is gone hears nothing, and ends this process.
        let _ = self.ask(Ask::Log { level, text: message.to_owned() });
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        let _ = self.ask(Ask::Progress { done, total });
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}

fn host(fault: HostFault) -> HostError {
    Numbered.take(fault)
}

/// The pipe has ended, or what came is no answer; the process ends as well.
fn gone() -> HostError {
    HostError::new(Fault::Fatal, "the process that holds the connection is gone")
}
