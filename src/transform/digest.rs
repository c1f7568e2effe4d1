//! A digest of all changes of a transform: the same changes give the same digest, in whatever order
//! and pages they come.

use std::fmt;
use std::ops::AddAssign;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::value::Value;
use sha2::{Digest as _, Sha256};

/// The sum of the digests of single changes, as a number of 128 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Digest(u128);

impl Digest {
    /// Reads a digest back; what is none is that of nothing.
    pub(super) fn read(text: &str) -> Self {
        Self(u128::from_str_radix(text, 16).unwrap_or_default())
    }

    /// Adds that a row goes.
    pub(super) fn add_deletion<'v>(&mut self, key: impl Iterator<Item = &'v Value>) {
        let mut change = Change::of(b'd', key);
        self.0 = self.0.wrapping_add(change.end());
    }

    /// Adds that a row of another table comes.
    pub(super) fn add_insert(&mut self, table: &ObjectName, columns: &[Ident], values: &[Value]) {
        let mut change = Change::of(b'a', [].iter());
        change.bytes(b'n', table.to_string().as_bytes());
        change.columns(columns, values);
        self.0 = self.0.wrapping_add(change.end());
    }

    /// Adds that columns of a row change.
    pub(super) fn add_change<'v>(
        &mut self,
        key: impl Iterator<Item = &'v Value>,
        columns: &[Ident],
        values: &[Value],
    ) {
        let mut change = Change::of(b'u', key);
        change.columns(columns, values);
        self.0 = self.0.wrapping_add(change.end());
    }
}

impl AddAssign for Digest {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// One change on its way into a digest.
struct Change(Sha256);

impl Change {
    fn of<'v>(kind: u8, key: impl Iterator<Item = &'v Value>) -> Self {
        let mut change = Self(Sha256::new());
        change.bytes(kind, &[]);
        key.for_each(|value| change.value(value));
        change
    }

    /// The length stands before the bytes, so that no two changes are written alike.
    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.0.update([kind]);
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn columns(&mut self, columns: &[Ident], values: &[Value]) {
        for (column, value) in columns.iter().zip(values) {
            self.bytes(b'c', column.as_str().as_bytes());
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes(b'0', &[]),
            Value::Bool(truth) => self.bytes(b'b', &[u8::from(*truth)]),
            Value::Int(number) => self.bytes(b'i', &number.to_le_bytes()),
            Value::Uint(number) => self.bytes(b'n', &number.to_le_bytes()),
            Value::Real(number) => self.bytes(b'r', &number.to_bits().to_le_bytes()),
            Value::Bytes(bytes) => self.bytes(b'x', bytes),
            text => self.bytes(b't', text.as_text().unwrap_or_default().as_bytes()),
        }
    }

    fn end(&mut self) -> u128 {
        let digest = self.0.finalize_reset();
        digest.iter().take(16).fold(0, |number, byte| (number << 8) | u128::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(id: i64, name: &str) -> Digest {
        let mut digest = Digest::default();
        let column = Ident::new("name").unwrap();
        digest.add_change([Value::Int(id)].iter(), &[column], &[Value::Text(name.into())]);
        digest
    }

    #[test]
    fn the_order_of_changes_does_not_matter_and_all_else_does() {
        let (mut a, mut b) = (change(1, "x"), change(2, "y"));
        a += change(2, "y");
        b += change(1, "x");
        assert_eq!(a, b);
        let mut c = change(1, "y");
        c += change(2, "x");
        assert_ne!(a, c);
        assert_ne!(change(1, "x"), change(1, "xx"));
        assert_eq!(a.to_string().len(), 32);
        assert_eq!(Digest::read(&a.to_string()), a);
        assert_eq!(Digest::read(""), Digest::default());
    }
}
