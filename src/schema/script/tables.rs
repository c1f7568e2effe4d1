//! Tables and their columns.

use sandshift_model::column::{Column, ColumnSpec, DefaultValue, Identity};
use sandshift_model::operation::{
    AddColumn, AlterColumn, Change, CreateTable, DropColumn, DropTable, RenameColumn, RenameTable,
    SetTableComment,
};
use sandshift_model::table::TableOptions;

use super::columns::{column, column_type, default_option};
use super::layout::Node;
use super::options::Options;
use super::placement::Placement;
use super::text::{name, object, sql, sql_of, string};
use super::{constraints, indexes};

/// `db.create_table(…)`.
pub(super) fn create(operation: &CreateTable, dialect: &str) -> Node {
    let table = &operation.table;
    let Placement { columns, constraints, indexes } = Placement::of(table);
    let mut items: Vec<Node> = columns.iter().map(|spec| column(spec, dialect)).collect();
    items.extend(constraints.iter().map(constraints::item));
    items.extend(indexes.iter().map(indexes::item));
    let options = table_options(&table.options)
        .text("comment", table.comment.as_deref())
        .flag("if_not_exists", operation.if_not_exists);
    Node::call("db.create_table", options.behind(vec![object(&table.name), Node::Lines(items)]))
}

fn table_options(options: &TableOptions) -> Options {
    let native = match options.native.as_slice() {
        [] => None,
        [one] => Some(sql(one)),
        several => Some(Node::Array(several.iter().map(|words| sql(words)).collect())),
    };
    Options::default()
        .flag("strict", options.strict)
        .flag("without_rowid", options.without_rowid)
        .text("engine", options.engine.as_deref())
        .text("charset", options.charset.as_deref())
        .text("collation", options.collation.as_deref())
        .with("native", native)
}

/// `db.drop_table(…)`.
pub(super) fn drop(operation: &DropTable) -> Node {
    let options = Options::default()
        .flag("if_exists", operation.if_exists)
        .flag("cascade", operation.cascade);
    Node::call("db.drop_table", options.behind(vec![object(&operation.table)]))
}

/// `db.rename_table(…)`.
pub(super) fn rename(operation: &RenameTable) -> Node {
    Node::call("db.rename_table", vec![object(&operation.table), name(&operation.new_name)])
}

/// `db.create_table_comment(…)` or `db.drop_table_comment(…)`.
pub(super) fn set_comment(operation: &SetTableComment) -> Node {
    let table = object(&operation.table);
    match &operation.comment {
        Some(comment) => {
            Node::call("db.create_table_comment", vec![table, Node::Word(string(comment))])
        }
        None => Node::call("db.drop_table_comment", vec![table]),
    }
}

/// `db.add_column(…)`.
pub(super) fn add_column(operation: &AddColumn, dialect: &str) -> Node {
    let spec = plain(operation.column.clone());
    let options = Options::default().flag("if_not_exists", operation.if_not_exists);
    let arguments = vec![object(&operation.table), column(&spec, dialect)];
    Node::call("db.add_column", options.behind(arguments))
}

/// A column with nothing behind it.
pub(super) fn plain(column: Column) -> ColumnSpec {
    let spec = ColumnSpec::new(column.name.clone(), column.ty.clone());
    ColumnSpec { column, ..spec }
}

/// `db.drop_column(…)`.
pub(super) fn drop_column(operation: &DropColumn) -> Node {
    let options =
        Options::default().flag("if_exists", operation.if_exists).flag("keep", operation.keep);
    let arguments = vec![object(&operation.table), name(&operation.column)];
    Node::call("db.drop_column", options.behind(arguments))
}

/// `db.rename_column(…)`.
pub(super) fn rename_column(operation: &RenameColumn) -> Node {
    let RenameColumn { table, column, new_name } = operation;
    Node::call("db.rename_column", vec![object(table), name(column), name(new_name)])
}

/// `db.alter_column(…)`; none when it changes nothing.
pub(super) fn alter_column(operation: &AlterColumn, dialect: &str) -> Option<Node> {
    let ty = operation.ty.as_ref();
    let using = ty.and_then(|change| change.using.as_ref());
    let nullable = operation.nullable.map(|nullable| Node::word(nullable.to_string()));
    let options = Options::default()
        .with("type", ty.map(|change| column_type(&change.ty, dialect)))
        .with("using", using.map(|text| sql_of(text, dialect)))
        .with("nullable", nullable);
    let options = default_change(options, &operation.default);
    let options = match &operation.comment {
        Change::Unchanged => options,
        Change::Remove => options.with("comment", Some(Node::word("()"))),
        Change::Set(comment) => options.text("comment", Some(comment)),
    };
    let options = identity_change(options, &operation.identity);
    let arguments = vec![object(&operation.table), name(&operation.column)];
    let arguments = options.behind(arguments);
    (arguments.len() == 3).then(|| Node::call("db.alter_column", arguments))
}

fn default_change(options: Options, change: &Change<DefaultValue>) -> Options {
    match change {
        Change::Unchanged => options,
        Change::Remove => options.with("default", Some(Node::word("()"))),
        Change::Set(default) => {
            let (option, value) = default_option(default);
            options.with(option, Some(value))
        }
    }
}

fn identity_change(options: Options, change: &Change<Identity>) -> Options {
    match change {
        Change::Unchanged => options,
        Change::Remove => options.with("identity", Some(Node::word("()"))),
        Change::Set(plain) if *plain == Identity::default() => options.flag("autoincrement", true),
        Change::Set(identity) => options.with("identity", Some(Options::from(*identity).map())),
    }
}
