//! `create_function` and its kin.

use sandshift_model::object::Function;
use sandshift_model::operation::{CreateFunction, DropFunction};

use super::super::call::Call;
use super::super::columns::sql;
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_function(name, definition, options?)", |call| create_function(call, false)),
    method("create_or_replace_function(name, definition, options?)", |call| {
        create_function(call, true)
    }),
    method("drop_function(name, options?)", drop_function),
];

fn create_function(call: &mut Call<'_>, or_replace: bool) -> Answer {
    let name = call.object(0, "the function")?;
    let definition = sql(call, 1, "the definition")?;
    let mut options = call.options(2)?;
    let arguments = options.text("arguments")?.unwrap_or_default();
    let procedure = options.flag("procedure")?;
    options.end()?;
    let function = Function { name, arguments, procedure, definition };
    apply(call, CreateFunction { function, or_replace })
}

fn drop_function(call: &mut Call<'_>) -> Answer {
    let name = call.object(0, "the function")?;
    let mut options = call.options(1)?;
    let arguments = options.text("arguments")?.unwrap_or_default();
    let procedure = options.flag("procedure")?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropFunction { name, arguments, procedure, if_exists })
}
