//! The map of options at the end of a call: only what is not the default is said.

use sandshift_model::ident::Ident;

use super::layout::Node;
use super::text::{name, names, sql, string};

/// Options on their way into a map.
#[derive(Debug, Default)]
pub(super) struct Options(Vec<(String, Node)>);

impl Options {
    /// An option with any value.
    pub(super) fn with(mut self, key: &str, value: Option<Node>) -> Self {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
        self
    }

    /// A switch, said when it is on.
    pub(super) fn flag(self, key: &str, on: bool) -> Self {
        self.with(key, on.then(|| Node::word("true")))
    }

    /// A text.
    pub(super) fn text(self, key: &str, text: Option<&str>) -> Self {
        self.with(key, text.map(|text| Node::Word(string(text))))
    }

    /// SQL text.
    pub(super) fn sql(self, key: &str, text: Option<&str>) -> Self {
        self.with(key, text.map(sql))
    }

    /// A name.
    pub(super) fn name(self, key: &str, given: Option<&Ident>) -> Self {
        self.with(key, given.map(name))
    }

    /// Names, said when there are any.
    pub(super) fn names(self, key: &str, given: &[Ident]) -> Self {
        self.with(key, (!given.is_empty()).then(|| names(given)))
    }

    /// A number.
    pub(super) fn number(self, key: &str, number: Option<i64>) -> Self {
        self.with(key, number.map(super::values::integer))
    }

    /// The map, even when it is empty.
    pub(super) fn map(self) -> Node {
        Node::Map(self.0)
    }

    /// The arguments with the map behind them, unless it is empty.
    pub(super) fn behind(self, mut arguments: Vec<Node>) -> Vec<Node> {
        if !self.0.is_empty() {
            arguments.push(self.map());
        }
        arguments
    }
}
