//! How one function of the API is declared and reached by the engine.
//!
//! A [`Method`] is a signature for people and a Rust function. Name and number of arguments are
//! read from the signature, so that error messages, hints and the editor file cannot drift away
//! from what is registered. Arguments arrive untyped, because the engine's own type errors would
//! say nothing about what was expected.

use std::any::TypeId;
use std::sync::Arc;

use rhai::{Dynamic, Engine, NativeCallContext};

use super::call::Call;
use super::errors::Failure;
use super::run::Run;

/// What a call gives back.
pub(super) type Answer = Result<Dynamic, Failure>;

/// The Rust side of a function.
pub(super) type Body = fn(&mut Call<'_>) -> Answer;

/// One function of the API.
#[derive(Debug)]
pub(super) struct Method {
    /// `name(argument, argument?)`; a question mark means that the argument may be left out.
    pub(super) signature: &'static str,
    body: Body,
}

/// Declares a function.
pub(super) const fn method(signature: &'static str, body: Body) -> Method {
    Method { signature, body }
}

impl Method {
    pub(super) fn name(&self) -> &'static str {
        self.signature.split('(').next().unwrap_or_default()
    }

    fn arity(&self) -> std::ops::RangeInclusive<usize> {
        let inside = self.signature.split_once('(').map_or("", |(_, rest)| rest);
        let parts = || inside.trim_end_matches(')').split(", ").filter(|part| !part.is_empty());
        let optional = parts().filter(|part| part.ends_with('?')).count();
        parts().count() - optional..=parts().count()
    }

    /// Registers the function, as a method of `receiver` (its type and its name in messages), or
    /// as a free one.
    pub(super) fn register(
        &'static self,
        engine: &mut Engine,
        run: &Arc<Run>,
        receiver: Option<(TypeId, &'static str)>,
    ) {
        for count in self.arity() {
            let mut types: Vec<TypeId> = receiver.iter().map(|(id, _)| *id).collect();
            types.resize(types.len() + count, TypeId::of::<Dynamic>());
            let run = Arc::clone(run);
            let owner = receiver.map(|(_, name)| name);
            engine.register_raw_fn(
                self.name(),
                types,
                move |context: NativeCallContext<'_>, arguments: &mut [&mut Dynamic]| {
                    let mut call = Call::new(&run, &context, self, owner, arguments);
                    (self.body)(&mut call)
                },
            );
        }
    }
}
