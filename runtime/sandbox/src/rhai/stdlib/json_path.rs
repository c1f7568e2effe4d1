//! One value out of a JSON text, without reading the others into values of the script.
//!
//! The paths are the simple ones of SQL/JSON: `$.address.city`, `$.tags[0]`, `$."odd name"`.

use rhai::Dynamic;

use super::super::call::Call;
use super::super::errors::thrown;
use super::super::method::{Answer, Method, method};
use super::json_read::{DEPTH, Reader};

pub(crate) const FUNCTIONS: &[Method] = &[method("json_value(text, path)", json_value)];

/// Unit when the text has no such value, as when it is `null`; a text that is no JSON is an error.
fn json_value(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let path = call.text(1, "the path")?;
    let Some(steps) = steps(&path) else {
        return Err(call.misuse("the path must look like `$.address.city` or `$.tags[0]`"));
    };
    let found =
        Reader::whole(&text, call.run.limits.elements, |reader| find(reader, &steps, DEPTH));
    found.map(Option::unwrap_or_default).map_err(thrown)
}

/// One step down.
#[derive(Debug, PartialEq, Eq)]
enum Step<'p> {
    Key(&'p str),
    Item(usize),
}

fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let step;
        (step, rest) = if let Some(behind) = rest.strip_prefix('[') {
            let (number, rest) = behind.split_once(']')?;
            (Step::Item(number.trim().parse().ok()?), rest)
        } else if let Some(behind) = rest.strip_prefix(".\"") {
            let (key, rest) = behind.split_once('"')?;
            (Step::Key(key), rest)
        } else {
            let behind = rest.strip_prefix('.')?;
            let (key, rest) = behind.split_at(behind.find(['.', '[']).unwrap_or(behind.len()));
            (Step::Key(Some(key).filter(|key| !key.is_empty())?), rest)
        };
        steps.push(step);
    }
    Some(steps)
}

/// Reads a value and gives what the steps lead to; of two equal keys the last one counts.
fn find(
    reader: &mut Reader<'_>,
    steps: &[Step<'_>],
    depth: usize,
) -> Result<Option<Dynamic>, String> {
    let Some((step, rest)) = steps.split_first() else { return reader.value(depth).map(Some) };
    let mut found = None;
    let mut look = |reader: &mut Reader<'_>, is_wanted: bool, deeper: usize| {
        if !is_wanted {
            return reader.pass(deeper);
        }
        found = find(reader, rest, deeper)?;
        Ok(())
    };
    match (step, reader.peek()) {
        (Step::Key(wanted), Some(b'{')) => {
            let deeper = reader.enter(depth)?;
            reader.entries(|reader, key| look(reader, key == *wanted, deeper))?;
        }
        (Step::Item(wanted), Some(b'[')) => {
            let deeper = reader.enter(depth)?;
            reader.items(|reader, number| look(reader, number == *wanted, deeper))?;
        }
        _ => reader.pass(depth)?,
    }
    Ok(found)
}
