//! Constraints: as items of a table, as calls of their own, and how they are changed.

use sandshift_model::constraint::{
    Constraint, ConstraintBody, ConstraintKind, Deferrable, ExcludeElement, ForeignKey,
    ReferentialAction,
};
use sandshift_model::operation::{
    AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint,
};

use super::layout::Node;
use super::options::Options;
use super::text::{name, names, object, sql, string};

/// A constraint among the items of `create_table`.
pub(super) fn item(constraint: &Constraint) -> Node {
    let options = body_options(&constraint.body)
        .name("name", constraint.name.as_ref())
        .sql("native", constraint.native.as_deref());
    match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => {
            Node::call("primary_key", options.behind(vec![names(columns)]))
        }
        ConstraintBody::Unique { columns, .. } => {
            Node::call("unique", options.behind(vec![names(columns)]))
        }
        ConstraintBody::Check { expression, .. } => {
            Node::call("check", options.behind(vec![sql(expression)]))
        }
        ConstraintBody::ForeignKey(key) => {
            let arguments = vec![names(&key.columns), object(&key.references)];
            Node::call("foreign_key", referring(arguments, key, options))
        }
        ConstraintBody::Exclude { elements, .. } => {
            Node::call("exclude", options.behind(vec![pairs(elements)]))
        }
    }
}

/// `db.create_unique_constraint(…)` and its kin.
pub(super) fn add(operation: &AddConstraint) -> Node {
    let AddConstraint { table, constraint } = operation;
    let own = constraint.name.as_ref().map_or_else(|| Node::word("()"), name);
    let options = body_options(&constraint.body).sql("native", constraint.native.as_deref());
    let arguments = vec![own, object(table)];
    let with = |more: Node| {
        let mut arguments = arguments.clone();
        arguments.push(more);
        arguments
    };
    match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => {
            Node::call("db.create_primary_key", options.behind(with(names(columns))))
        }
        ConstraintBody::Unique { columns, .. } => {
            Node::call("db.create_unique_constraint", options.behind(with(names(columns))))
        }
        ConstraintBody::Check { expression, .. } => {
            Node::call("db.create_check_constraint", options.behind(with(sql(expression))))
        }
        ConstraintBody::ForeignKey(key) => {
            let mut arguments = with(object(&key.references));
            arguments.push(names(&key.columns));
            Node::call("db.create_foreign_key", referring(arguments, key, options))
        }
        ConstraintBody::Exclude { elements, .. } => {
            Node::call("db.create_exclude_constraint", options.behind(with(pairs(elements))))
        }
    }
}

/// The columns pointed to, which may be left out when no options follow.
fn referring(mut arguments: Vec<Node>, key: &ForeignKey, options: Options) -> Vec<Node> {
    let options = options.behind(Vec::new());
    if !key.referred_columns.is_empty() {
        arguments.push(names(&key.referred_columns));
    } else if !options.is_empty() {
        arguments.push(Node::word("()"));
    }
    arguments.extend(options);
    arguments
}

fn body_options(body: &ConstraintBody) -> Options {
    match body {
        ConstraintBody::PrimaryKey { .. } => Options::default(),
        ConstraintBody::Unique { nulls_not_distinct, deferrable, .. } => {
            timing(Options::default().flag("nulls_not_distinct", *nulls_not_distinct), *deferrable)
        }
        ConstraintBody::Check { not_valid, .. } => Options::default().flag("not_valid", *not_valid),
        ConstraintBody::ForeignKey(key) => foreign_key_options(key),
        ConstraintBody::Exclude { method, filter, .. } => {
            Options::default().text("method", method.as_deref()).sql("where", filter.as_deref())
        }
    }
}

/// What a foreign key says beside its columns.
pub(super) fn foreign_key_options(key: &ForeignKey) -> Options {
    let action = |action: ReferentialAction| Node::Word(string(&action_word(action)));
    let options = Options::default()
        .with("on_delete", key.on_delete.map(action))
        .with("on_update", key.on_update.map(action));
    timing(options, key.deferrable)
        .text("match", key.match_type.as_deref())
        .flag("not_valid", key.not_valid)
}

fn action_word(action: ReferentialAction) -> String {
    action.sql().to_ascii_lowercase().replace(' ', "_")
}

fn timing(options: Options, deferrable: Option<Deferrable>) -> Options {
    let deferred = deferrable == Some(Deferrable::Deferred);
    options
        .flag("deferrable", deferrable.is_some())
        .text("initially", deferred.then_some("deferred"))
}

fn pairs(elements: &[ExcludeElement]) -> Node {
    let pair = |element: &ExcludeElement| {
        Node::Array(vec![
            Node::Word(string(&element.expression)),
            Node::Word(string(&element.operator)),
        ])
    };
    Node::Array(elements.iter().map(pair).collect())
}

/// `db.drop_constraint(…)`.
pub(super) fn drop(operation: &DropConstraint) -> Node {
    let options = Options::default()
        .text("type", operation.kind.map(kind_word))
        .flag("if_exists", operation.if_exists);
    let arguments = vec![name(&operation.name), object(&operation.table)];
    Node::call("db.drop_constraint", options.behind(arguments))
}

/// `db.rename_constraint(…)`.
pub(super) fn rename(operation: &RenameConstraint) -> Node {
    let options = Options::default().text("type", operation.kind.map(kind_word));
    let arguments =
        vec![object(&operation.table), name(&operation.name), name(&operation.new_name)];
    Node::call("db.rename_constraint", options.behind(arguments))
}

/// `db.validate_constraint(…)`.
pub(super) fn validate(operation: &ValidateConstraint) -> Node {
    Node::call("db.validate_constraint", vec![name(&operation.name), object(&operation.table)])
}

fn kind_word(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "primary_key",
        ConstraintKind::Unique => "unique",
        ConstraintKind::Check => "check",
        ConstraintKind::ForeignKey => "foreign_key",
        ConstraintKind::Exclude => "exclude",
    }
}
