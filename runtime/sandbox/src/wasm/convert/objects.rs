//! Triggers, functions, schemas, sequences and extensions.

use sandshift_model::ident::Ident;
use sandshift_model::object::{Function, Sequence, Trigger};
use sandshift_model::operation::{
    CreateExtension, CreateFunction, CreateSchema, CreateSequence, CreateTrigger, DropExtension,
    DropFunction, DropSchema, DropSequence, DropTrigger,
};

use super::super::bindings::changes as wit;
use super::{Unfit, object};

pub(super) fn create_trigger(o: wit::CreateTrigger) -> Result<CreateTrigger, Unfit> {
    let (name, table) = (Ident::new(o.name)?, object(o.table)?);
    let trigger = Trigger { name, table, definition: o.definition };
    Ok(CreateTrigger { trigger, or_replace: o.or_replace })
}

pub(super) fn drop_trigger(o: wit::DropTrigger) -> Result<DropTrigger, Unfit> {
    let (name, table) = (Ident::new(o.name)?, object(o.table)?);
    Ok(DropTrigger { name, table, if_exists: o.if_exists })
}

pub(super) fn create_function(o: wit::CreateFunction) -> Result<CreateFunction, Unfit> {
    let function = Function {
        name: object(o.name)?,
        arguments: o.arguments,
        procedure: o.procedure,
        definition: o.definition,
    };
    Ok(CreateFunction { function, or_replace: o.or_replace })
}

pub(super) fn drop_function(o: wit::DropFunction) -> Result<DropFunction, Unfit> {
    Ok(DropFunction {
        name: object(o.name)?,
        arguments: o.arguments,
        procedure: o.procedure,
        if_exists: o.if_exists,
    })
}

pub(super) fn create_schema(o: wit::CreateSchema) -> Result<CreateSchema, Unfit> {
    Ok(CreateSchema { name: Ident::new(o.name)?, if_not_exists: o.if_not_exists })
}

pub(super) fn drop_schema(o: wit::DropSchema) -> Result<DropSchema, Unfit> {
    Ok(DropSchema { name: Ident::new(o.name)?, if_exists: o.if_exists, cascade: o.cascade })
}

pub(super) fn create_sequence(o: wit::CreateSequence) -> Result<CreateSequence, Unfit> {
    let name = object(o.name)?;
    let sequence = Sequence { name, start: o.start, increment: o.increment, native: None };
    Ok(CreateSequence { sequence, if_not_exists: o.if_not_exists })
}

pub(super) fn drop_sequence(o: wit::DropSequence) -> Result<DropSequence, Unfit> {
    Ok(DropSequence { name: object(o.name)?, if_exists: o.if_exists })
}

pub(super) fn create_extension(o: wit::CreateExtension) -> Result<CreateExtension, Unfit> {
    Ok(CreateExtension { name: Ident::new(o.name)?, if_not_exists: o.if_not_exists })
}

pub(super) fn drop_extension(o: wit::DropExtension) -> Result<DropExtension, Unfit> {
    Ok(DropExtension { name: Ident::new(o.name)?, if_exists: o.if_exists })
}
