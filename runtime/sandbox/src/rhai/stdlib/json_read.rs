//! JSON text into values of a script.
//!
//! Our own reader, because the usual one turns `12345678901234567890.5` into the nearest float
//! without a word.

use std::borrow::Cow;

use bigdecimal::num_bigint::BigInt;
use rhai::{Array, Dynamic, Identifier, ImmutableString, Map};

use super::super::decimal::Decimal;

/// Nesting of one document.
pub(crate) const DEPTH: usize = 128;

/// Reads one document of at most so many elements; of two equal keys the last one counts.
pub(crate) fn read(text: &str, elements: usize) -> Result<Dynamic, String> {
    Reader::whole(text, elements, |reader| reader.value(DEPTH))
}

/// A place in a document.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    left: usize,
}

impl<'t> Reader<'t> {
    /// Reads a document that must end where its value does.
    pub(super) fn whole<T>(
        text: &'t str,
        elements: usize,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut reader = Reader { text, at: 0, left: elements };
        reader.space();
        let value = read(&mut reader)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.wrong("something behind the end"));
        }
        Ok(value)
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Dynamic, String> {
        let deeper = self.enter(depth)?;
        match self.peek() {
            Some(b'{') => {
                let mut map = Map::new();
                self.entries(|reader, key| {
                    map.insert(Identifier::from(&*key), reader.value(deeper)?);
                    Ok(())
                })?;
                Ok(map.into())
            }
            Some(b'[') => {
                let mut array = Array::new();
                self.items(|reader, _| {
                    array.push(reader.value(deeper)?);
                    Ok(())
                })?;
                Ok(array.into())
            }
            Some(b'"') => self.string().map(|text| ImmutableString::from(&*text).into()),
            Some(b'-' | b'0'..=b'9') => number(self.number()?),
            _ => self.word(),
        }
    }

    /// Reads a value that nobody wants.
    pub(super) fn pass(&mut self, depth: usize) -> Result<(), String> {
        let deeper = self.enter(depth)?;
        match self.peek() {
            Some(b'{') => self.entries(|reader, _| reader.pass(deeper)),
            Some(b'[') => self.items(|reader, _| reader.pass(deeper)),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => self.word().map(drop),
        }
    }

    /// Counts a value; gives how deep those inside of it may go.
    pub(super) fn enter(&mut self, depth: usize) -> Result<usize, String> {
        self.left = self.left.checked_sub(1).ok_or("no JSON: too many elements")?;
        depth.checked_sub(1).ok_or_else(|| "no JSON: nested too deeply".to_owned())
    }

    /// Goes through an object; `read` has to read the value of each key.
    pub(super) fn entries(
        &mut self,
        mut read: impl FnMut(&mut Self, Cow<'t, str>) -> Result<(), String>,
    ) -> Result<(), String> {
        self.at += 1;
        self.space();
        if self.take(b'}') {
            return Ok(());
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
            read(self, key)?;
            self.space();
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.wrong("no `,` or `}`"));
            }
        }
    }

    /// Goes through an array; `read` has to read each item.
    pub(super) fn items(
        &mut self,
        mut read: impl FnMut(&mut Self, usize) -> Result<(), String>,
    ) -> Result<(), String> {
        self.at += 1;
        self.space();
        if self.take(b']') {
            return Ok(());
        }
        for number in 0.. {
            self.space();
            read(self, number)?;
            self.space();
            if self.take(b']') {
                break;
            }
            if !self.take(b',') {
                return Err(self.wrong("no `,` or `]`"));
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<Dynamic, String> {
        let words = [("null", Dynamic::UNIT), ("true", true.into()), ("false", false.into())];
        let rest = &self.text[self.at..];
        let found = words.into_iter().find(|(word, _)| rest.starts_with(word));
        let (word, value) = found.ok_or_else(|| self.wrong("no value"))?;
        self.at += word.len();
        Ok(value)
    }

    /// Finds the closing quote; escapes between are the usual reader's.
    fn string(&mut self) -> Result<Cow<'t, str>, String> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let (mut end, mut is_plain) = (start + 1, true);
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' => {
                    self.at = end + 1;
                    if is_plain {
                        return Ok(Cow::Borrowed(&self.text[start + 1..end]));
                    }
                    let quoted = &self.text[start..=end];
                    return serde_json::from_str(quoted).map(Cow::Owned).map_err(|_| {
                        self.at = start;
                        self.wrong("a bad string")
                    });
                }
                b'\\' => (end, is_plain) = (end + 2, false),
                // A control character, which has to be written as an escape.
                0..=31 => (end, is_plain) = (end + 1, false),
                _ => end += 1,
            }
        }
        Err(self.wrong("a string without an end"))
    }

    /// The text of a number.
    fn number(&mut self) -> Result<&'t str, String> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let text = &rest[..end.unwrap_or(rest.len())];
        let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
        let is_short =
            matches!(digits, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
        // The usual reader knows which other numbers JSON allows: no `+1`, `01`, `.5`.
        if !is_short && serde_json::from_str::<serde_json::Value>(text).is_err() {
            return Err(self.wrong("a bad number"));
        }
        self.at += text.len();
        Ok(text)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
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
