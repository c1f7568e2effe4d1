//! Schemas, sequences and extensions.

use sandshift_model::object::Sequence;
use sandshift_model::operation::{
    CreateExtension, CreateSchema, CreateSequence, DropExtension, DropSchema, DropSequence,
};

use super::super::call::Call;
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_schema(name, options?)", create_schema),
    method("drop_schema(name, options?)", drop_schema),
    method("create_sequence(name, options?)", create_sequence),
    method("drop_sequence(name, options?)", drop_sequence),
    method("create_extension(name, options?)", create_extension),
    method("drop_extension(name, options?)", drop_extension),
];

fn create_schema(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the schema")?;
    let mut options = call.options(1)?;
    let if_not_exists = options.flag("if_not_exists")?;
    options.end()?;
    apply(call, CreateSchema { name, if_not_exists })
}

fn drop_schema(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the schema")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    let cascade = options.flag("cascade")?;
    options.end()?;
    apply(call, DropSchema { name, if_exists, cascade })
}

fn create_sequence(call: &mut Call<'_>) -> Answer {
    let name = call.object(0, "the sequence")?;
    let mut options = call.options(1)?;
    let start = options.integer("start")?;
    let increment = options.integer("increment")?;
    let native = options.text("native")?;
    let if_not_exists = options.flag("if_not_exists")?;
    options.end()?;
    let sequence = Sequence { name, start, increment, native };
    apply(call, CreateSequence { sequence, if_not_exists })
}

fn drop_sequence(call: &mut Call<'_>) -> Answer {
    let name = call.object(0, "the sequence")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropSequence { name, if_exists })
}

fn create_extension(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the extension")?;
    let mut options = call.options(1)?;
    let if_not_exists = options.flag("if_not_exists")?;
    options.end()?;
    apply(call, CreateExtension { name, if_not_exists })
}

fn drop_extension(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the extension")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropExtension { name, if_exists })
}
