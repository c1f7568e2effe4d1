//! The statements of a function of the script.
//!
//! A function's body is not open to others, but a walk over the script passes each statement of it,
//! at the top of a path and between the places where the body begins and ends.

use rhai::{AST, ASTNode, Position, ScriptFuncDef, Stmt, is_valid_function_name};

/// The parameters and the statements of a function; none when the script has no such function, or when nobody can
/// tell where it stands.
pub(super) fn body(script: &AST, name: &str) -> Option<(Vec<String>, Vec<Stmt>)> {
    let function = script.iter_fn_def().find(|function| function.name == name)?;
    let parameters = function.params.iter().map(|name| name.to_string()).collect();
    Some((parameters, statements(script, function)?))
}

/// The statements of a function as those of a script, with its parameters in scope. None where others would run in
/// front of them, or where the script has closures, for the walk does not tell the statements of one from those of the
/// function that it stands in.
pub(super) fn of_script(script: &AST, function: &ScriptFuncDef) -> Option<Vec<Stmt>> {
    // The engine gives closures names that nobody could write.
    let mut names = script.iter_fn_def().map(|function| &function.name);
    let is_plain = script.statements().is_empty() && names.all(|name| is_valid_function_name(name));
    if is_plain { statements(script, function) } else { None }
}

fn statements(script: &AST, function: &ScriptFuncDef) -> Option<Vec<Stmt>> {
    let (start, end) =
        (place(function.body.start_position())?, place(function.body.end_position())?);
    let mut statements = Vec::new();
    script.walk(&mut |path: &[ASTNode<'_>]| {
        if let [ASTNode::Stmt(statement)] = path
            && place(statement.position()).is_some_and(|at| (start..=end).contains(&at))
        {
            statements.push((*statement).clone());
        }
        true
    });
    Some(statements)
}

/// Line and column from 1; none where there is no place.
fn place(at: Position) -> Option<(usize, usize)> {
    Some((at.line()?, at.position()?))
}
