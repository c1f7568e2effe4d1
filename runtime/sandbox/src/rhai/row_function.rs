//! A function of the script that is called with one row after the other.

use rhai::{AST, Caches, Dynamic, FnPtr, GlobalRuntimeState, NativeCallContext, Position, Scope};

use super::errors::Failure;

/// A row function with the engine's memory of which functions it calls.
///
/// The plain way to call a function from the host looks up every function that it calls anew
/// for each row, which takes several times as long as the function itself.
pub(super) struct RowFunction<'a> {
    context: &'a NativeCallContext<'a>,
    global: GlobalRuntimeState,
    caches: Caches,
    scope: Scope<'static>,
    call: AST,
}

impl<'a> RowFunction<'a> {
    pub(super) fn new(
        context: &'a NativeCallContext<'a>,
        function: FnPtr,
    ) -> Result<Self, Failure> {
        let mut scope = Scope::new();
        scope.push("function", function).push("row", ());
        let call = context.engine().compile_with_scope(&scope, "function.call(row)")?;
        let mut global = context.global_runtime_state().clone();
        global.level += 1;
        // A call takes away the memories that it has opened, so that the one to stay is opened here.
        let mut caches = Caches::new();
        caches.push_fn_resolution_cache();
        Ok(Self { context, global, caches, scope, call })
    }

    /// Calls the function with a row.
    pub(super) fn call(&mut self, row: Dynamic) -> Result<Dynamic, Failure> {
        self.scope.set_value("row", row);
        #[expect(deprecated, reason = "the engine marks in this way what may change")]
        let outcome = self.context.engine().eval_statements_raw(
            &mut self.global,
            &mut self.caches,
            &mut self.scope,
            self.call.statements(),
        );
        outcome.map_err(|failure| self.placed(failure))
    }

    /// What did not happen inside the function stands at the call in the script, not in ours.
    fn placed(&self, mut failure: Failure) -> Failure {
        let at: Position = self.context.call_position();
        if !matches!(*failure, rhai::EvalAltResult::ErrorInFunctionCall(..)) {
            failure.set_position(at);
        }
        failure
    }
}
