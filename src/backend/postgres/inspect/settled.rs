//! Brings the texts of the server's deparser into the form in which it gives them again.
//!
//! `role IN ('a', 'b')` on a `varchar` is kept as `(ARRAY['a'::character varying, …])::text[]`; when
//! that text is read, the server casts each element instead, and shows it so from then on. A schema
//! that was made again from its own texts would differ from itself for ever.

use std::ops::Range;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::DefaultValue;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::table::Table;

/// Brings every text of a catalog into its last form.
pub(super) fn settle(catalog: &mut Catalog) {
    catalog.tables.values_mut().for_each(|table| settle_table(table));
    catalog.views.values_mut().for_each(|view| settle_text(&mut view.query));
    catalog.triggers.values_mut().for_each(|trigger| settle_text(&mut trigger.definition));
    for native in catalog.natives.values_mut() {
        settle_text(&mut native.create);
        native.parts.iter_mut().for_each(|part| settle_text(&mut part.add));
    }
}

fn settle_table(table: &mut Table) {
    for column in &mut table.columns {
        if let Some(DefaultValue::Expression(text)) = &mut column.default {
            settle_text(text);
        }
        if let Some(generated) = &mut column.generated {
            settle_text(&mut generated.expression);
        }
        column.native.iter_mut().for_each(settle_text);
    }
    for constraint in &mut table.constraints {
        match &mut constraint.body {
            ConstraintBody::Check { expression, .. } => settle_text(expression),
            ConstraintBody::Exclude { elements, filter, .. } => {
                elements.iter_mut().for_each(|element| settle_text(&mut element.expression));
                filter.iter_mut().for_each(settle_text);
            }
            ConstraintBody::PrimaryKey { .. }
            | ConstraintBody::Unique { .. }
            | ConstraintBody::ForeignKey(_) => {}
        }
    }
    table.indexes.iter_mut().for_each(settle_index);
}

fn settle_index(index: &mut Index) {
    for key in &mut index.keys {
        if let IndexTerm::Expression(text) = &mut key.on {
            settle_text(text);
        }
    }
    index.filter.iter_mut().for_each(settle_text);
    index.native.iter_mut().for_each(settle_text);
}

fn settle_text(text: &mut String) {
    let mut from = 0;
    while let Some((range, new)) = text.get(from..).and_then(|rest| find(rest, from)) {
        // The elements may hold casts of their own, which are looked at next.
        from = range.start + "ARRAY[".len();
        text.replace_range(range, &new);
    }
}

const OPENING: &str = "(ARRAY[";

/// Where the first cast of an array stands in a text that begins at `offset`, and what it becomes.
fn find(text: &str, offset: usize) -> Option<(Range<usize>, String)> {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some((length, new)) = rest.strip_prefix(OPENING).and_then(recast) {
            let start = offset + at;
            return Some((start..start + OPENING.len() + length, new));
        }
        at += skip(rest);
    }
    None
}

/// What stands behind the opening bracket of an array, when the whole of it is cast: how long that is,
/// and the array with its elements cast.
fn recast(inside: &str) -> Option<(usize, String)> {
    let mut elements = Vec::new();
    let (mut at, mut begin, mut depth) = (0, 0, 0_usize);
    loop {
        let rest = inside.get(at..).filter(|rest| !rest.is_empty())?;
        match rest.as_bytes()[0] {
            b'(' | b'[' => depth += 1,
            b']' if depth == 0 => break,
            b')' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                elements.push(inside[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
        at += skip(rest);
    }
    elements.push(inside[begin..at].trim());
    let ty = inside[at..].strip_prefix("])::")?;
    let ty = &ty[..ty.find("[]")?];
    let is_type = |c: char| c.is_alphanumeric() || " _.\"(),".contains(c);
    if elements.iter().any(|element| element.is_empty()) || !ty.chars().all(is_type) {
        return None;
    }
    let cast: Vec<String> = elements.iter().map(|element| format!("({element})::{ty}")).collect();
    let length = at + "])::".len() + ty.len() + "[]".len();
    Some((length, format!("ARRAY[{}]", cast.join(", "))))
}

/// The bytes of the next token as far as quotes matter: a string, a quoted name, or one character.
fn skip(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    if !matches!(first, '\'' | '"') {
        return first.len_utf8();
    }
    // A doubled quote ends one text and begins the next, which comes to the same.
    chars.find(|(_, c)| *c == first).map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::settle_text;

    #[track_caller]
    fn becomes(text: &str, expected: &str) {
        let mut settled = text.to_owned();
        settle_text(&mut settled);
        assert_eq!(settled, expected);
        settle_text(&mut settled);
        assert_eq!(settled, expected, "a second time");
    }

    #[test]
    fn the_cast_of_an_array_goes_to_its_elements() {
        becomes(
            "(role)::text = ANY ((ARRAY['a'::character varying, 'b, ]'::character varying])::text[])",
            "(role)::text = ANY (ARRAY[('a'::character varying)::text, ('b, ]'::character varying)::text])",
        );
        becomes(
            "(ARRAY[f(1, 2), x])::numeric(10,2)[]",
            "ARRAY[(f(1, 2))::numeric(10,2), (x)::numeric(10,2)]",
        );
    }

    #[test]
    fn everything_else_stays() {
        for text in [
            "a = ANY (ARRAY[1, 2])",
            "(ARRAY[1, 2])[1]",
            "'(ARRAY[1])::text[]'",
            "(ARRAY[]::text[])",
            "(ARRAY[a",
        ] {
            becomes(text, text);
        }
    }
}
