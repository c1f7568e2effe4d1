//! Follows the blocks of a stored program, to tell the semicolons in it from the one behind it.
//!
//! `IF`, `REPEAT` and `CASE` are functions and expressions as well as statements, `END` may be a name,
//! and there need not be a `DELIMITER` to help. What decides is whether a word stands where a statement
//! may begin. Executable comments must not hold half of a block: a server that skips them would see
//! other statements than one that does not.

use crate::backend::mysql::program_head::{ProgramHead, Reached};
use crate::backend::scan::{Token, TokenKind};

/// A block begins or ends in another executable comment than its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hidden;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Begin,
    If,
    Case,
    CaseExpression,
    Loop,
    While,
    Repeat,
    For,
}

/// Where in the program the next token stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    /// In front of the body, if there is one.
    #[default]
    Head,
    /// Where the body begins, or options or conditions in front of it.
    Options,
    /// Where a statement of the body may begin.
    Start,
    /// Behind `DECLARE`.
    Declare,
    /// Behind `DECLARE CONTINUE`, `EXIT` or `UNDO`.
    DeclareAction,
    /// In the middle of a statement of the body.
    Inside,
    /// In the condition behind `UNTIL`, which `END REPEAT` ends without a semicolon.
    Until,
}

/// What came right before the current token, where that changes its meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    Dot,
    End,
    Handler,
    PossibleLabel,
    TypeWord,
}

/// The open blocks of one statement.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    head: ProgramHead,
    part: Part,
    open: Vec<Block>,
    before: Before,
    bracket_depth: u32,
    comments_seen: u32,
    comment: u32,
    home_comment: u32,
}

/// Words that begin a body of one plain statement, in which IF and REPEAT are functions.
const PLAIN_BODIES: [&str; 18] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "SET", "RETURN", "CALL", "WITH", "VALUES",
    "TRUNCATE", "CREATE", "DROP", "ALTER", "SIGNAL", "EXECUTE", "PREPARE", "LOAD",
];

impl Blocks {
    /// Says whether a semicolon here belongs to the statement.
    pub(crate) fn is_open(&self) -> bool {
        self.what_is_open().is_some()
    }

