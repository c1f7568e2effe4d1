//! From the statements of a row function to steps.
//!
//! What has no step here (`while`, closures, `try`, `switch`) makes the whole function one that the
//! engine runs.

use rhai::{Expr, FnCallExpr, FnPtr, Position, Stmt};
use sandshift_model::ident::Ident;

use super::node::{Call, Change, Entry, Node, Variable};
use super::operator::Operator;
use super::site::{Engine, Site, Style};
use crate::host::TransformSpec;
use crate::rhai::compile::Constants;
use crate::rhai::row_outcome::writes;

/// Functions that look at the variables around their call.
const LOOKING_AROUND: [&str; 5] = ["is_def_var", "is_def_fn", "eval", "Fn", "call"];

/// What a name in the function stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    Row,
    Local(usize),
}

/// A function on its way into steps.
pub(super) struct Lowering<'a, 'e> {
    engine: &'a Engine<'e>,
    spec: &'a TransformSpec,
    columns: &'a [Ident],
    pub(super) names: Vec<(String, Meaning)>,
    /// The first local variables, which come from outside.
    pub(super) captured: usize,
    pub(super) locals: usize,
    pub(super) sites: Vec<Site>,
    /// Loops around the statement at hand.
    pub(super) loops: usize,
}

impl<'a, 'e> Lowering<'a, 'e> {
    /// The last parameter is the row; the constants of the script and the other parameters become
    /// the first local variables.
    pub(super) fn new(
        engine: &'a Engine<'e>,
        spec: &'a TransformSpec,
        columns: &'a [Ident],
        (constants, parameters): (&Constants, &[String]),
    ) -> Option<Self> {
        let (row, captured) = parameters.split_last()?;
        let captured = constants.keys().chain(captured).enumerate();
        let mut names: Vec<_> =
            captured.map(|(at, name)| (name.clone(), Meaning::Local(at))).collect();
        let captured = names.len();
        names.push((row.clone(), Meaning::Row));
        let sites = Vec::new();
        Some(Self { engine, spec, columns, names, captured, locals: captured, sites, loops: 0 })
    }

    /// Statements in a scope of their own. At the end of the function a map says what changes.
    pub(super) fn block(&mut self, statements: &[Stmt], is_last: bool) -> Option<Node> {
        let names = self.names.len();
        let count = statements.len();
        let steps = statements.iter().enumerate();
        let steps = steps.map(|(at, step)| self.statement(step, is_last && at + 1 == count));
        let steps = steps.collect::<Option<Vec<_>>>();
        self.names.truncate(names);
        steps.map(Node::Block)
    }

    pub(super) fn local(&mut self, name: &str) -> Variable {
        let local = self.locals;
        self.locals += 1;
        self.names.push((name.to_owned(), Meaning::Local(local)));
        Variable::Local(local)
    }

    /// What a name stands for here.
    fn meaning(&self, expression: &Expr) -> Option<Meaning> {
        let Expr::Variable(variable, ..) = expression else { return None };
        let name = &variable.1;
        let found = self.names.iter().rev().find(|(known, _)| known == name.as_str())?;
        variable.2.is_empty().then_some(found.1)
    }

    pub(super) fn is_row(&self, expression: &Expr) -> bool {
        matches!(self.meaning(expression), Some(Meaning::Row))
    }

