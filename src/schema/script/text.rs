//! Texts, names and SQL as literals of a script.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::types::PerDialect;

use super::layout::Node;

/// Words that cannot be the key of a map without quotes.
const KEYWORDS: &[&str] = &[
    "and",
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "false",
    "fn",
    "for",
    "global",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// A text as a string literal on one line.
pub(super) fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if is_unseen(c) => literal.push_str(&escaped(c)),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Characters that a reader would not see, or that turn the text around them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{feff}')
        || matches!(c, '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}')
}

fn escaped(c: char) -> String {
    match u32::from(c) {
        code @ ..=0x7f => format!("\\x{code:02x}"),
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// SQL text: over several lines between backticks when it has several, else a string.
pub(super) fn sql(text: &str) -> Node {
    let plain = |c: char| c == '\n' || c == '\t' || !is_unseen(c);
    if !text.contains('\n') || text.contains("${") || !text.chars().all(plain) {
        return Node::Word(string(text));
    }
    // The engine drops a line break right behind the first backtick.
    let lead = if text.starts_with('\n') { "\n" } else { "" };
    Node::Word(format!("`{lead}{}`", text.replace('`', "``")))
}

/// SQL text that may differ between databases: plain when it is for this one alone.
pub(super) fn sql_of(text: &PerDialect, dialect: &str) -> Node {
    match (&text.generic, text.variants.len()) {
        (Some(only), 0) => return sql(only),
        (None, 1) => {
            if let Some(only) = text.variants.get(dialect) {
                return sql(only);
            }
        }
        _ => {}
    }
    let mut entries: Vec<(String, Node)> =
        text.variants.iter().map(|(name, text)| (name.clone(), sql(text))).collect();
    entries.extend(text.generic.iter().map(|text| ("generic".to_owned(), sql(text))));
    Node::Map(entries)
}

/// A name as a string literal.
pub(super) fn name(name: &Ident) -> Node {
    Node::Word(string(name.as_str()))
}

/// Names as an array.
pub(super) fn names(names: &[Ident]) -> Node {
    Node::Array(names.iter().map(name).collect())
}

/// The name of an object, with its schema where it has one.
pub(super) fn object(object: &ObjectName) -> Node {
    match &object.schema {
        None => name(&object.name),
        Some(schema) => Node::call("schema_table", vec![name(schema), name(&object.name)]),
    }
}

/// A text as the key of a map.
pub(super) fn key(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && text.chars().all(word) && !KEYWORDS.contains(&text) {
        text.to_owned()
    } else {
        string(text)
    }
}
