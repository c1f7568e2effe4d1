//! JSON both ways, without losing digits.
//!
//! Whole numbers stay integers; those beyond 64 bits, and fractions that a float cannot hold
//! exactly, become exact decimals. Maps of the engine are sorted by key, so the text always is.

use rhai::{Array, Blob, Dynamic, Identifier, Map};

use super::super::call::{Call, kind};
use super::super::decimal::Decimal;
use super::super::errors::thrown;
use super::super::method::{Answer, Method, method};
use super::json_read::{DEPTH, read};

pub(crate) const FUNCTIONS: &[Method] =
    &[method("json_parse(text)", json_parse), method("json_text(value, options?)", json_text)];

fn json_parse(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    read(&text, call.run.limits.elements).map_err(thrown)
}

fn json_text(call: &mut Call<'_>) -> Answer {
    let value = call.any(0);
    let mut options = call.options(1)?;
    // Always so; taken, so that a script can say that it relies on it.
    options.optional_flag("sorted")?;
    let pretty = options.flag("pretty")?;
    options.end()?;
    let mut writer = Writer { text: String::new(), pretty };
    writer.value(&value, 0).map_err(thrown)?;
    super::bounded::allowed(writer.text.len(), call.run.limits.text_bytes)?;
    Ok(writer.text.into())
}

/// A script's value as JSON text.
pub(crate) fn text_of(value: &Dynamic) -> Result<String, String> {
    let mut writer = Writer { text: String::new(), pretty: false };
    writer.value(value, 0)?;
    Ok(writer.text)
}

struct Writer {
    text: String,
    pretty: bool,
}

impl Writer {
    fn value(&mut self, value: &Dynamic, depth: usize) -> Result<(), String> {
        if depth > DEPTH {
            return Err("the value is nested too deeply for JSON".to_owned());
        }
        if let Some(map) = value.read_lock::<Map>() {
            return self.object(&map, depth);
        }
        if let Some(items) = value.read_lock::<Array>() {
            return self.array(&items, depth);
        }
        if let Ok(text) = value.as_immutable_string_ref() {
            return self.string(&text);
        }
        let scalar = scalar(value)?;
        match scalar {
            Scalar::Plain(text) => self.text.push_str(&text),
            Scalar::Quoted(text) => self.string(&text)?,
        }
        Ok(())
    }

    fn object(&mut self, map: &Map, depth: usize) -> Result<(), String> {
        self.text.push('{');
        for (at, (key, value)) in map.iter().enumerate() {
            self.next(at, depth + 1);
            let key: &Identifier = key;
            self.string(key)?;
            self.text.push_str(if self.pretty { ": " } else { ":" });
            self.value(value, depth + 1)?;
        }
        self.close('}', map.is_empty(), depth);
        Ok(())
    }

    fn array(&mut self, items: &[Dynamic], depth: usize) -> Result<(), String> {
        self.text.push('[');
        for (at, item) in items.iter().enumerate() {
            self.next(at, depth + 1);
            self.value(item, depth + 1)?;
        }
        self.close(']', items.is_empty(), depth);
        Ok(())
    }

    fn next(&mut self, at: usize, depth: usize) {
        if at > 0 {
            self.text.push(',');
        }
        self.line(depth);
    }

    fn close(&mut self, bracket: char, empty: bool, depth: usize) {
        if !empty {
            self.line(depth);
        }
        self.text.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if self.pretty {
            self.text.push('\n');
            self.text.push_str(&"  ".repeat(depth));
        }
    }

    fn string(&mut self, text: &str) -> Result<(), String> {
        let quoted = serde_json::to_string(text).map_err(|error| error.to_string())?;
        self.text.push_str(&quoted);
        Ok(())
    }
}

enum Scalar {
    Plain(String),
    Quoted(String),
}

fn scalar(value: &Dynamic) -> Result<Scalar, String> {
    if value.is_unit() {
        return Ok(Scalar::Plain("null".to_owned()));
    }
    if let Ok(whole) = value.as_int() {
        return Ok(Scalar::Plain(whole.to_string()));
    }
    if let Ok(truth) = value.as_bool() {
        return Ok(Scalar::Plain(truth.to_string()));
    }
    if let Ok(real) = value.as_float() {
        let number = serde_json::Number::from_f64(real);
        let number = number.ok_or_else(|| format!("JSON cannot hold `{real}`"))?;
        return Ok(Scalar::Plain(number.to_string()));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Scalar::Quoted(letter.to_string()));
    }
    if let Some(number) = value.read_lock::<Decimal>() {
        return Ok(Scalar::Plain(number.to_string()));
    }
    if value.is::<Blob>() {
        return Err("JSON cannot hold a blob; use `base64_encode`".to_owned());
    }
    if let Some(text) = super::dates::text(value) {
        return Ok(Scalar::Quoted(text));
    }
    Err(format!("JSON cannot hold {}", kind(value)))
}
