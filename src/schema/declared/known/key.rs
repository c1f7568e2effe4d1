//! By what a table is known again: a digest of everything that it comes from.

use sha2::{Digest, Sha256};

use super::parts::{Belongs, Parts};
use crate::backend::piece::Piece;

/// The form of what is kept, which changes with each change of what an inspection tells of a table.
const FORM: &str = concat!("sandshift known tables 1, ", env!("CARGO_PKG_VERSION"));

/// The digest of a table's origin, as text.
pub(super) type Key = String;

type Sum = [u8; 32];

/// The keys of all tables of a text, by their numbers.
///
/// A table comes of its own statements, of those of the tables that they name, and of all that
/// are parts of no table, each at its place among the others: which types, functions and settings
/// there are when a statement is run is decided by those before it.
pub(super) fn keys(parts: &Parts, pieces: &[Piece], engine: &str, surroundings: &str) -> Vec<Key> {
    let begin = sum(&[FORM.as_bytes(), engine.as_bytes(), surroundings.as_bytes()]);
    let (places, end) = places(parts, pieces, begin);
    let key = |number: usize| {
        let group = &parts.groups[number];
        let mut statements: Vec<(usize, bool)> =
            group.statements.iter().map(|at| (*at, true)).collect();
        for other in group.names.union(&group.references) {
            statements.extend(parts.groups[*other].statements.iter().map(|at| (*at, false)));
        }
        statements.sort_unstable();
        let mut digest = Sha256::new();
        digest.update(end);
        for (at, is_own) in statements {
            digest.update([u8::from(is_own)]);
            digest.update(places[at]);
        }
        hex::encode(digest.finalize())
    };
    (0..parts.groups.len()).map(key).collect()
}

/// For each part of a table the digest of it and of all before it that is a part of none; and the
/// digest of the latter altogether.
fn places(parts: &Parts, pieces: &[Piece], begin: Sum) -> (Vec<Sum>, Sum) {
    let mut before = begin;
    let mut places = Vec::with_capacity(pieces.len());
    for (piece, belongs) in pieces.iter().zip(&parts.belongs) {
        let place = sum(&[&before, piece.sql.as_bytes()]);
        if *belongs == Belongs::ToAll {
            before = place;
        }
        places.push(place);
    }
    (places, before)
}

/// A digest of texts that tells where one ends and the next begins.
fn sum(texts: &[&[u8]]) -> Sum {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.finalize().into()
}
