//! The lexical rules in which the databases differ.
//!
//! A [`Lexis`] is plain data: the scanner reads it and knows no database. The three constants are the
//! servers' defaults. A session that turns on `ANSI_QUOTES` or `NO_BACKSLASH_ESCAPES` reads text
//! differently; whoever allows that must change the fields to match, or strings end in other places
//! than the scanner believes.

/// How `?`, `$`, `@` and `:` begin a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variables {
    /// `?1 :a @a $a #a`, and the Tcl form `$a::b(...)`, whose brackets may hold quotes and semicolons.
    Sqlite,
    /// `$1`.
    Postgres,
    /// `@a` and `@@session.a`.
    Mysql,
}

/// What a word that begins with digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigitsFirst {
    /// `1abc` is a broken number.
    Number,
    /// `1abc` is a name.
    Name,
    /// `1abc` is the number 1 and the word `abc`, so that `1E'...'` holds an escape string.
    Split,
}

/// The lexical rules of one database in its default mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexis {
    /// `$tag$ ... $tag$` is a string.
    pub dollar_quotes: bool,
    /// `E'...'` is a string with backslash escapes.
    pub escape_strings: bool,
    /// A backslash escapes the next character in every string.
    pub backslash_escapes: bool,
    /// `"..."` is a string instead of a name.
    pub double_quoted_strings: bool,
    /// `` `...` `` is a name.
    pub backtick_names: bool,
    /// `[...]` is a name.
    pub bracket_names: bool,
    /// A word may begin with `$`.
    pub dollar_words: bool,
    /// `#` begins a comment.
    pub hash_comments: bool,
    /// `--` begins a comment only in front of a blank, a control character or the end.
    pub dash_comment_needs_blank: bool,
    /// A carriage return ends a `--` comment.
    pub carriage_return_ends_comment: bool,
    /// `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// The text in `/*! ... */` and `/*M! ... */` is executed.
    pub executable_comments: bool,
    /// A byte order mark between two tokens is a blank. At the very start it is one everywhere.
    pub byte_order_mark_is_blank: bool,
    /// `?` is an operator, and `??` stands for it where placeholders are bound.
    pub question_operators: bool,
    /// How variables are written.
    pub variables: Variables,
    /// What a word that begins with digits is.
    pub digits_first: DigitsFirst,
}

impl Lexis {
    /// SQLite.
    pub const SQLITE: Self = Self {
        dollar_quotes: false,
        escape_strings: false,
        backslash_escapes: false,
        double_quoted_strings: false,
        backtick_names: true,
        bracket_names: true,
        dollar_words: false,
        hash_comments: false,
        dash_comment_needs_blank: false,
        carriage_return_ends_comment: false,
        nested_comments: false,
        executable_comments: false,
        byte_order_mark_is_blank: true,
        question_operators: false,
        variables: Variables::Sqlite,
        digits_first: DigitsFirst::Number,
    };

    /// PostgreSQL with `standard_conforming_strings = on`.
    pub const POSTGRES: Self = Self {
        dollar_quotes: true,
        escape_strings: true,
        backtick_names: false,
        bracket_names: false,
        carriage_return_ends_comment: true,
        nested_comments: true,
        byte_order_mark_is_blank: false,
        question_operators: true,
        variables: Variables::Postgres,
        digits_first: DigitsFirst::Split,
        ..Self::SQLITE
    };

    /// MySQL and MariaDB without `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES`.
    pub const MYSQL: Self = Self {
        backslash_escapes: true,
        double_quoted_strings: true,
        bracket_names: false,
        dollar_words: true,
        hash_comments: true,
        dash_comment_needs_blank: true,
        executable_comments: true,
        byte_order_mark_is_blank: false,
        variables: Variables::Mysql,
        digits_first: DigitsFirst::Name,
        ..Self::SQLITE
    };
}
