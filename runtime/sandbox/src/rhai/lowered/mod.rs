//! Row functions without the engine's searching.
//!
//! The engine looks up each function that a script calls by its name and types, at each call, and
//! walks a tree that all threads share. A function that is asked about a million rows is therefore
//! lowered: to steps of its own for each thread, which know where columns, variables and the functions
//! of the engine are. Functions are called as the engine calls them, so that they mean the same; what
//! has no step stays with the engine. And whenever a step does not know what to do, or a function
//! fails, the row is forgotten and the engine runs the script's function for it as ever, so that errors
//! and limits are always told by the engine.

use std::sync::Arc;

use rhai::{AST, Caches, Dynamic, NativeCallContext};
use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

use self::lower::Lowering;
use self::node::Node;
use self::site::{Engine, Site};
use self::steps::{End, Steps};
use super::body::body;
use super::compile::Constants;
use super::run::Run;
use crate::host::TransformSpec;

pub(super) use self::steps::Given;

mod chain;
mod lower;
mod node;
mod operator;
mod site;
mod statements;
mod steps;
#[cfg(test)]
mod tests;

/// Rows after which it is asked whether the steps are worth it.
const TRIED_ROWS: u32 = 64;

/// A row function in steps, with room for the values of one row.
pub(super) struct Lowered<'a> {
    engine: Engine<'a>,
    sites: Vec<Site>,
    steps: Node,
    columns: Vec<Option<Dynamic>>,
    locals: Vec<Dynamic>,
    /// The columns that the last row gave back as a whole.
    said: Arc<[Ident]>,
    rows: u32,
    plain: u32,
}

impl<'a> Lowered<'a> {
    /// Lowers a function of the script; none when it has something that has no step.
    pub(super) fn new(
        context: &'a NativeCallContext<'a>,
        script: &AST,
        (name, captured): (&str, &[Dynamic]),
        constants: &Constants,
        spec: &TransformSpec,
        columns: &[Ident],
    ) -> Option<Self> {
        let (parameters, statements) = body(script, name)?;
        if parameters.len() != captured.len() + 1 {
            return None;
        }
        let global = context.global_runtime_state().clone();
        let engine = Engine { context, global, caches: Caches::new() };
        let mut lowering = Lowering::new(&engine, spec, columns, (constants, &parameters))?;
        let steps = lowering.block(&statements, true)?;
        let (sites, count) = (lowering.sites, lowering.locals);
        let fixed = constants.values().map(|value| value.clone().into_read_only());
        let mut locals: Vec<Dynamic> = fixed.chain(captured.iter().cloned()).collect();
        locals.resize(count, Dynamic::UNIT);
        let columns = vec![None; columns.len()];
        let said = Arc::default();
        Some(Self { engine, sites, steps, columns, locals, said, rows: 0, plain: 0 })
    }

    /// What the function gives for a row; none when the engine has to run it.
    pub(super) fn call(&mut self, run: &Run, row: &Row) -> Option<Given> {
        self.columns.fill(None);
        let mut steps = Steps {
            engine: &mut self.engine,
            sites: &mut self.sites,
            row,
            columns: &mut self.columns,
            locals: &mut self.locals,
            watch: &run.watch,
            limits: &run.limits,
            said: &mut self.said,
            is_rehearsal: false,
        };
        let given = match steps.run(&self.steps) {
            _ if steps.is_rehearsal => None,
            Ok(value) => Some(Given::Value(value)),
            Err(End::Given(given)) => Some(given),
            Err(End::Plain | End::Loop(_)) => None,
        };
        self.rows = self.rows.saturating_add(1);
        self.plain = self.plain.saturating_add(u32::from(given.is_none()));
        given
    }

    /// Tells whether the engine has to run it too often.
    pub(super) fn is_in_vain(&self) -> bool {
        self.rows >= TRIED_ROWS && self.plain > self.rows / 2
    }
}
