//! The map of options at the end of a call; a key that nobody asked for is an error.

use rhai::{Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::nearest::nearest;

use super::call::{Call, kind};
use super::errors::Failure;

/// Options on their way: each `take` removes a key, [`Options::end`] refuses what is left.
pub(super) struct Options<'c, 'a> {
    pub(super) call: &'c Call<'a>,
    map: Map,
    known: Vec<&'static str>,
}

impl<'c, 'a> Options<'c, 'a> {
    pub(super) fn new(call: &'c Call<'a>, map: Map) -> Self {
        Self { call, map, known: Vec::new() }
    }

    /// The option as it was given, even when it is unit; none when it was not.
    pub(super) fn any(&mut self, key: &'static str) -> Option<Dynamic> {
        self.known.push(key);
        self.map.remove(key).map(Dynamic::flatten)
    }

    /// The option; none when it was not given or is unit.
    pub(super) fn some(&mut self, key: &'static str) -> Option<Dynamic> {
        self.any(key).filter(|given| !given.is_unit())
    }

    /// A switch; off when it was not given.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<bool, Failure> {
        Ok(self.optional_flag(key)?.unwrap_or(false))
    }

    pub(super) fn optional_flag(&mut self, key: &'static str) -> Result<Option<bool>, Failure> {
        let Some(given) = self.some(key) else { return Ok(None) };
        given.as_bool().map(Some).map_err(|_| self.wrong(key, "true or false", &given))
    }

    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<String>, Failure> {
        let Some(given) = self.some(key) else { return Ok(None) };
        self.call.text_of(given, &format!("`{key}`")).map(Some)
    }

    pub(super) fn name(&mut self, key: &'static str) -> Result<Option<Ident>, Failure> {
        self.text(key)?.map(|text| self.call.ident(text)).transpose()
    }

    pub(super) fn names(&mut self, key: &'static str) -> Result<Vec<Ident>, Failure> {
        let Some(given) = self.some(key) else { return Ok(Vec::new()) };
        self.call.names_of(given, &format!("`{key}`"))
    }

    pub(super) fn integer(&mut self, key: &'static str) -> Result<Option<i64>, Failure> {
        let Some(given) = self.some(key) else { return Ok(None) };
        given.as_int().map(Some).map_err(|_| self.wrong(key, "an integer", &given))
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Option<T>, Failure> {
        let Some(given) = self.text(key)? else { return Ok(None) };
        let plain = given.to_ascii_lowercase().replace(' ', "_");
        let found = words.iter().find(|(word, _)| *word == plain);
        found.map(|(_, meaning)| Some(*meaning)).ok_or_else(|| {
            let list = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>();
            self.call.misuse(format!("`{key}` must be one of {}, not `{given}`", list.join(", ")))
        })
    }

    pub(super) fn wrong(&self, key: &str, wanted: &str, given: &Dynamic) -> Failure {
        self.call.wrong(&format!("`{key}`"), wanted, kind(given))
    }

    /// Refuses keys that nobody asked for.
    pub(super) fn end(self) -> Result<(), Failure> {
        let Some(unknown) = self.map.keys().next() else { return Ok(()) };
        let hint = match nearest(unknown, self.known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.known.is_empty() => "it takes no options".to_owned(),
            None => {
                let keys = self.known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>();
                format!("its options are {}", keys.join(", "))
            }
        };
        Err(self.call.misuse_with(format!("there is no option `{unknown}`"), Some(hint)))
    }
}
