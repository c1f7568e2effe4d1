//! How a statement is broken into lines: on one line when it fits, else one argument on each.

/// The longest line that is written, in characters; a text that is longer by itself stays whole.
pub(super) const WIDTH: usize = 100;

/// Blanks before what stands inside brackets.
pub(super) const INDENT: usize = 4;

/// A part of a statement.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Written as it stands: a literal, a name.
    Word(String),
    /// `head(arguments)`.
    Call(String, Vec<Node>),
    /// `first.second().third()`, each link without its dot.
    Chain(Vec<Node>),
    /// `[items]`.
    Array(Vec<Node>),
    /// `[items]` with one item on each line, however short.
    Lines(Vec<Node>),
    /// `#{ key: value }`.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// A call.
    pub(super) fn call(head: impl Into<String>, arguments: Vec<Self>) -> Self {
        Self::Call(head.into(), arguments)
    }

    /// A word.
    pub(super) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// The node as text that begins behind so many characters, in a statement that is indented
    /// by `indent`, with `room` characters behind it on its last line.
    pub(super) fn text(&self, indent: usize, before: usize, room: usize) -> String {
        match self.flat() {
            Some(flat) if fits(&flat, before, room) => flat,
            _ => self.broken(indent, before, room),
        }
    }

    /// The node on one line, but for line breaks inside of texts; none when it never is.
    fn flat(&self) -> Option<String> {
        let all = |nodes: &[Self]| nodes.iter().map(Self::flat).collect::<Option<Vec<_>>>();
        Some(match self {
            Self::Word(word) => word.clone(),
            Self::Call(head, arguments) => format!("{head}({})", all(arguments)?.join(", ")),
            Self::Chain(links) => all(links)?.join("."),
            Self::Array(items) => format!("[{}]", all(items)?.join(", ")),
            Self::Lines(items) if items.is_empty() => "[]".to_owned(),
            Self::Lines(_) => return None,
            Self::Map(entries) if entries.is_empty() => "#{}".to_owned(),
            Self::Map(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| Some(format!("{key}: {}", value.flat()?)));
                format!("#{{ {} }}", entries.collect::<Option<Vec<_>>>()?.join(", "))
            }
        })
    }

    fn broken(&self, indent: usize, before: usize, room: usize) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Call(head, arguments) => call(head, arguments, indent, before, room),
            Self::Chain(links) => chain(links, indent, before),
            Self::Array(items) | Self::Lines(items) => {
                let item = |node: &Self| (String::new(), node.clone());
                block("[", "]", &items.iter().map(item).collect::<Vec<_>>(), indent)
            }
            Self::Map(entries) => {
                let entry = |(key, value): &(String, Self)| (format!("{key}: "), value.clone());
                block("#{", "}", &entries.iter().map(entry).collect::<Vec<_>>(), indent)
            }
        }
    }
}

/// Whether each line of a text is short enough, the first behind `before` characters, the last
/// with `room` behind it. Lines between them belong to texts and are as long as they are.
fn fits(text: &str, before: usize, room: usize) -> bool {
    let width = |line: &str| line.chars().count();
    match text.split_once('\n') {
        None => before + width(text) + room <= WIDTH,
        Some((first, rest)) => {
            let last = rest.rsplit('\n').next().unwrap_or(rest);
            before + width(first) <= WIDTH && width(last) + room <= WIDTH
        }
    }
}

/// Items on lines of their own, each behind its key and with a comma.
fn block(open: &str, close: &str, items: &[(String, Node)], indent: usize) -> String {
    let inner = indent + INDENT;
    let margin = " ".repeat(inner);
    let mut text = format!("{open}\n");
    for (key, node) in items {
        let node = node.text(inner, inner + key.chars().count(), 1);
        text.push_str(&format!("{margin}{key}{node},\n"));
    }
    format!("{text}{}{close}", " ".repeat(indent))
}

/// A call whose brackets hug its one long list or map; else one argument on each line.
fn call(head: &str, arguments: &[Node], indent: usize, before: usize, room: usize) -> String {
    let long =
        arguments.iter().position(|node| matches!(node, Node::Lines(items) if !items.is_empty()));
    let long = long.or_else(|| {
        arguments.iter().rposition(|node| matches!(node, Node::Array(_) | Node::Map(_)))
    });
    if let Some(long) = long
        && let Some(text) = hugged(head, arguments, long, indent)
        && fits(&text, before, room)
    {
        return text;
    }
    let inner = indent + INDENT;
    let margin = " ".repeat(inner);
    let lines: Vec<String> =
        arguments.iter().map(|node| format!("{margin}{}", node.text(inner, inner, 1))).collect();
    format!("{head}(\n{}\n{})", lines.join(",\n"), " ".repeat(indent))
}

fn hugged(head: &str, arguments: &[Node], long: usize, indent: usize) -> Option<String> {
    let flat = |nodes: &[Node]| nodes.iter().map(Node::flat).collect::<Option<Vec<_>>>();
    let mut parts = flat(&arguments[..long])?;
    parts.push(arguments[long].broken(indent, 0, 0));
    parts.extend(flat(&arguments[long + 1..])?);
    Some(format!("{head}({})", parts.join(", ")))
}

fn chain(links: &[Node], indent: usize, before: usize) -> String {
    let inner = indent + INDENT;
    let margin = " ".repeat(inner);
    let mut text = String::new();
    for (at, link) in links.iter().enumerate() {
        if at == 0 {
            text.push_str(&link.text(indent, before, 0));
        } else {
            text.push_str(&format!("\n{margin}.{}", link.text(inner, inner + 1, 1)));
        }
    }
    text
}
