//! Operators on integers, texts and truths; the engine does all others.

use rhai::{Dynamic, ImmutableString};

/// An operator of two values that means the same for every engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Operator {
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "==" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::More,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    /// The result; none when the engine has to be asked.
    pub(super) fn apply(self, left: &Dynamic, right: &Dynamic) -> Option<Dynamic> {
        if let (Ok(left), Ok(right)) = (left.as_int(), right.as_int()) {
            return self.integers(left, right);
        }
        if left.is_unit() && right.is_unit() {
            return self.equality(true);
        }
        if let (Ok(left), Ok(right)) = (left.as_bool(), right.as_bool()) {
            return self.equality(left == right);
        }
        let left = left.read_lock::<ImmutableString>()?;
        let right = right.read_lock::<ImmutableString>()?;
        self.ordered(&*left, &*right).map(Dynamic::from)
    }

    fn integers(self, left: i64, right: i64) -> Option<Dynamic> {
        // What does not fit is an error, which the engine has the words for.
        match self {
            Self::Add => left.checked_add(right).map(Dynamic::from),
            Self::Subtract => left.checked_sub(right).map(Dynamic::from),
            Self::Multiply => left.checked_mul(right).map(Dynamic::from),
            _ => self.ordered(&left, &right).map(Dynamic::from),
        }
    }

    fn equality(self, is_equal: bool) -> Option<Dynamic> {
        match self {
            Self::Equal => Some(is_equal.into()),
            Self::Unequal => Some((!is_equal).into()),
            _ => None,
        }
    }

    fn ordered<T: Ord + ?Sized>(self, left: &T, right: &T) -> Option<bool> {
        match self {
            Self::Equal => Some(left == right),
            Self::Unequal => Some(left != right),
            Self::Less => Some(left < right),
            Self::AtMost => Some(left <= right),
            Self::More => Some(left > right),
            Self::AtLeast => Some(left >= right),
            Self::Add | Self::Subtract | Self::Multiply => None,
        }
    }
}
