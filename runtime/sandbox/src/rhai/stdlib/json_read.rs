//! JSON text into values of a script.
//!
//! Our own reader, because the usual one turns `12345678901234567890.5` into the nearest float
//! without a word.

use bigdecimal::num_bigint::BigInt;
use rhai::{Array, Dynamic, Map};

use super::super::decimal::Decimal;

/// Nesting of one document.
pub(crate) const DEPTH: usize = 128;

/// Reads one document of at most so many elements; of two equal keys the last one counts.
pub(crate) fn read(text: &str, elements: usize) -> Result<Dynamic, String> {
    let mut reader = Reader { text, at: 0, left: elements };
    reader.space();
    let value = reader.value(DEPTH)?;
    reader.space();
    if reader.at < text.len() { Err(reader.wrong("something behind the end")) } else { Ok(value) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    left: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Dynamic, String> {
        self.left = self.left.checked_sub(1).ok_or("no JSON: too many elements")?;
        let deeper = depth.checked_sub(1).ok_or("no JSON: nested too deeply")?;
        match self.peek() {
            Some(b'{') => self.object(deeper),
            Some(b'[') => self.array(deeper),
            Some(b'"') => self.string().map(Into::into),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in
                    [("null", Dynamic::UNIT), ("true", true.into()), ("false", false.into())]
                {
                    if self.text[self.at..].starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.wrong("no value"))
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Dynamic, String> {
        let mut map = Map::new();
        self.at += 1;
        self.space();
        if self.take(b'}') {
            return Ok(map.into());
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.wrong("no key"));
            }
            let key = self.string()?;
            self.space();
            if !self.take(b':') {
                return Err(self.wrong("no `:`"));
            }
            self.space();
            let value = self.value(depth)?;
            map.insert(key.into(), value);
            self.space();
            if self.take(b'}') {
                return Ok(map.into());
            }
            if !self.take(b',') {
                return Err(self.wrong("no `,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Dynamic, String> {
        let mut array = Array::new();
        self.at += 1;
        self.space();
        if self.take(b']') {
            return Ok(array.into());
        }
        loop {
            self.space();
            array.push(self.value(depth)?);
            self.space();
            if self.take(b']') {
                return Ok(array.into());
            }
            if !self.take(b',') {
                return Err(self.wrong("no `,` or `]`"));
            }
        }
    }

    /// Finds the closing quote; what is between is the usual reader's to unescape.
    fn string(&mut self) -> Result<String, String> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' => {
                    self.at = end + 1;
                    let quoted = &self.text[start..=end];
                    return serde_json::from_str(quoted).map_err(|_| {
                        self.at = start;
                        self.wrong("a bad string")
                    });
                }
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        Err(self.wrong("a string without an end"))
    }

    fn number(&mut self) -> Result<Dynamic, String> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let text = &rest[..end.unwrap_or(rest.len())];
        // The usual reader knows which numbers JSON allows: no `+1`, `01`, `.5`.
        serde_json::from_str::<serde_json::Value>(text).map_err(|_| self.wrong("a bad number"))?;
        self.at += text.len();
        number(text)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn wrong(&self, what: &str) -> String {
        format!("no JSON: {what} at byte {}", self.at + 1)
    }
}

/// Integers of 64 bits, floats that hold the text exactly, else exact decimals.
fn number(text: &str) -> Result<Dynamic, String> {
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(whole.into());
    }
    let exact = match text.parse::<BigInt>() {
        Ok(whole) => return Ok(Dynamic::from(Decimal::from(whole))),
        Err(_) => text.parse::<Decimal>()?,
    };
    let real: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    let same = real.is_finite()
        && real.to_string().parse::<Decimal>().is_ok_and(|shortest| exact.same(&shortest));
    Ok(if same { real.into() } else { Dynamic::from(exact) })
}
