//! Draws a history as a graph, newest first, beside the lines that describe it.
//!
//! Each column is a branch that waits for its next older revision. A revision takes the leftmost
//! column that waits for it; further ones bend into it, and each further parent opens a column.

use crate::revision::RevisionId;

/// The characters of a drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    node: char,
    current: char,
    line: char,
    across: char,
    crossing: char,
    split: char,
    joins_from_above: char,
    opens_below: char,
}

impl Pen {
    /// Box-drawing characters.
    pub(super) const UNICODE: Self = Self {
        node: '○',
        current: '●',
        line: '│',
        across: '─',
        crossing: '┼',
        split: '├',
        joins_from_above: '╯',
        opens_below: '╮',
    };
    /// Plain characters, for terminals without Unicode.
    pub(super) const ASCII: Self = Self {
        node: 'o',
        current: '*',
        line: '|',
        across: '-',
        crossing: '+',
        split: '|',
        joins_from_above: '\'',
        opens_below: '.',
    };
}

/// One revision to draw.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// Its id.
    pub id: &'a RevisionId,
    /// Its parents.
    pub parents: &'a [RevisionId],
    /// Whether the database is here.
    pub is_current: bool,
    /// The line beside it.
    pub text: String,
}

/// Draws revisions that are ordered from the newest to the oldest.
///
/// A parent that is not among them leaves its column open to the end.
#[must_use]
pub(super) fn draw(nodes: &[Node<'_>], pen: Pen) -> Vec<String> {
    let mut columns: Vec<Option<&RevisionId>> = Vec::new();
    let mut rows = Vec::new();
    for node in nodes {
        let waiting: Vec<usize> =
            (0..columns.len()).filter(|&column| columns[column] == Some(node.id)).collect();
        let column = waiting.first().copied().unwrap_or_else(|| free(&mut columns, 0));
        if waiting.len() > 1 {
            rows.push(bend(&columns, column, &waiting[1..], pen.joins_from_above, pen));
            for &other in &waiting[1..] {
                columns[other] = None;
            }
        }
        columns[column] = Some(node.id);
        let mark = if node.is_current { pen.current } else { pen.node };
        rows.push(format!("{}  {}", row(&columns, Some((column, mark)), pen), node.text));

        columns[column] = node.parents.first();
        let mut opened = Vec::new();
        for parent in node.parents.iter().skip(1) {
            let new = free(&mut columns, column + 1);
            columns[new] = Some(parent);
            opened.push(new);
        }
        if !opened.is_empty() {
            rows.push(bend(&columns, column, &opened, pen.opens_below, pen));
        }
        while columns.last() == Some(&None) {
            columns.pop();
        }
    }
    rows
}

/// Finds an unused column, at `from` or right of it.
fn free(columns: &mut Vec<Option<&RevisionId>>, from: usize) -> usize {
    match (from..columns.len()).find(|&column| columns[column].is_none()) {
        Some(column) => column,
        None => {
            columns.push(None);
            columns.len() - 1
        }
    }
}

fn row(columns: &[Option<&RevisionId>], mark: Option<(usize, char)>, pen: Pen) -> String {
    let cells = columns.iter().enumerate().map(|(column, waits)| match (mark, waits) {
        (Some((at, mark)), _) if at == column => mark,
        (_, Some(_)) => pen.line,
        (_, None) => ' ',
    });
    let text: String = cells.flat_map(|cell| [cell, ' ']).collect();
    text.trim_end().to_owned()
}

/// A row in which the columns `ends` meet `column`, left of all of them.
fn bend(
    columns: &[Option<&RevisionId>],
    column: usize,
    ends: &[usize],
    corner: char,
    pen: Pen,
) -> String {
    let last = ends.last().copied().unwrap_or(column);
    let mut text = String::new();
    for (at, waits) in columns.iter().enumerate() {
        let is_inside = (column..=last).contains(&at);
        text.push(match waits {
            _ if at == column => pen.split,
            _ if ends.contains(&at) => corner,
            Some(_) if is_inside => pen.crossing,
            None if is_inside => pen.across,
            Some(_) => pen.line,
            None => ' ',
        });
        text.push(if is_inside && at < last { pen.across } else { ' ' });
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(history: &[(&str, &[&str])], wanted: &str) {
        let ids: Vec<(RevisionId, Vec<RevisionId>)> = history
            .iter()
            .map(|(id, parents)| {
                (id.parse().unwrap(), parents.iter().map(|p| p.parse().unwrap()).collect())
            })
            .collect();
        let nodes: Vec<Node<'_>> = ids
            .iter()
            .map(|(id, parents)| Node { id, parents, is_current: false, text: id.to_string() })
            .collect();
        assert_eq!(draw(&nodes, Pen::ASCII).join("\n"), wanted.trim_matches('\n'));
    }

    #[test]
    fn a_line_is_one_column() {
        check(&[("c", &["b"]), ("b", &["a"]), ("a", &[])], "o  c\no  b\no  a");
    }

    #[test]
    fn a_diamond_opens_and_closes() {
        check(
            &[("m", &["x", "y"]), ("y", &["a"]), ("x", &["a"]), ("a", &[])],
            "o  m\n|-.\n| o  y\no |  x\n|-'\no  a",
        );
    }

    #[test]
    fn separate_roots_and_three_way_merges_are_drawn() {
        check(
            &[("m", &["x", "y", "z"]), ("z", &[]), ("y", &["x"]), ("x", &[]), ("q", &[])],
            "o  m\n|-.-.\n| | o  z\n| o  y\n|-'\no  x\no  q",
        );
    }
}