    /// The outermost open block; a semicolon in an expression is an error that the server will name.
    pub(crate) fn what_is_open(&self) -> Option<&'static str> {
        self.open.iter().find_map(|block| match block {
            Block::Begin => Some("BEGIN"),
            Block::If => Some("IF"),
            Block::Case => Some("CASE"),
            Block::CaseExpression => None,
            Block::Loop => Some("LOOP"),
            Block::While => Some("WHILE"),
            Block::Repeat => Some("REPEAT"),
            Block::For => Some("FOR"),
        })
    }

    /// Says whether the tokens at hand stand in an executable comment.
    pub(crate) fn in_executable_comment(&self) -> bool {
        self.comment != 0
    }

    /// Takes note of the next significant token of the statement.
    pub(crate) fn see(&mut self, token: &Token<'_>) -> Result<(), Hidden> {
        if token.kind == TokenKind::Marker {
            self.enter_or_leave_comment();
            return Ok(());
        }
        if self.part == Part::Head {
            return self.in_head(token);
        }
        let before = std::mem::take(&mut self.before);
        match token.kind {
            TokenKind::Word if before != Before::Dot => self.word(token, before),
            TokenKind::Punct => self.punct(token, before),
            _ => {
                self.begin_statement();
                Ok(())
            }
        }
    }

    fn enter_or_leave_comment(&mut self) {
        if self.comment == 0 {
            self.comments_seen = self.comments_seen.saturating_add(1);
            self.comment = self.comments_seen;
        } else {
            self.comment = 0;
        }
    }

    fn in_head(&mut self, token: &Token<'_>) -> Result<(), Hidden> {
        match self.head.see(token) {
            Reached::Nothing => {}
            Reached::Program => self.home_comment = self.comment,
            Reached::Body => self.part = Part::Options,
            Reached::Block => return self.open(Block::Begin, Part::Start),
        }
        Ok(())
    }

    fn punct(&mut self, token: &Token<'_>, before: Before) -> Result<(), Hidden> {
        match token.text {
            ":" if before == Before::PossibleLabel => self.part = Part::Start,
            ";" => {
                self.at_home()?;
                while self.open.pop_if(|block| *block == Block::CaseExpression).is_some() {}
                self.bracket_depth = 0;
                self.part = Part::Start;
            }
            text => {
                match text {
                    "(" => self.bracket_depth = self.bracket_depth.saturating_add(1),
                    ")" => self.bracket_depth = self.bracket_depth.saturating_sub(1),
                    _ => {}
                }
                self.begin_statement();
                self.before = if text == "." { Before::Dot } else { Before::Other };
            }
        }
        Ok(())
    }

    /// A token that is no keyword: in front of a colon it is a label, else it began a statement.
    fn begin_statement(&mut self) {
        match self.part {
            Part::Options => self.before = Before::PossibleLabel,
            Part::Start => {
                self.before = Before::PossibleLabel;
                self.part = Part::Inside;
            }
            Part::Declare | Part::DeclareAction => self.part = Part::Inside,
            Part::Head | Part::Inside | Part::Until => {}
        }
    }

    fn word(&mut self, token: &Token<'_>, before: Before) -> Result<(), Hidden> {
        match self.part {
            Part::Options => return self.option(token, before),
            Part::Start => return self.start(token),
            Part::Declare if token.is_any(&["CONTINUE", "EXIT", "UNDO"]) => {
                self.part = Part::DeclareAction;
            }
            Part::DeclareAction if token.is("HANDLER") => {
                self.before = Before::Handler;
                self.part = Part::Options;
            }
            Part::Declare | Part::DeclareAction => self.part = Part::Inside,
            Part::Inside | Part::Until => return self.inside(token, before),
            Part::Head => {}
        }
        Ok(())
    }

    /// Options of a routine, `FOLLOWS other`, or the conditions of a handler, then one statement.
    fn option(&mut self, token: &Token<'_>, before: Before) -> Result<(), Hidden> {
        if self.bracket_depth > 0 || (before == Before::Handler && token.is("FOR")) {
            return Ok(());
        }
        if let Some((block, next)) = opener(token) {
            return self.open(block, next);
        }
        // `RETURNS SET('a')` and `CHARACTER SET utf8` are types.
        if token.is_any(&PLAIN_BODIES) && before != Before::TypeWord {
            self.part = Part::Inside;
        } else if token.is_any(&["RETURNS", "CHARACTER", "CHAR"]) {
            self.before = Before::TypeWord;
        } else {
            self.before = Before::PossibleLabel;
        }
        Ok(())
    }

    fn start(&mut self, token: &Token<'_>) -> Result<(), Hidden> {
        if let Some((block, next)) = opener(token) {
            return self.open(block, next);
        }
        if token.is("END") {
            return self.close();
        }
        if token.is("DECLARE") {
            self.part = Part::Declare;
        } else if token.is("UNTIL") {
            self.part = Part::Until;
        } else if !token.is_any(&["ELSE", "NOT", "ATOMIC"]) {
            self.begin_statement();
        }
        Ok(())
    }

    fn inside(&mut self, token: &Token<'_>, before: Before) -> Result<(), Hidden> {
        if token.is("CASE") && before != Before::End {
            return self.open(Block::CaseExpression, self.part);
        }
        let starts = match self.open.last() {
            Some(Block::CaseExpression) if token.is("END") => return self.close(),
            Some(Block::Repeat) if token.is("END") && self.part == Part::Until => {
                return self.close();
            }
            Some(Block::If | Block::Case) => token.is_any(&["THEN", "ELSE"]),
            Some(Block::While | Block::For) => token.is("DO"),
            _ => false,
        };
        if starts {
            self.at_home()?;
            self.part = Part::Start;
        }
        Ok(())
    }

    fn open(&mut self, block: Block, next: Part) -> Result<(), Hidden> {
        self.at_home()?;
        self.open.push(block);
        self.part = next;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Hidden> {
        self.at_home()?;
        if self.open.pop() != Some(Block::CaseExpression) {
            self.part = Part::Inside;
            self.before = Before::End;
        }
        Ok(())
    }

    fn at_home(&self) -> Result<(), Hidden> {
        if self.comment == self.home_comment { Ok(()) } else { Err(Hidden) }
    }
}

fn opener(token: &Token<'_>) -> Option<(Block, Part)> {
    let openers = [
        ("BEGIN", Block::Begin, Part::Start),
        ("IF", Block::If, Part::Inside),
        ("CASE", Block::Case, Part::Inside),
        ("LOOP", Block::Loop, Part::Start),
        ("REPEAT", Block::Repeat, Part::Start),
        ("WHILE", Block::While, Part::Inside),
        ("FOR", Block::For, Part::Inside),
    ];
    openers.into_iter().find(|(word, ..)| token.is(word)).map(|(_, block, next)| (block, next))
}
