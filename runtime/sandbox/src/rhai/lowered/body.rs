//! The statements of a function of the script.

use rhai::{AST, ASTNode, Stmt};

/// The parameters and the statements of a function; none when the script has no such function.
///
/// A function's body is not open to others, but a walk over the script passes each statement of it,
/// at the top of a path and between the places where the body begins and ends.
pub(super) fn body(script: &AST, name: &str) -> Option<(Vec<String>, Vec<Stmt>)> {
    let function = script.iter_fn_def().find(|function| function.name == name)?;
    let parameters = function.params.iter().map(|name| name.to_string()).collect();
    let (start, end) = (function.body.start_position(), function.body.end_position());
    let place = |at: rhai::Position| Some((at.line()?, at.position()?));
    let (start, end) = (place(start)?, place(end)?);
    let mut statements = Vec::new();
    script.walk(&mut |path: &[ASTNode<'_>]| {
        if let [ASTNode::Stmt(statement)] = path
            && place(statement.position()).is_some_and(|at| (start..=end).contains(&at))
        {
            statements.push((*statement).clone());
        }
        true
    });
    Some((parameters, statements))
}
