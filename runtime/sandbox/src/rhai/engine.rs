//! The engine of one guest: every package, every limit and every switch is set here.

use std::sync::{Arc, LazyLock};

use rhai::module_resolvers::DummyModuleResolver;
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicBlobPackage, BasicFnPackage, BasicIteratorPackage,
    BasicMapPackage, BasicMathPackage, BasicStringPackage, BitFieldPackage, LogicPackage,
    MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, OptimizationLevel, Token};

use crate::error::Resource;
use crate::host::Level;

use super::errors::{self, Stop};
use super::run::Run;
use super::{db, globals};

/// Variables of a script at one moment, over all nested calls.
pub(super) const VARIABLES: usize = 1_024;

/// Functions of a script.
pub(super) const FUNCTIONS: usize = 1_024;

/// Nesting of expressions at the top and inside functions. The engine's own defaults differ
/// between debug and release builds, so that a script could pass one and fail the other.
pub(super) const EXPRESSION_DEPTH: usize = 64;

/// Makes the engine for one guest.
pub(super) fn engine(run: &Arc<Run>) -> Engine {
    let mut engine = Engine::new_raw();
    packages(&mut engine);
    limits(&mut engine, run);
    words(&mut engine);
    variables(&mut engine, run);
    outputs(&mut engine, run);
    globals::register(&mut engine, run);
    db::register(&mut engine, run);
    engine
}

/// Everything of the standard library but `sleep`, `exit`, `timestamp`, reflection and the
/// engine's own `parse_json`, which rounds large numbers.
#[derive(Default)]
struct Packages {
    arithmetic: ArithmeticPackage,
    logic: LogicPackage,
    bits: BitFieldPackage,
    functions: BasicFnPackage,
    iterators: BasicIteratorPackage,
    math: BasicMathPackage,
    strings: BasicStringPackage,
    more_strings: MoreStringPackage,
    arrays: BasicArrayPackage,
    blobs: BasicBlobPackage,
    maps: BasicMapPackage,
}

/// Made once for all engines of the process: to make them takes longer than all the rest.
static PACKAGES: LazyLock<Packages> = LazyLock::new(Packages::default);

fn packages(engine: &mut Engine) {
    let packages = &*PACKAGES;
    packages.arithmetic.register_into_engine(engine);
    packages.logic.register_into_engine(engine);
    packages.bits.register_into_engine(engine);
    packages.functions.register_into_engine(engine);
    packages.iterators.register_into_engine(engine);
    packages.math.register_into_engine(engine);
    packages.strings.register_into_engine(engine);
    packages.more_strings.register_into_engine(engine);
    packages.arrays.register_into_engine(engine);
    packages.blobs.register_into_engine(engine);
    packages.maps.register_into_engine(engine);
}

/// The engine keeps some words for a later day that are names of ours: `.default(…)`,
/// `#{match: …}`, `db.debug(…)`, `module(…)`.
fn words(engine: &mut Engine) {
    #[expect(deprecated, reason = "the engine marks in this way what may change")]
    engine.on_parse_token(|token, _, _| match token {
        Token::Reserved(word)
            if matches!(word.as_str(), "default" | "match" | "debug" | "module") =>
        {
            Token::Identifier(word)
        }
        other => other,
    });
}

fn limits(engine: &mut Engine, run: &Arc<Run>) {
    let limits = &run.limits;
    engine
        .set_optimization_level(OptimizationLevel::Simple)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .disable_symbol("eval")
        .disable_symbol("import")
        .disable_symbol("export")
        .set_module_resolver(DummyModuleResolver::new())
        .set_max_modules(0)
        // Operations are counted by `Watch`: the engine's own counter forgets what closures
        // used that host functions call.
        .set_max_operations(0)
        .set_max_call_levels(limits.call_depth)
        .set_max_expr_depths(EXPRESSION_DEPTH, EXPRESSION_DEPTH)
        .set_max_variables(VARIABLES)
        .set_max_functions(FUNCTIONS)
        .set_max_string_size(limits.text_bytes)
        .set_max_array_size(limits.elements)
        .set_max_map_size(limits.elements);
    let watched = Arc::clone(run);
    engine.on_progress(move |_| {
        if watched.logged_too_much() {
            let limit = format!("{} bytes of log lines", watched.limits.log_bytes);
            let error = errors::limit(Resource::Length, limit, Default::default());
            return Some(Stop::token(error));
        }
        watched.watch.tick(&watched.limits)
    });
}

/// Two things about variables that the engine does otherwise.
///
/// It puts constants into functions only where they stand alone, not in front of a dot. And a
/// `db` that a closure has captured is locked while `db.attempt(…)` runs, so that the closure
/// could not use it; each use gets a copy of its own instead, which is only a reference.
fn variables(engine: &mut Engine, run: &Arc<Run>) {
    let run = Arc::clone(run);
    #[expect(deprecated, reason = "the engine marks in this way what may change")]
    engine.on_var(move |name, index, context| {
        let scope = context.scope();
        let local = match index {
            0 => scope.get(name),
            // The iterator starts with the newest variable, as the index does.
            _ => scope.iter_raw().nth(index - 1).filter(|v| v.0 == name).map(|v| v.2),
        };
        match local {
            Some(value) if value.is_shared() => {
                let db = value.read_lock::<db::Db>().map(|db| db.clone());
                Ok(db.map(Dynamic::from))
            }
            Some(_) => Ok(None),
            None => Ok(run.constants().get(name).cloned().map(Dynamic::into_read_only)),
        }
    });
}

/// `print` and `debug` go to the host's log; too much of it ends the script at its next step.
fn outputs(engine: &mut Engine, run: &Arc<Run>) {
    let host = Arc::clone(run);
    engine.on_print(move |text| drop(host.say(Level::Info, text)));
    let host = Arc::clone(run);
    engine.on_debug(move |text, _, _| drop(host.say(Level::Debug, text)));
}
