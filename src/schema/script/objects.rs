//! Enums, views, triggers, functions, schemas, sequences and extensions.

use sandshift_model::ident::Ident;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, CreateFunction, CreateSequence, CreateTrigger, CreateView,
    DropFunction, DropTrigger, EnumPosition, RenameEnumValue,
};

use super::layout::Node;
use super::options::Options;
use super::text::{name, object, sql, string};

/// `db.create_enum(…)`.
pub(super) fn create_enum(operation: &CreateEnum) -> Node {
    let values = operation.enum_type.values.iter().map(|value| Node::Word(string(value)));
    Node::call(
        "db.create_enum",
        vec![name(&operation.enum_type.name), Node::Array(values.collect())],
    )
}

/// `db.add_enum_value(…)`.
pub(super) fn add_enum_value(operation: &AddEnumValue) -> Node {
    let options = match &operation.position {
        EnumPosition::Last => Options::default(),
        EnumPosition::Before(next) => Options::default().text("before", Some(next)),
        EnumPosition::After(previous) => Options::default().text("after", Some(previous)),
    };
    let arguments = vec![name(&operation.name), Node::Word(string(&operation.value))];
    Node::call("db.add_enum_value", options.behind(arguments))
}

/// `db.rename_enum_value(…)`.
pub(super) fn rename_enum_value(operation: &RenameEnumValue) -> Node {
    Node::call(
        "db.rename_enum_value",
        vec![
            name(&operation.name),
            Node::Word(string(&operation.value)),
            Node::Word(string(&operation.new_value)),
        ],
    )
}

/// `db.create_view(…)` or `db.create_or_replace_view(…)`.
pub(super) fn create_view(operation: &CreateView) -> Node {
    let view = &operation.view;
    let options =
        Options::default().flag("materialized", view.materialized).names("columns", &view.columns);
    let arguments = vec![object(&view.name), sql(&view.query)];
    Node::call(made("view", operation.or_replace), options.behind(arguments))
}

/// `db.create_trigger(…)` or `db.create_or_replace_trigger(…)`.
pub(super) fn create_trigger(operation: &CreateTrigger) -> Node {
    let trigger = &operation.trigger;
    let arguments = vec![name(&trigger.name), object(&trigger.table), sql(&trigger.definition)];
    Node::call(made("trigger", operation.or_replace), arguments)
}

/// `db.create_function(…)` or `db.create_or_replace_function(…)`.
pub(super) fn create_function(operation: &CreateFunction) -> Node {
    let function = &operation.function;
    let options = function_options(&function.arguments, function.procedure);
    let arguments = vec![object(&function.name), sql(&function.definition)];
    Node::call(made("function", operation.or_replace), options.behind(arguments))
}

fn made(what: &str, or_replace: bool) -> String {
    if or_replace { format!("db.create_or_replace_{what}") } else { format!("db.create_{what}") }
}

/// `db.drop_trigger(…)`.
pub(super) fn drop_trigger(operation: &DropTrigger) -> Node {
    let options = Options::default().flag("if_exists", operation.if_exists);
    let arguments = vec![name(&operation.name), object(&operation.table)];
    Node::call("db.drop_trigger", options.behind(arguments))
}

/// `db.drop_function(…)`.
pub(super) fn drop_function(operation: &DropFunction) -> Node {
    let options = function_options(&operation.arguments, operation.procedure)
        .flag("if_exists", operation.if_exists);
    Node::call("db.drop_function", options.behind(vec![object(&operation.name)]))
}

fn function_options(arguments: &str, procedure: bool) -> Options {
    Options::default()
        .text("arguments", Some(arguments).filter(|arguments| !arguments.is_empty()))
        .flag("procedure", procedure)
}

/// `db.create_sequence(…)`.
pub(super) fn create_sequence(operation: &CreateSequence) -> Node {
    let sequence = &operation.sequence;
    let options = Options::default()
        .number("start", sequence.start)
        .number("increment", sequence.increment)
        .sql("native", sequence.native.as_deref())
        .flag("if_not_exists", operation.if_not_exists);
    Node::call("db.create_sequence", options.behind(vec![object(&sequence.name)]))
}

/// `db.create_schema(…)` or `db.create_extension(…)`.
pub(super) fn create_named(function: &str, own: &Ident, if_not_exists: bool) -> Node {
    let options = Options::default().flag("if_not_exists", if_not_exists);
    Node::call(function, options.behind(vec![name(own)]))
}

/// A call that drops what has this name.
pub(super) fn drop_named(function: &str, own: Node, if_exists: bool, cascade: bool) -> Node {
    let options = Options::default().flag("if_exists", if_exists).flag("cascade", cascade);
    Node::call(function, options.behind(vec![own]))
}
