//! Chains of dots and brackets: `row.address.city.to_lower()`.

use rhai::{ASTFlags, Expr};

use super::lower::Lowering;
use super::node::Node;
use super::site::Style;

/// How far a chain has come.
enum So {
    /// At the row itself.
    Row,
    At(Node),
}

impl Lowering<'_, '_> {
    /// The engine keeps a chain as one link and all that comes behind it.
    pub(super) fn chain(&mut self, expression: &Expr) -> Option<Node> {
        let (Expr::Dot(sides, flags, _) | Expr::Index(sides, flags, _)) = expression else {
            return None;
        };
        let is_row = self.is_row(&sides.lhs);
        let mut so = if is_row { So::Row } else { So::At(self.expression(&sides.lhs)?) };
        let mut way = (matches!(expression, Expr::Index(..)), *flags, &sides.rhs);
        loop {
            let (is_index, flags, behind) = way;
            let (link, next) = match behind {
                Expr::Dot(sides, own, _) if !flags.contains(ASTFlags::BREAK) => {
                    (&sides.lhs, Some((false, *own, &sides.rhs)))
                }
                Expr::Index(sides, own, _) if !flags.contains(ASTFlags::BREAK) => {
                    (&sides.lhs, Some((true, *own, &sides.rhs)))
                }
                link => (link, None),
            };
            let of_unit = flags.contains(ASTFlags::NEGATED);
            let at = self.link(so, link, is_index, of_unit)?;
            match next {
                // Behind a `?.` the rest of the chain may not be looked at.
                Some(_) if of_unit => return None,
                Some(next) => (so, way) = (So::At(at), next),
                None => return Some(at),
            }
        }
    }

    fn link(&mut self, so: So, link: &Expr, is_index: bool, of_unit: bool) -> Option<Node> {
        match (so, link) {
            (So::Row, Expr::Property(property, _)) if !is_index && !of_unit => {
                self.column(&property.2).map(Node::Variable)
            }
            (So::Row, Expr::StringConstant(name, _)) if is_index && !of_unit => {
                self.column(name).map(Node::Variable)
            }
            (So::Row, _) => None,
            (So::At(of), index) if is_index && !of_unit => {
                let at = index.position();
                let index = self.expression(index)?;
                self.on_value(("", Style::Index), of, vec![index], at)
            }
            (So::At(of), Expr::Property(property, at)) if !is_index => {
                self.entry(of, &property.2, of_unit, *at)
            }
            (So::At(of), Expr::MethodCall(call, at)) if !is_index && !of_unit => {
                if call.is_qualified() || call.capture_parent_scope {
                    return None;
                }
                let arguments = call.args.iter().map(|argument| self.expression(argument));
                let arguments = arguments.collect::<Option<Vec<_>>>()?;
                self.on_value((call.name.as_str(), Style::Method), of, arguments, *at)
            }
            _ => None,
        }
    }
}
