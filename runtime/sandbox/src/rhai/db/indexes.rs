//! `create_index` and its kin.

use rhai::Array;
use sandshift_model::operation::{CreateIndex, DropIndex, RenameIndex};

use super::super::call::Call;
use super::super::indexes::{keys, unplaced};
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_index(name?, table, columns, options?)", create_index),
    method("drop_index(name, table?, options?)", drop_index),
    method("rename_index(name, new_name, table?)", rename_index),
];

fn create_index(call: &mut Call<'_>) -> Answer {
    // Without a name the second argument is the list of columns.
    if call.peek(1).is::<Array>() {
        call.shift();
    }
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let keys = keys(call, 2)?;
    let mut options = call.options(3)?;
    let index = unplaced(&mut options, keys)?;
    let concurrently = options.flag("concurrently")?;
    let if_not_exists = options.flag("if_not_exists")?;
    options.end()?;
    apply(call, CreateIndex { index: index.on(table, name), concurrently, if_not_exists })
}

fn drop_index(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the index")?;
    let table = if call.peek(1).is_unit() || call.peek(1).is_map() {
        None
    } else {
        Some(call.object(1, "the table")?)
    };
    let at = if call.peek(1).is_map() { 1 } else { 2 };
    let mut options = call.options(at)?;
    let concurrently = options.flag("concurrently")?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropIndex { name, table, concurrently, if_exists })
}

fn rename_index(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the index")?;
    let new_name = call.name(1, "the new name")?;
    let table = if call.peek(2).is_unit() { None } else { Some(call.object(2, "the table")?) };
    apply(call, RenameIndex { name, table, new_name })
}
