//! From source text to a checked program.
//!
//! Two things that the engine does not do by itself happen here: functions see the constants at
//! the top of the script, and the body of an entry runs as the script's own statements, because
//! the engine gives errors that end a script the place of the outermost *call*. Where nothing but
//! functions stands in a script these are the statements that the entry was compiled to; else its
//! text is compiled once more, behind what stands at the top.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{AST, Dynamic, Engine, EvalAltResult, ParseError, ParseErrorType, Position, Scope};
use sandshift_model::origin::Origin;

use crate::error::{GuestError, Resource};
use crate::guest::Entry;
use crate::limits::Limits;

use super::{body, db, errors, globals, position};

/// The entries of a migration; the first is the one that it must have.
pub(super) const MIGRATION: &[Entry] = &[Entry::Up, Entry::Down, Entry::Verify];

/// The entry of a declared schema.
pub(super) const SCHEMA: &[Entry] = &[Entry::Schema];

/// A program, ready to run.
#[derive(Debug)]
pub(super) struct Program {
    entries: Vec<EntryPoint>,
    /// The constants at the top of the script.
    pub(super) constants: Arc<Constants>,
}

/// Constants by their names.
pub(super) type Constants = BTreeMap<String, Dynamic>;

/// One entry: what is run, and how it calls the `db` object.
#[derive(Debug)]
pub(super) struct EntryPoint {
    entry: Entry,
    pub(super) ast: Arc<AST>,
    pub(super) parameter: String,
    /// Where its body begins: the place of errors that the engine gives none.
    pub(super) origin: Origin,
}

impl Program {
    pub(super) fn entry(&self, entry: Entry) -> Option<&EntryPoint> {
        self.entries.iter().find(|point| point.entry == entry)
    }
}

/// Compiles a source with these entries, of which it must have the first; runs nothing of it.
pub(super) fn compile(
    engine: &mut Engine,
    source: &str,
    limits: &Limits,
    known: &[Entry],
) -> Result<Program, GuestError> {
    if source.len() > limits.source_bytes {
        let limit = format!("{} bytes of source text", limits.source_bytes);
        return Err(errors::limit(Resource::Length, limit, Origin::new(1, 1)));
    }
    let constants = constants(engine, source)?;
    let scope = scope_of(&constants);
    let ast = engine.compile_with_scope(&scope, source).map_err(syntax)?;
    check(&ast, known)?;
    let mut entries = Vec::new();
    for entry in known {
        entries.extend(entry_point(engine, &ast, source, scope.clone(), *entry)?);
    }
    if let Some(first) = known.first()
        && !entries.iter().any(|point| point.entry == *first)
    {
        return Err(GuestError::Missing { entry: first.name() });
    }
    Ok(Program { entries, constants: Arc::new(constants) })
}

/// The constants at the top of a script.
fn constants(engine: &mut Engine, source: &str) -> Result<Constants, GuestError> {
    if !source.contains("const") {
        return Ok(Constants::new());
    }
    // Without strictness, because the constants must be known to be allowed.
    engine.set_strict_variables(false);
    let loose = engine.compile(source);
    engine.set_strict_variables(true);
    let loose = loose.map_err(syntax)?;
    let literals = loose.iter_literal_variables(true, false);
    Ok(literals.map(|(name, _, value)| (name.to_owned(), value)).collect())
}

fn scope_of(constants: &Constants) -> Scope<'static> {
    let mut scope = Scope::new();
    for (name, value) in constants {
        scope.push_constant_dynamic(name.clone(), value.clone());
    }
    scope
}

fn check(ast: &AST, known: &[Entry]) -> Result<(), GuestError> {
    for function in ast.iter_fn_def() {
        let name = function.name.as_str();
        let origin = position::origin(function.body.start_position());
        let entry = known.iter().any(|entry| entry.name() == name);
        if entry && function.params.len() != 1 {
            return Err(GuestError::Misuse {
                message: format!("`{name}` takes one parameter, not {}", function.params.len()),
                hint: Some(format!("write `fn {name}(db) {{ … }}`")),
                origin,
            });
        }
        if !entry && taken(name) {
            return Err(GuestError::Misuse {
                message: format!("`{name}` is the name of a host function"),
                hint: Some("give the function another name".to_owned()),
                origin,
            });
        }
    }
    Ok(())
}

/// A function of the script would be called in the place of ours.
fn taken(name: &str) -> bool {
    globals::functions().chain(db::methods()).any(|method| method.name() == name)
}

/// The program of one entry: the statements at the top, then the entry's body.
fn entry_point(
    engine: &Engine,
    ast: &AST,
    source: &str,
    mut scope: Scope<'_>,
    entry: Entry,
) -> Result<Option<EntryPoint>, GuestError> {
    let Some(function) = ast.iter_fn_def().find(|f| f.name == entry.name()) else {
        return Ok(None);
    };
    let parameter = function.params[0].to_string();
    let span = (function.body.start_position(), function.body.end_position());
    let ast = match body::of_script(ast, function) {
        Some(body) => AST::new(body, Arc::clone(ast.shared_lib())),
        None => {
            scope.push(parameter.clone(), ());
            let body = alone(source, span);
            ast.merge(&engine.compile_with_scope(&scope, body).map_err(syntax)?)
        }
    };
    let origin = position::origin(span.0);
    Ok(Some(EntryPoint { entry, ast: ast.into(), parameter, origin }))
}

/// The text from one position to another, with everything else blanked, so that positions stay.
fn alone(source: &str, (start, end): (Position, Position)) -> String {
    let place = |at: Position| (at.line().unwrap_or(0), at.position().unwrap_or(0));
    let (start, end) = (place(start), place(end));
    let (mut line, mut column) = (1, 0);
    let mut text = String::with_capacity(source.len());
    for letter in source.chars() {
        if letter == '\n' {
            (line, column) = (line + 1, 0);
            text.push('\n');
            continue;
        }
        column += 1;
        let inside = (start..=end).contains(&(line, column));
        text.push(if inside { letter } else { ' ' });
    }
    text
}

fn syntax(error: ParseError) -> GuestError {
    let ParseError(kind, at) = error;
    let origin = position::origin(at);
    match *kind {
        ParseErrorType::ExprTooDeep => {
            let limit = format!("{} nested expressions", super::engine::EXPRESSION_DEPTH);
            errors::limit(Resource::Length, limit, origin)
        }
        ParseErrorType::TooManyFunctions => {
            let limit = format!("{} functions in one script", super::engine::FUNCTIONS);
            errors::limit(Resource::Length, limit, origin)
        }
        kind => {
            let error = EvalAltResult::ErrorParsing(kind, at);
            errors::guest_error(error, &Limits::default())
        }
    }
}
