//! Statements of a row function as steps.

use rhai::{ASTFlags, Dynamic, FlowControl, Stmt, StmtBlock};

use super::lower::Lowering;
use super::node::{Node, Variable, Walk};

impl Lowering<'_, '_> {
    pub(super) fn statement(&mut self, statement: &Stmt, is_last: bool) -> Option<Node> {
        match statement {
            Stmt::Noop(_) => Some(Node::Constant(Dynamic::UNIT)),
            Stmt::Expr(value) => self.value(value, is_last),
            Stmt::FnCall(call, at) => self.function(call, *at),
            Stmt::Block(block) => self.block(block.statements(), is_last),
            Stmt::If(flow, _) => {
                let when = self.expression(&flow.expr)?;
                let [then, otherwise] = [&flow.body, &flow.branch].map(StmtBlock::statements);
                let then = self.block(then, is_last)?;
                Some(Node::If(Box::new([when, then, self.block(otherwise, is_last)?])))
            }
            Stmt::Var(variable, flags, _) if flags.is_empty() => {
                let value = self.expression(&variable.1)?;
                let local = self.local(variable.0.name.as_str());
                Some(Node::Set(local, Box::new(value)))
            }
            Stmt::Assignment(assignment) => {
                let (operation, sides) = &**assignment;
                let variable = self.variable(&sides.lhs)?;
                // What is captured stays as it is from row to row.
                if matches!(variable, Variable::Local(local) if local < self.captured) {
                    return None;
                }
                let mut value = self.expression(&sides.rhs)?;
                if let Some((.., symbol)) = operation.get_op_assignment_info() {
                    let before = Node::Variable(variable);
                    value = self.between(symbol, before, value, operation.position())?;
                }
                Some(Node::Set(variable, Box::new(value)))
            }
            Stmt::Return(value, flags, _) if !flags.contains(ASTFlags::BREAK) => match value {
                Some(value) => self.value(value, true).map(|value| Node::Return(Box::new(value))),
                None => Some(Node::Return(Box::new(Node::Constant(Dynamic::UNIT)))),
            },
            Stmt::For(walk, _) => self.walk(walk),
            Stmt::BreakLoop(None, flags, _) if self.loops > 0 => {
                Some(Node::LeaveLoop(flags.contains(ASTFlags::BREAK)))
            }
            _ => None,
        }
    }

    fn walk(&mut self, walk: &(rhai::Ident, Option<rhai::Ident>, FlowControl)) -> Option<Node> {
        let (item, counter, flow) = walk;
        let over = self.expression(&flow.expr)?;
        let names = self.names.len();
        let counter = counter.as_ref().map(|counter| self.local(&counter.name));
        let item = self.local(&item.name);
        self.loops += 1;
        let body = self.block(flow.body.statements(), false);
        self.loops -= 1;
        self.names.truncate(names);
        Some(Node::Walk(Box::new(Walk { item, counter, over, body: body? })))
    }
}
