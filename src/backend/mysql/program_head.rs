//! Finds where the body of a stored program begins, and whether a statement has one at all.
//!
//! Called by `blocks` with each token until the answer is known. The head of a program may hold any
//! name, so a word such as `BEGIN` says nothing before the closing bracket, `EACH ROW` or `DO`.

use crate::backend::scan::{Token, TokenKind};

/// What the token just read means for the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Nothing yet.
    Nothing,
    /// It named the kind of program, or it is a `BEGIN` that may become a block.
    Program,
    /// The body, or options in front of it, come next.
    Body,
    /// It completed `BEGIN NOT ATOMIC`: the first block is open.
    Block,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Verb,
    Object,
    ObjectAfterEquals,
    Begin,
    BeginNot,
    Routine {
        bracket_depth: u32,
    },
    Trigger,
    TriggerEach,
    Event,
    NoProgram,
}

/// The part of a statement in front of its body.
#[derive(Debug, Default)]
pub(crate) struct ProgramHead(Part);

/// Kinds of objects that have no body; words further on are names.
const BODILESS_OBJECTS: [&str; 9] =
    ["TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "SEQUENCE"];

impl ProgramHead {
    /// Takes note of the next significant token that is not the mark of an executable comment.
    pub(crate) fn see(&mut self, token: &Token<'_>) -> Reached {
        let (part, reached) = match self.0 {
            Part::Verb if token.is_any(&["CREATE", "ALTER"]) => (Part::Object, Reached::Nothing),
            Part::Verb if token.is("BEGIN") => (Part::Begin, Reached::Program),
            Part::Begin if token.is("NOT") => (Part::BeginNot, Reached::Nothing),
            Part::BeginNot if token.is("ATOMIC") => (Part::NoProgram, Reached::Block),
            Part::Verb | Part::Begin | Part::BeginNot | Part::NoProgram => {
                (Part::NoProgram, Reached::Nothing)
            }
            Part::Object => object(token),
            // The user in `DEFINER = user@host` may be called anything.
            Part::ObjectAfterEquals => (Part::Object, Reached::Nothing),
            Part::Routine { bracket_depth } => routine(bracket_depth, token),
            Part::TriggerEach if token.is("ROW") => (Part::NoProgram, Reached::Body),
            Part::Trigger | Part::TriggerEach if token.is("EACH") => {
                (Part::TriggerEach, Reached::Nothing)
            }
            Part::Trigger | Part::TriggerEach => (Part::Trigger, Reached::Nothing),
            Part::Event if token.is("DO") => (Part::NoProgram, Reached::Body),
            Part::Event => (Part::Event, Reached::Nothing),
        };
        self.0 = part;
        reached
    }
}

fn object(token: &Token<'_>) -> (Part, Reached) {
    if token.is_punct("=") {
        (Part::ObjectAfterEquals, Reached::Nothing)
    } else if token.is_any(&["PROCEDURE", "FUNCTION"]) {
        (Part::Routine { bracket_depth: 0 }, Reached::Program)
    } else if token.is("TRIGGER") {
        (Part::Trigger, Reached::Program)
    } else if token.is("EVENT") {
        (Part::Event, Reached::Program)
    } else if token.is_any(&BODILESS_OBJECTS) {
        (Part::NoProgram, Reached::Nothing)
    } else {
        (Part::Object, Reached::Nothing)
    }
}

fn routine(bracket_depth: u32, token: &Token<'_>) -> (Part, Reached) {
    let bracket_depth = match (token.kind, token.text) {
        (TokenKind::Punct, "(") => bracket_depth.saturating_add(1),
        (TokenKind::Punct, ")") if bracket_depth <= 1 => return (Part::NoProgram, Reached::Body),
        (TokenKind::Punct, ")") => bracket_depth - 1,
        _ => bracket_depth,
    };
    (Part::Routine { bracket_depth }, Reached::Nothing)
}
