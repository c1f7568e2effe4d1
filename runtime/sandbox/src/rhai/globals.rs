//! The functions that need no `db`.

use std::sync::Arc;

use rhai::Engine;

use super::method::Method;
use super::run::Run;
use super::{
    columns, constraints, decimal, indexes, modules, names, query, stdlib, transform, typed, types,
};

/// Every free function of ours.
pub(super) fn functions() -> impl Iterator<Item = &'static Method> {
    [
        columns::FUNCTIONS,
        types::FUNCTIONS,
        constraints::FUNCTIONS,
        indexes::FUNCTIONS,
        names::FUNCTIONS,
        query::FUNCTIONS,
        transform::FUNCTIONS,
        modules::FUNCTIONS,
        decimal::FUNCTIONS,
        typed::FUNCTIONS,
        stdlib::json::FUNCTIONS,
        stdlib::json_path::FUNCTIONS,
        stdlib::regex::FUNCTIONS,
        stdlib::digest::FUNCTIONS,
        stdlib::encoding::FUNCTIONS,
        stdlib::dates::FUNCTIONS,
        stdlib::ids::FUNCTIONS,
        stdlib::assertion::FUNCTIONS,
        stdlib::text::FUNCTIONS,
        stdlib::dictionary::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// Registers them all, and the types that they make.
pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    for function in functions() {
        function.register(engine, run, None);
    }
    engine
        .register_type_with_name::<types::Type>("Type")
        .register_type_with_name::<constraints::TableConstraint>("Constraint")
        .register_type_with_name::<indexes::TableIndex>("Index")
        .register_type_with_name::<indexes::Key>("IndexKey")
        .register_type_with_name::<names::SchemaTable>("SchemaTable")
        .register_type_with_name::<names::Expression>("Expression")
        .register_type_with_name::<typed::Typed>("TypedValue")
        .register_type_with_name::<query::TableRows>("TableRows")
        .register_type_with_name::<transform::DeleteRow>("DeleteRow")
        .register_type_with_name::<modules::Module>("Module");
    columns::register(engine, run);
    decimal::register(engine);
    stdlib::dates::register(engine);
    stdlib::dictionary::register(engine, run);
    stdlib::bounded::register(engine, &run.limits);
}
