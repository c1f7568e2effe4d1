//! From source text to a checked program.

use rhai::{AST, Engine, EvalAltResult, ParseError, ParseErrorType, Scope};
use sandshift_model::origin::Origin;

use crate::error::GuestError;
use crate::guest::Entry;
use crate::limits::Limits;

use super::{db, globals, position};

/// Compiles a source; runs nothing of it.
///
/// Constants at the top of a script are put into its functions, which the engine by itself
/// would keep from seeing them.
pub(super) fn compile(
    engine: &mut Engine,
    source: &str,
    limits: &Limits,
) -> Result<AST, GuestError> {
    if source.len() > limits.source_bytes {
        let limit = format!("{} bytes of source text", limits.source_bytes);
        return Err(GuestError::Limit { limit, origin: Origin::new(1, 1) });
    }
    engine.set_strict_variables(false);
    let loose = engine.compile(source);
    engine.set_strict_variables(true);
    let loose = loose.map_err(syntax)?;
    let mut scope = Scope::new();
    for (name, _, value) in loose.iter_literal_variables(true, false) {
        scope.push_constant_dynamic(name.to_owned(), value);
    }
    let ast = engine.compile_with_scope(&scope, source).map_err(syntax)?;
    check(&ast)?;
    Ok(ast)
}

/// Tells whether the program has an entry.
pub(super) fn has(ast: &AST, entry: Entry) -> bool {
    ast.iter_functions().any(|function| function.name == entry.name())
}

fn check(ast: &AST) -> Result<(), GuestError> {
    for function in ast.iter_fn_def() {
        let name = function.name.as_str();
        let origin = position::origin(function.body.start_position());
        let entry = [Entry::Up, Entry::Down, Entry::Verify].iter().find(|e| e.name() == name);
        if let Some(entry) = entry {
            if function.params.len() != 1 {
                let count = function.params.len();
                return Err(GuestError::Misuse {
                    message: format!("`{name}` takes one parameter, not {count}"),
                    hint: Some(format!("write `fn {}(db) {{ … }}`", entry.name())),
                    origin,
                });
            }
        } else if taken(name) {
            return Err(GuestError::Misuse {
                message: format!("`{name}` is the name of a host function"),
                hint: Some("give the function another name".to_owned()),
                origin,
            });
        }
    }
    if has(ast, Entry::Up) { Ok(()) } else { Err(GuestError::Missing { entry: "up" }) }
}

/// A function of the script would be called in the place of ours.
fn taken(name: &str) -> bool {
    globals::functions().chain(db::methods()).any(|method| method.name() == name)
}

fn syntax(error: ParseError) -> GuestError {
    let ParseError(kind, at) = error;
    let origin = position::origin(at);
    let limit = match *kind {
        ParseErrorType::ExprTooDeep => Some("nested expressions"),
        ParseErrorType::TooManyFunctions => Some("functions in one script"),
        _ => None,
    };
    if let Some(limit) = limit {
        return GuestError::Limit { limit: limit.to_owned(), origin };
    }
    let message = EvalAltResult::ErrorParsing(*kind, rhai::Position::NONE);
    let limits = Limits::default();
    match super::errors::guest_error(message.into(), &limits) {
        GuestError::Syntax { message, .. } => GuestError::Syntax { message, origin },
        other => other,
    }
}
