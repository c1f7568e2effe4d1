//! `create_enum` and its kin.

use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, DropEnum, EnumPosition, RenameEnumValue,
};

use super::super::call::Call;
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_enum(name, values)", create_enum),
    method("add_enum_value(name, value, options?)", add_enum_value),
    method("rename_enum_value(name, value, new_value)", rename_enum_value),
    method("drop_enum(name, options?)", drop_enum),
];

fn create_enum(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the enum")?;
    let values = call.array(1, "the values")?;
    let text = |value| call.text_of(value, "a value of the enum");
    let values = values.into_iter().map(text).collect::<Result<_, _>>()?;
    apply(call, CreateEnum { enum_type: EnumType { name, values } })
}

fn add_enum_value(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the enum")?;
    let value = call.text(1, "the value")?;
    let mut options = call.options(2)?;
    let position = match (options.text("before")?, options.text("after")?) {
        (None, None) => EnumPosition::Last,
        (Some(next), None) => EnumPosition::Before(next),
        (None, Some(previous)) => EnumPosition::After(previous),
        (Some(_), Some(_)) => {
            return Err(call.misuse("only one of `before` and `after` can be given"));
        }
    };
    options.end()?;
    apply(call, AddEnumValue { name, value, position })
}

fn rename_enum_value(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the enum")?;
    let value = call.text(1, "the value")?;
    let new_value = call.text(2, "the new value")?;
    apply(call, RenameEnumValue { name, value, new_value })
}

fn drop_enum(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the enum")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropEnum { name, if_exists })
}
