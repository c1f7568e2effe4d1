//! Running the steps of a row function.

use std::sync::Arc;

use rhai::{Dynamic, ImmutableString};
use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use super::node::{Call, Change, Entry, Node, Variable, Walk};
use super::site::{ARGUMENTS, Called, Engine, Site};
use crate::limits::Limits;
use crate::rhai::value;
use crate::rhai::watch::Watch;

/// Why the steps ended before the last one.
pub(super) enum End {
    /// The function has said what becomes of the row.
    Given(Given),
    /// `break` when true, else `continue`.
    Loop(bool),
    /// The engine has to run the function: it may have an error to tell, or know what to do.
    Plain,
}

/// What a row function gives back.
pub(in crate::rhai) enum Given {
    Value(Dynamic),
    Changes { columns: Arc<[Ident]>, values: Row },
}

type Step = Result<Dynamic, End>;

/// The values of one row on their way through the steps.
pub(super) struct Steps<'f, 'e> {
    pub(super) engine: &'f mut Engine<'e>,
    pub(super) sites: &'f mut [Site],
    pub(super) row: &'f Row,
    pub(super) columns: &'f mut [Option<Dynamic>],
    pub(super) locals: &'f mut [Dynamic],
    pub(super) watch: &'f Watch,
    pub(super) limits: &'f Limits,
    /// The columns that the last row gave back as a whole.
    pub(super) said: &'f mut Arc<[Ident]>,
    /// A call was only a rehearsal.
    pub(super) is_rehearsal: bool,
}

impl Steps<'_, '_> {
    pub(super) fn run(&mut self, node: &Node) -> Step {
        match node {
            Node::Constant(value) => Ok(value.clone()),
            Node::Variable(variable) => Ok(self.variable(*variable).clone()),
            Node::Entry(entry) => self.entry(entry),
            Node::Call(call) => self.call(call),
            Node::Operator(operation) => {
                let (operator, left, right, call) = &**operation;
                let (left, right) = (self.run(left)?, self.run(right)?);
                match operator.apply(&left, &right) {
                    Some(value) => Ok(value),
                    None => {
                        self.ask(call, [left, right, Dynamic::UNIT, Dynamic::UNIT]).map(|a| a.0)
                    }
                }
            }
            Node::Until(wanted, parts) => {
                for part in parts {
                    if self.truth(part)? == *wanted {
                        return Ok((*wanted).into());
                    }
                }
                Ok((!wanted).into())
            }
            Node::FirstOf(parts) => {
                let mut value = Dynamic::UNIT;
                for part in parts {
                    value = self.run(part)?;
                    if !value.is_unit() {
                        break;
                    }
                }
                Ok(value)
            }
            Node::If(parts) => {
                let [when, then, otherwise] = &**parts;
                let then = if self.truth(when)? { then } else { otherwise };
                self.run(then)
            }
            Node::Block(steps) => {
                let mut value = Dynamic::UNIT;
                for step in steps {
                    value = self.run(step)?;
                }
                Ok(value)
            }
            Node::Set(variable, value) => {
                let value = self.run(value)?;
                *self.variable(*variable) = value;
                Ok(Dynamic::UNIT)
            }
            Node::Text(parts) => self.text(parts),
            Node::Walk(walk) => self.walk(walk),
            Node::LeaveLoop(is_break) => Err(End::Loop(*is_break)),
            Node::Return(value) => {
                let value = self.run(value)?;
                Err(End::Given(Given::Value(value)))
            }
            Node::Changes(changes, columns) => {
                let values = self.changes(changes, columns.len())?;
                Err(End::Given(Given::Changes { columns: Arc::clone(columns), values }))
            }
            Node::Row(columns) => {
                let values = self.row(columns)?;
                Err(End::Given(Given::Changes { columns: Arc::clone(self.said), values }))
            }
        }
    }

    fn truth(&mut self, node: &Node) -> Result<bool, End> {
        self.run(node)?.as_bool().map_err(|_| End::Plain)
    }

    /// Where a variable's value is kept; a column gets there when it is first needed.
    fn variable(&mut self, variable: Variable) -> &mut Dynamic {
        match variable {
            Variable::Local(local) => &mut self.locals[local],
            Variable::Column(column) => {
                let of_row = &self.row[column];
                self.columns[column].get_or_insert_with(|| value::copied(of_row))
            }
        }
    }

    /// Entries inside of a variable are looked at where they stand.
    fn entry(&mut self, entry: &Entry) -> Step {
        let mut names = vec![entry];
        while let Node::Entry(outer) = &names[names.len() - 1].of {
            names.push(outer);
        }
        let mut value = match &names[names.len() - 1].of {
            Node::Variable(variable) => {
                let found = inside(self.variable(*variable), &mut names);
                found.ok_or(End::Plain)?
            }
            other => self.run(other)?,
        };
        while let Some(entry) = names.pop() {
            let found = match value.as_map_ref() {
                Ok(map) => Some(map.get(entry.name.as_str()).cloned().ok_or(End::Plain)?),
                Err(_) => None,
            };
            value = match found {
                Some(value) => value,
                None => self.property(entry, value)?,
            };
        }
        Ok(value)
    }

    /// The property of a value that is no map.
    fn property(&mut self, entry: &Entry, value: Dynamic) -> Step {
        if entry.of_unit && value.is_unit() {
            return Ok(value);
        }
        let [a, b, c] = [Dynamic::UNIT; 3];
        self.ask(&entry.property, [value, a, b, c]).map(|answer| answer.0)
    }

