//! A row function in steps that know where everything is.

use std::sync::Arc;

use rhai::Dynamic;
use sandshift_model::ident::Ident;

use super::operator::Operator;

/// One step; it gives a value.
#[derive(Debug)]
pub(super) enum Node {
    Constant(Dynamic),
    /// What a variable or a column of the row holds.
    Variable(Variable),
    /// An entry of the map that another step gives, by name.
    Entry(Box<Entry>),
    Call(Box<Call>),
    Operator(Box<(Operator, Node, Node, Call)>),
    /// `&&` and `||`: true or false as soon as one step says so.
    Until(bool, Vec<Node>),
    /// `??`: the first value that is not unit.
    FirstOf(Vec<Node>),
    If(Box<[Node; 3]>),
    /// Steps after each other; the value is that of the last one.
    Block(Vec<Node>),
    Set(Variable, Box<Node>),
    /// `"… ${…} …"`; the calls make texts of values that are none.
    Text(Vec<(Node, Call)>),
    /// `for … in …`.
    Walk(Box<Walk>),
    /// `break` when true, else `continue`.
    LeaveLoop(bool),
    /// Ends the function.
    Return(Box<Node>),
    /// A map of new values, which ends the function: the entries in the order of the script, and the
    /// columns that are written in the order of their names.
    Changes(Vec<Change>, Arc<[Ident]>),
    /// The row as it became, column by column in the order of their names, which ends the function.
    Row(Vec<Change>),
}

/// Where a value is kept while a row is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// A column of the row, by its number.
    Column(usize),
    Local(usize),
}

/// `value.name`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) of: Node,
    pub(super) name: String,
    /// `?.`: unit has no entries but unit.
    pub(super) of_unit: bool,
    /// For values that are no maps.
    pub(super) property: Call,
}

/// A loop over the items of an array.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) item: Variable,
    pub(super) counter: Option<Variable>,
    pub(super) over: Node,
    pub(super) body: Node,
}

/// A call of a function of the engine.
#[derive(Debug)]
pub(super) struct Call {
    /// The variable in front of the dot, which the function may change.
    pub(super) on: Option<Variable>,
    /// The first of the other arguments is a part of a variable, which the function must not change.
    pub(super) is_on_part: bool,
    /// The other arguments.
    pub(super) arguments: Vec<Node>,
    /// What is known of the function, by the number of the call.
    pub(super) site: usize,
}

/// A new value for a column.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) name: Ident,
    /// The column's number when it was read.
    pub(super) column: Option<usize>,
    pub(super) is_written: bool,
    pub(super) value: Node,
    /// Its place among those that are written, in the order of their names.
    pub(super) rank: usize,
}

impl Node {
    /// Whether its value stands inside of another one, where a function could change it.
    pub(super) fn is_part(&self) -> bool {
        matches!(self, Self::Entry(_) | Self::Call(_))
    }
}