    /// A variable, or a column of the row.
    pub(super) fn variable(&mut self, expression: &Expr) -> Option<Variable> {
        match expression {
            Expr::Variable(..) => match self.meaning(expression)? {
                Meaning::Local(local) => Some(Variable::Local(local)),
                Meaning::Row => None,
            },
            Expr::Dot(sides, flags, _) if flags.is_empty() && self.is_row(&sides.lhs) => {
                match &sides.rhs {
                    Expr::Property(property, _) => self.column(&property.2),
                    _ => None,
                }
            }
            Expr::Index(sides, ..) if self.is_row(&sides.lhs) => match &sides.rhs {
                Expr::StringConstant(name, _) => self.column(name),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn column(&self, name: &str) -> Option<Variable> {
        let found = self.columns.iter().position(|column| column.as_str() == name);
        found.map(Variable::Column)
    }

    /// A value that may be what the function gives back.
    pub(super) fn value(&mut self, expression: &Expr, is_last: bool) -> Option<Node> {
        match expression {
            Expr::Map(entries, _) if is_last => self.changes(&entries.0),
            Expr::Variable(..) if is_last && self.is_row(expression) => self.row(),
            Expr::Stmt(block) => self.block(block.statements(), is_last),
            expression => self.expression(expression),
        }
    }

    fn changes(&mut self, entries: &[(rhai::Ident, Expr)]) -> Option<Node> {
        let names = entries.iter().map(|(name, _)| name.name.as_str());
        let mut names: Vec<&str> = names.filter(|name| writes(self.spec, name)).collect();
        names.sort_unstable();
        let changes = entries.iter().map(|(name, value)| {
            let value = self.expression(value)?;
            let rank = names.binary_search(&name.name.as_str()).unwrap_or_default();
            self.change(&name.name, value, rank)
        });
        let changes = changes.collect::<Option<_>>()?;
        let columns = names.into_iter().map(|name| Ident::new(name).ok());
        Some(Node::Changes(changes, columns.collect::<Option<_>>()?))
    }

    fn row(&self) -> Option<Node> {
        let mut columns: Vec<(usize, &Ident)> = self.columns.iter().enumerate().collect();
        columns.sort_unstable_by_key(|(_, name)| *name);
        let changes = columns.iter().enumerate().map(|(rank, (column, name))| {
            let value = Node::Variable(Variable::Column(*column));
            self.change(name.as_str(), value, rank)
        });
        changes.collect::<Option<_>>().map(Node::Row)
    }

    fn change(&self, name: &str, value: Node, rank: usize) -> Option<Change> {
        let column = self.columns.iter().position(|column| column.as_str() == name);
        let is_written = writes(self.spec, name);
        // A name of its own, so that threads do not count the users of a shared one.
        Some(Change { name: Ident::new(name).ok()?, column, is_written, value, rank })
    }

    /// A value that the function goes on with.
    pub(super) fn expression(&mut self, expression: &Expr) -> Option<Node> {
        if let Some(variable) = self.variable(expression) {
            return Some(Node::Variable(variable));
        }
        match expression {
            Expr::BoolConstant(..)
            | Expr::IntegerConstant(..)
            | Expr::FloatConstant(..)
            | Expr::CharConstant(..)
            | Expr::Unit(..) => expression.get_literal_value(None).map(Node::Constant),
            Expr::DynamicConstant(value, _) if !value.is::<FnPtr>() => {
                Some(Node::Constant((**value).clone()))
            }
            // A text of its own, so that threads do not count the users of a shared one.
            Expr::StringConstant(text, _) => Some(Node::Constant(text.as_str().into())),
            Expr::InterpolatedString(parts, at) => {
                let parts = parts.iter().map(|part| {
                    let text = self.call(("to_string", Style::Function), None, 1, *at)?;
                    Some((self.expression(part)?, text))
                });
                parts.collect::<Option<_>>().map(Node::Text)
            }
            Expr::Stmt(block) => self.block(block.statements(), false),
            Expr::FnCall(call, at) => self.function(call, *at),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expression),
            Expr::And(parts, _) => self.all(parts).map(|parts| Node::Until(false, parts)),
            Expr::Or(parts, _) => self.all(parts).map(|parts| Node::Until(true, parts)),
            Expr::Coalesce(parts, _) => self.all(parts).map(Node::FirstOf),
            _ => None,
        }
    }

    fn all(&mut self, expressions: &[Expr]) -> Option<Vec<Node>> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    pub(super) fn function(&mut self, call: &FnCallExpr, at: Position) -> Option<Node> {
        let name = call.name.as_str();
        if call.is_qualified() || call.capture_parent_scope || LOOKING_AROUND.contains(&name) {
            return None;
        }
        let is_word = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
        match &call.args[..] {
            [left, right] if !is_word => {
                let (left, right) = (self.expression(left)?, self.expression(right)?);
                self.between(name, left, right, at)
            }
            [of] if !is_word => {
                let of = self.expression(of)?;
                self.on_value((name, Style::Before), of, Vec::new(), at)
            }
            [first, others @ ..] if is_word => {
                let first = self.expression(first)?;
                let others = self.all(others)?;
                self.on_value((name, Style::Function), first, others, at)
            }
            [] if is_word => {
                let call = self.call((name, Style::Function), None, 0, at)?;
                Some(Node::Call(Box::new(call)))
            }
            _ => None,
        }
    }

    pub(super) fn between(
        &mut self,
        symbol: &str,
        left: Node,
        right: Node,
        at: Position,
    ) -> Option<Node> {
        let call = self.call((symbol, Style::Between), None, 2, at)?;
        match Operator::of(symbol) {
            Some(operator) => Some(Node::Operator(Box::new((operator, left, right, call)))),
            None => {
                let call = Call { arguments: vec![left, right], ..call };
                Some(Node::Call(Box::new(call)))
            }
        }
    }

    /// A call with a first argument, which is handed over as itself when it is a variable.
    pub(super) fn on_value(
        &mut self,
        function: (&str, Style),
        first: Node,
        mut others: Vec<Node>,
        at: Position,
    ) -> Option<Node> {
        let count = others.len() + 1;
        let call = match first {
            Node::Variable(variable) => {
                let call = self.call(function, Some(variable), count, at)?;
                Call { arguments: others, ..call }
            }
            first => {
                let is_on_part = function.1 == Style::Method && first.is_part();
                others.insert(0, first);
                let call = self.call(function, None, count, at)?;
                Call { arguments: others, is_on_part, ..call }
            }
        };
        Some(Node::Call(Box::new(call)))
    }

    fn call(
        &mut self,
        function: (&str, Style),
        on: Option<Variable>,
        count: usize,
        at: Position,
    ) -> Option<Call> {
        self.sites.push(Site::new(self.engine, function, count, at)?);
        let site = self.sites.len() - 1;
        Some(Call { on, is_on_part: false, arguments: Vec::new(), site })
    }

    /// An entry of a value.
    pub(super) fn entry(
        &mut self,
        of: Node,
        name: &str,
        of_unit: bool,
        at: Position,
    ) -> Option<Node> {
        let property = self.call((name, Style::Property), None, 1, at)?;
        Some(Node::Entry(Box::new(Entry { of, name: name.to_owned(), of_unit, property })))
    }
}
