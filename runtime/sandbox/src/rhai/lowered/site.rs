//! The place of a call, and what is known of the function that is called there.
//!
//! The engine looks functions up by their name and the types of all arguments, in several places,
//! each time anew. Here the engine is watched once for each combination of types: the function that
//! it finds twice is the one that is called from then on.

use std::any::TypeId;

use rhai::{
    AST, Caches, Dynamic, GlobalRuntimeState, ImmutableString, NativeCallContext, Position,
    RhaiFunc, Scope,
};

/// Arguments at most, that in front of the dot among them.
pub(super) const ARGUMENTS: usize = 4;

/// The names of the arguments when the engine is asked.
const NAMES: [&str; ARGUMENTS] = ["a0", "a1", "a2", "a3"];

/// Combinations of types that are known at most.
const COMBINATIONS: usize = 8;

/// How a call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Function,
    Method,
    Property,
    Index,
    /// An operator of two values.
    Between,
    /// An operator in front of a value.
    Before,
}

/// The place of a call.
#[derive(Debug)]
pub(super) struct Site {
    name: ImmutableString,
    at: Position,
    count: usize,
    /// The call alone, for the engine.
    alone: AST,
    known: Vec<([TypeId; ARGUMENTS], Function)>,
}

/// What is called.
#[derive(Debug, Clone)]
enum Function {
    Native(RhaiFunc, Option<ImmutableString>),
    /// What the engine alone can call.
    Other,
}

/// The engine, as a call needs it.
pub(super) struct Engine<'a> {
    pub(super) context: &'a NativeCallContext<'a>,
    pub(super) global: GlobalRuntimeState,
    pub(super) caches: Caches,
}

/// What came of a call.
pub(super) enum Called {
    Value(Dynamic),
    /// The function was not known, and the call was only a rehearsal: what it did has to be undone.
    Rehearsed(Dynamic),
}

impl Site {
    /// None when the engine cannot compile the call alone.
    pub(super) fn new(
        engine: &Engine<'_>,
        (name, style): (&str, Style),
        count: usize,
        at: Position,
    ) -> Option<Self> {
        let names = NAMES.get(..count)?;
        let call = match (style, names) {
            (Style::Function, names) => format!("{name}({})", names.join(", ")),
            (Style::Method, [on, others @ ..]) => format!("{on}.{name}({})", others.join(", ")),
            (Style::Property, [of]) => format!("{of}.{name}"),
            (Style::Index, [of, by]) => format!("{of}[{by}]"),
            (Style::Between, [left, right]) => format!("{left} {name} {right}"),
            (Style::Before, [of]) => format!("{name}{of}"),
            _ => return None,
        };
        let mut scope = Scope::new();
        for name in names {
            scope.push(*name, ());
        }
        let alone = engine.context.engine().compile_with_scope(&scope, call).ok()?;
        Some(Self { name: name.into(), at, count, alone, known: Vec::new() })
    }

    /// Calls the function; none when it failed. The first argument is afterwards what the function
    /// made of it.
    pub(super) fn call(
        &mut self,
        engine: &mut Engine<'_>,
        arguments: &mut [Dynamic; ARGUMENTS],
    ) -> Option<Called> {
        let types = arguments.each_ref().map(Dynamic::type_id);
        match self.known.iter().find(|(known, _)| *known == types) {
            Some((_, Function::Native(function, source))) => {
                let place = (self.name.as_str(), source.as_deref(), self.at);
                let arguments = &mut arguments.each_mut()[..self.count];
                native(function, place, engine, arguments).map(Called::Value)
            }
            Some((_, Function::Other)) => {
                ask(&self.alone, self.count, engine, arguments).map(Called::Value)
            }
            None if self.known.len() < COMBINATIONS => {
                let function = rehearse(&self.alone, self.count, engine, arguments)?;
                self.known.push((types, function));
                ask(&self.alone, self.count, engine, arguments).map(Called::Rehearsed)
            }
            None => None,
        }
    }
}

/// Calls a function that is known.
fn native(
    function: &RhaiFunc,
    (name, source, at): (&str, Option<&str>, Position),
    engine: &Engine<'_>,
    arguments: &mut [&mut Dynamic],
) -> Option<Dynamic> {
    // A constant must not change.
    if !function.is_pure() && arguments.first().is_some_and(|first| first.is_read_only()) {
        return None;
    }
    let native = engine.context.engine();
    // What is no method takes all its arguments away.
    let first =
        if function.is_method() { None } else { arguments.first().map(|own| (*own).clone()) };
    let context = function
        .has_context()
        .then(|| NativeCallContext::new_with_all_fields(native, name, source, &engine.global, at));
    let answer = match function {
        RhaiFunc::Pure { func, .. } | RhaiFunc::Method { func, .. } => func(context, arguments),
        RhaiFunc::Plugin { func } => func.call(context, arguments),
        RhaiFunc::StaticPlugin { func } => func.call(context, arguments),
        _ => return None,
    };
    let answer = answer.ok()?;
    native.ensure_data_size_within_limits(&answer).ok()?;
    match (first, arguments.first_mut()) {
        (Some(first), Some(own)) => **own = first,
        (None, Some(own)) => native.ensure_data_size_within_limits(own).ok()?,
        (_, None) => {}
    }
    Some(answer)
}

/// Has the engine make the call; the first argument is afterwards what the function made of it.
fn ask(
    alone: &AST,
    count: usize,
    engine: &mut Engine<'_>,
    arguments: &mut [Dynamic; ARGUMENTS],
) -> Option<Dynamic> {
    let mut scope = Scope::new();
    for (name, argument) in NAMES.iter().zip(arguments.iter_mut()).take(count) {
        scope.push_dynamic(*name, std::mem::take(argument));
    }
    #[expect(deprecated, reason = "the engine marks in this way what may change")]
    let answer = engine.context.engine().eval_statements_raw(
        &mut engine.global,
        &mut engine.caches,
        &mut scope,
        alone.statements(),
    );
    if let Some(first) = scope.get_mut(NAMES[0]) {
        arguments[0] = std::mem::take(first);
    }
    answer.ok()
}

/// Watches which function the engine finds; none when the call fails.
///
/// It keeps a function that it has found for the second time.
fn rehearse(
    alone: &AST,
    count: usize,
    engine: &mut Engine<'_>,
    arguments: &[Dynamic; ARGUMENTS],
) -> Option<Function> {
    let mut fresh = Caches::new();
    fresh.push_fn_resolution_cache();
    std::mem::swap(&mut engine.caches, &mut fresh);
    let twice = (0..2).all(|_| ask(alone, count, engine, &mut arguments.clone()).is_some());
    std::mem::swap(&mut engine.caches, &mut fresh);
    if !twice {
        return None;
    }
    let mut found = fresh.fn_resolution_cache_mut().dict.drain().filter_map(|(_, entry)| entry);
    let function = match (found.next(), found.next()) {
        (Some(entry), None) if is_callable(&entry.func) => {
            Function::Native(entry.func, entry.source)
        }
        _ => Function::Other,
    };
    Some(function)
}

fn is_callable(function: &RhaiFunc) -> bool {
    function.is_native() && !function.is_iter()
}
