//! `create_trigger` and its kin.

use sandshift_model::object::Trigger;
use sandshift_model::operation::{CreateTrigger, DropTrigger};

use super::super::call::Call;
use super::super::columns::sql;
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_trigger(name, table, definition)", |call| create_trigger(call, false)),
    method("create_or_replace_trigger(name, table, definition)", |call| create_trigger(call, true)),
    method("drop_trigger(name, table, options?)", drop_trigger),
];

fn create_trigger(call: &mut Call<'_>, or_replace: bool) -> Answer {
    let name = call.name(0, "the trigger")?;
    let table = call.object(1, "the table")?;
    let definition = sql(call, 2, "the definition")?;
    apply(call, CreateTrigger { trigger: Trigger { name, table, definition }, or_replace })
}

fn drop_trigger(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the trigger")?;
    let table = call.object(1, "the table")?;
    let mut options = call.options(2)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropTrigger { name, table, if_exists })
}
