//! Threads that ask a guest about the parts of one page at the same time.

use std::thread::Scope;

use sandshift_model::query::Row;
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::CallError;

use super::judging::{Judge, Judged};
use super::pipeline::Pipeline;

/// Rows that are worth a thread of their own.
const WORTH_ROWS: usize = 250;

/// The threads of a transform.
pub(super) struct Crew<'scope, 'env> {
    pipeline: Pipeline<'scope, 'env>,
    threads: usize,
}

impl<'scope, 'env> Crew<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        function: &'env dyn RowFunction,
        judge: Judge<'env>,
        threads: usize,
    ) -> Self {
        let threads = if function.remembers() { 1 } else { threads };
        Self { pipeline: Pipeline::new(scope, function, judge, threads), threads }
    }

    /// Asks about rows; the parts come back in order.
    pub(super) fn ask(&mut self, mut rows: Vec<Row>) -> Result<Vec<Judged>, CallError> {
        let parts = self.threads.min(rows.len().div_ceil(WORTH_ROWS)).max(1);
        let each = rows.len().div_ceil(parts).max(1);
        let mut judged = Vec::with_capacity(parts);
        let mut take = |part: Judged| {
            judged.push(part);
            Ok(())
        };
        while rows.len() > each {
            let rest = rows.split_off(each);
            self.pipeline.push(std::mem::replace(&mut rows, rest), &mut take)?;
        }
        self.pipeline.push(rows, &mut take)?;
        self.pipeline.finish(&mut take)?;
        Ok(judged)
    }
}