    fn call(&mut self, call: &Call) -> Step {
        let mut arguments = [const { Dynamic::UNIT }; ARGUMENTS];
        let first = usize::from(call.on.is_some());
        for (at, argument) in call.arguments.iter().enumerate() {
            arguments[first + at] = self.run(argument)?;
        }
        match call.on {
            Some(variable) => {
                arguments[0] = std::mem::take(self.variable(variable));
                let (answer, changed) = self.ask(call, arguments)?;
                *self.variable(variable) = changed;
                Ok(answer)
            }
            None if call.is_on_part => {
                let before = arguments[0].clone();
                let (answer, after) = self.ask(call, arguments)?;
                if is_same(&before, &after) { Ok(answer) } else { Err(End::Plain) }
            }
            None => self.ask(call, arguments).map(|answer| answer.0),
        }
    }

    /// The answer of a function, and what it made of its first argument.
    fn ask(
        &mut self,
        call: &Call,
        mut arguments: [Dynamic; ARGUMENTS],
    ) -> Result<(Dynamic, Dynamic), End> {
        if self.watch.tick(self.limits).is_some() {
            return Err(End::Plain);
        }
        let answer = match self.sites[call.site].call(self.engine, &mut arguments) {
            None => return Err(End::Plain),
            Some(Called::Value(answer)) => answer,
            Some(Called::Rehearsed(answer)) => {
                self.is_rehearsal = true;
                answer
            }
        };
        let [first, ..] = arguments;
        Ok((answer, first))
    }

    /// Walks over an array; the engine has the ways over all else.
    fn walk(&mut self, walk: &Walk) -> Step {
        let items = self.run(&walk.over)?.into_array().map_err(|_| End::Plain)?;
        for (number, item) in items.into_iter().enumerate() {
            if self.watch.tick(self.limits).is_some() {
                return Err(End::Plain);
            }
            if let Some(counter) = walk.counter {
                *self.variable(counter) = i64::try_from(number).unwrap_or(i64::MAX).into();
            }
            *self.variable(walk.item) = item;
            match self.run(&walk.body) {
                Ok(_) | Err(End::Loop(false)) => {}
                Err(End::Loop(true)) => break,
                Err(end) => return Err(end),
            }
        }
        Ok(Dynamic::UNIT)
    }

    fn text(&mut self, parts: &[(Node, Call)]) -> Step {
        let mut text = String::new();
        for (part, call) in parts {
            let mut value = self.run(part)?;
            if !value.is_string() {
                let [a, b, c] = [Dynamic::UNIT; 3];
                value = self.ask(call, [value, a, b, c])?.0;
            }
            text.push_str(&value.read_lock::<ImmutableString>().ok_or(End::Plain)?);
        }
        if text.len() > self.limits.text_bytes { Err(End::Plain) } else { Ok(text.into()) }
    }

    /// What a map of new values says; the engine has the words for what must not be in one.
    fn changes(&mut self, changes: &[Change], written: usize) -> Result<Row, End> {
        let mut given = vec![Value::Null; written];
        let mut bytes = 0;
        for change in changes {
            let new = self.run(&change.value)?;
            bytes += new.read_lock::<ImmutableString>().map_or(0, |text| text.len());
            if let Some(new) = self.change(change, new)? {
                given[change.rank] = new;
            }
        }
        if bytes > self.limits.text_bytes { Err(End::Plain) } else { Ok(given) }
    }

    /// The columns that were looked at, for only they can have changed.
    fn row(&mut self, columns: &[Change]) -> Result<Row, End> {
        let (mut given, mut names) = (Row::new(), Vec::new());
        for change in columns {
            let Node::Variable(Variable::Column(column)) = change.value else { continue };
            if let Some(new) = self.columns[column].take()
                && let Some(new) = self.change(change, new)?
            {
                given.push(new);
                names.push(&change.name);
            }
        }
        if !self.said.iter().eq(names.iter().copied()) {
            *self.said = names.into_iter().cloned().collect();
        }
        Ok(given)
    }

    /// What a column becomes; none when it is not written.
    fn change(&self, change: &Change, new: Dynamic) -> Result<Option<Value>, End> {
        let new = value::from_script(new).map_err(|_| End::Plain)?;
        let old = change.column.map(|column| &self.row[column]);
        let new = match old {
            Some(old) => value::back_as(old, new),
            None => new,
        };
        match (change.is_written, old == Some(&new)) {
            (true, _) => Ok(Some(new)),
            (false, true) => Ok(None),
            (false, false) => Err(End::Plain),
        }
    }
}

/// Goes into maps as far as they go; none when one has no such entry.
fn inside(value: &Dynamic, names: &mut Vec<&Entry>) -> Option<Dynamic> {
    let Ok(map) = value.as_map_ref() else { return Some(value.clone()) };
    let Some(entry) = names.pop() else { return Some(value.clone()) };
    inside(map.get(entry.name.as_str())?, names)
}

/// Tells whether a function has left its first argument as it was; of values that are costly to
/// compare nothing is known.
fn is_same(before: &Dynamic, after: &Dynamic) -> bool {
    if let (Some(before), Some(after)) =
        (before.read_lock::<ImmutableString>(), after.read_lock::<ImmutableString>())
    {
        return *before == *after;
    }
    match (before.as_int(), after.as_int()) {
        (Ok(before), Ok(after)) => before == after,
        _ => before.is_unit() && after.is_unit(),
    }
}
