//! Columns, their types and their defaults.

use sandshift_model::column::{Column, ColumnSpec, DefaultValue, Generated, Identity};
use sandshift_model::constraint::ForeignKey;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::constraints::foreign_key_options;
use super::layout::Node;
use super::options::Options;
use super::text::{name, object, sql, sql_of, string};
use super::values::value;

/// `column("name", string(100)).not_null()`, with what stands behind it.
pub(super) fn column(spec: &ColumnSpec, dialect: &str) -> Node {
    let Column { name: own, ty, nullable, default, identity, generated, .. } = &spec.column;
    let mut links = vec![Node::call("column", vec![name(own), column_type(ty, dialect)])];
    let mut link = |head: &str, arguments: Vec<Node>| links.push(Node::call(head, arguments));
    if spec.primary_key {
        link("primary_key", Vec::new());
    }
    if let Some(identity) = identity {
        match Options::from(*identity).behind(Vec::new()) {
            options if options.is_empty() => link("autoincrement", Vec::new()),
            options => link("identity", options),
        }
    }
    if !nullable && !spec.primary_key {
        link("not_null", Vec::new());
    }
    if spec.unique {
        link("unique", Vec::new());
    }
    if let Some(default) = default {
        let (head, arguments) = default_call(default);
        link(head, arguments);
    }
    if let Some(Generated { expression, stored }) = generated {
        let options = Options::default().with("stored", (!stored).then(|| Node::word("false")));
        link("computed", options.behind(vec![sql(expression)]));
    }
    if let Some(key) = &spec.references {
        link("references", references(key));
    }
    if let Some(expression) = &spec.check {
        link("check", vec![sql(expression)]);
    }
    if let Some(collation) = &spec.column.collation {
        link("collate", vec![Node::Word(string(collation))]);
    }
    for clause in &spec.column.native {
        link("native", vec![sql(clause)]);
    }
    if spec.index {
        link("index", Vec::new());
    }
    if let Some(comment) = &spec.column.comment {
        link("comment", vec![Node::Word(string(comment))]);
    }
    Node::Chain(links)
}

fn references(key: &ForeignKey) -> Vec<Node> {
    let mut arguments = vec![object(&key.references)];
    let options = foreign_key_options(key).behind(Vec::new());
    match key.referred_columns.first() {
        Some(referred) => arguments.push(name(referred)),
        None if !options.is_empty() => arguments.push(Node::word("()")),
        None => {}
    }
    arguments.extend(options);
    arguments
}

/// The method that gives a column this default, with its arguments. NULL is no value that a script
/// could set, but an expression.
fn default_call(default: &DefaultValue) -> (&'static str, Vec<Node>) {
    match default {
        DefaultValue::Now => ("default_now", Vec::new()),
        DefaultValue::Literal(Value::Null) => ("default_sql", vec![Node::word("\"NULL\"")]),
        DefaultValue::Literal(constant) => ("default", vec![value(constant)]),
        DefaultValue::Expression(expression) => ("default_sql", vec![sql(expression)]),
    }
}

/// The default as an option of `alter_column`.
pub(super) fn default_option(default: &DefaultValue) -> (&'static str, Node) {
    let (option, mut arguments) = default_call(default);
    (option, arguments.pop().unwrap_or_else(|| Node::word("true")))
}

/// A type as the function that makes it.
pub(super) fn column_type(ty: &ColumnType, dialect: &str) -> Node {
    match ty {
        ColumnType::DateTime { timezone: true } => Node::word("timestamp_tz()"),
        ColumnType::Enum { name: own } => Node::call("enum_type", vec![name(own)]),
        ColumnType::Array(element) => Node::call("array", vec![column_type(element, dialect)]),
        ColumnType::Native(spelling) => Node::call("native", vec![sql_of(spelling, dialect)]),
        other => {
            let text = other.to_string();
            Node::word(if text.ends_with(')') { text } else { format!("{text}()") })
        }
    }
}

impl From<Identity> for Options {
    fn from(identity: Identity) -> Self {
        Self::default()
            .flag("always", identity.always)
            .number("start", identity.start)
            .number("increment", identity.increment)
    }
}
