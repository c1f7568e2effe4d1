//! Indexes: as items of a table, as calls of their own, and how they are changed.

use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::operation::{CreateIndex, DropIndex, RenameIndex};

use super::layout::Node;
use super::options::Options;
use super::text::{name, object, sql};

/// An index among the items of `create_table`.
pub(super) fn item(index: &Index) -> Node {
    let options = options(index).name("name", index.name.as_ref());
    Node::call("index", options.behind(vec![keys(index)]))
}

/// `db.create_index(…)`.
pub(super) fn create(operation: &CreateIndex) -> Node {
    let index = &operation.index;
    let options = options(index)
        .flag("concurrently", operation.concurrently)
        .flag("if_not_exists", operation.if_not_exists);
    let mut arguments: Vec<Node> = index.name.iter().map(name).collect();
    arguments.extend([object(&index.table), keys(index)]);
    Node::call("db.create_index", options.behind(arguments))
}

/// `db.drop_index(…)`.
pub(super) fn drop(operation: &DropIndex) -> Node {
    let options = Options::default()
        .flag("concurrently", operation.concurrently)
        .flag("if_exists", operation.if_exists);
    let mut arguments = vec![name(&operation.name)];
    arguments.extend(operation.table.iter().map(object));
    Node::call("db.drop_index", options.behind(arguments))
}

/// `db.rename_index(…)`.
pub(super) fn rename(operation: &RenameIndex) -> Node {
    let mut arguments = vec![name(&operation.name), name(&operation.new_name)];
    arguments.extend(operation.table.iter().map(object));
    Node::call("db.rename_index", arguments)
}

fn keys(index: &Index) -> Node {
    Node::Array(index.keys.iter().map(key).collect())
}

fn key(key: &IndexKey) -> Node {
    let on = match &key.on {
        IndexTerm::Column(column) => name(column),
        IndexTerm::Expression(expression) => Node::call("expr", vec![sql(expression)]),
    };
    match (&key.native, key.descending) {
        (None, false) => on,
        (None, true) => Node::call("desc", vec![on]),
        (native, descending) => {
            let options =
                Options::default().flag("descending", descending).sql("native", native.as_deref());
            Node::call("index_key", options.behind(vec![on]))
        }
    }
}

fn options(index: &Index) -> Options {
    Options::default()
        .flag("unique", index.unique)
        .sql("where", index.filter.as_deref())
        .names("include", &index.include)
        .text("method", index.method.as_deref())
        .flag("nulls_not_distinct", index.nulls_not_distinct)
        .sql("native", index.native.as_deref())
}
