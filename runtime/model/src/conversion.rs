//! Which type changes keep every value, and can be taken back.

use crate::types::ColumnType;

/// What a change of a column's type does to the values in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conversion {
    /// The types are the same.
    Same,
    /// Every value of the old type has its own value in the new one, and comes back from it.
    Widening,
    /// Some values may be refused, cut or changed, or may not come back.
    Narrowing,
}

/// What changing a column from one type to another does to its values, on any database.
///
/// Types whose storage differs between databases (uuid, time zones, native ones) count as
/// narrowing unless they are equal.
#[must_use]
pub fn conversion(from: &ColumnType, to: &ColumnType) -> Conversion {
    if from == to {
        Conversion::Same
    } else if widens(from, to) {
        Conversion::Widening
    } else {
        Conversion::Narrowing
    }
}

fn widens(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType as T;
    if let (Some(digits), Some(room)) = (integer_digits(from), integer_room(to)) {
        return digits <= room;
    }
    match (from, to) {
        (T::Float, T::Double) => true,
        (
            T::Numeric { precision: Some(p), scale: s },
            T::Numeric { precision: Some(to_p), scale: to_s },
        ) => {
            // Without a scale it is 0 on every database once there is a precision.
            let (s, to_s) = (s.unwrap_or(0), to_s.unwrap_or(0));
            to_s >= s && to_p.saturating_sub(to_s) >= p.saturating_sub(s)
        }
        (_, T::Text | T::String { .. } | T::Char { .. }) => {
            text_length(from).is_some_and(|length| fits(length, to))
        }
        (T::Binary { length: Some(length) }, T::Binary { length: to }) => {
            to.is_none_or(|to| to >= *length)
        }
        (T::Date, T::DateTime { timezone: false }) => true,
        _ => false,
    }
}

fn integer_digits(ty: &ColumnType) -> Option<u32> {
    match ty {
        ColumnType::SmallInteger => Some(5),
        ColumnType::Integer => Some(10),
        ColumnType::BigInteger => Some(19),
        _ => None,
    }
}

/// The decimal digits in front of the point that a type of numbers keeps exactly.
fn integer_room(ty: &ColumnType) -> Option<u32> {
    match ty {
        ColumnType::Numeric { precision: Some(p), scale } => {
            Some(p.saturating_sub(scale.unwrap_or(0)))
        }
        // MySQL reads a bare NUMERIC as NUMERIC(10, 0).
        ColumnType::Numeric { precision: None, .. } => Some(10),
        ColumnType::Float => Some(6),
        ColumnType::Double => Some(15),
        other => integer_digits(other),
    }
}

/// The characters that a value may need as text; `u32::MAX` for any number.
fn text_length(ty: &ColumnType) -> Option<u32> {
    match ty {
        ColumnType::String { length } => Some(length.unwrap_or(u32::MAX)),
        ColumnType::Char { length } => Some(*length),
        ColumnType::Text | ColumnType::Json | ColumnType::Enum { .. } => Some(u32::MAX),
        // One more for the sign.
        integer => integer_digits(integer).map(|digits| digits + 1),
    }
}

fn fits(length: u32, to: &ColumnType) -> bool {
    match to {
        ColumnType::Text | ColumnType::String { length: None } => true,
        ColumnType::String { length: Some(room) } => *room >= length,
        // Blanks at the end do not come back, so only what was padded already may be padded.
        ColumnType::Char { .. } => false,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(precision: u32, scale: u32) -> ColumnType {
        ColumnType::Numeric { precision: Some(precision), scale: Some(scale) }
    }

    fn string(length: u32) -> ColumnType {
        ColumnType::String { length: Some(length) }
    }

    #[track_caller]
    fn one_way(from: ColumnType, to: ColumnType) {
        assert_eq!(conversion(&from, &to), Conversion::Widening, "{from} to {to}");
        assert_eq!(conversion(&to, &from), Conversion::Narrowing, "{to} to {from}");
    }

    #[test]
    fn integers_widen_to_what_holds_all_their_digits() {
        one_way(ColumnType::SmallInteger, ColumnType::Integer);
        one_way(ColumnType::Integer, ColumnType::BigInteger);
        one_way(ColumnType::Integer, ColumnType::Double);
        one_way(ColumnType::BigInteger, numeric(21, 2));
        one_way(ColumnType::BigInteger, string(20));
        assert_eq!(conversion(&ColumnType::BigInteger, &ColumnType::Double), Conversion::Narrowing);
        assert_eq!(conversion(&ColumnType::Integer, &numeric(10, 2)), Conversion::Narrowing);
    }

    #[test]
    fn texts_widen_with_their_length() {
        one_way(string(50), string(100));
        one_way(string(50), ColumnType::Text);
        one_way(ColumnType::Char { length: 5 }, string(5));
        assert_eq!(conversion(&string(50), &string(50)), Conversion::Same);
    }

    #[test]
    fn decimals_widen_when_neither_side_of_the_point_shrinks() {
        one_way(numeric(10, 2), numeric(12, 4));
        assert_eq!(conversion(&numeric(10, 2), &numeric(10, 4)), Conversion::Narrowing);
    }

    #[test]
    fn zones_and_uuids_never_widen() {
        let (plain, zoned) =
            (ColumnType::DateTime { timezone: false }, ColumnType::DateTime { timezone: true });
        assert_eq!(conversion(&plain, &zoned), Conversion::Narrowing);
        assert_eq!(conversion(&ColumnType::Uuid, &ColumnType::Text), Conversion::Narrowing);
    }
}
