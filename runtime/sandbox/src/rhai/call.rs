//! One call of the API: its arguments, where it stands, and how it fails.

use std::sync::Arc;

use rhai::{Array, Blob, Dynamic, FnPtr, Map, NativeCallContext};
use sandshift_model::ident::{Ident, IdentError, ObjectName};
use sandshift_model::origin::Origin;
use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;

use crate::error::{GuestError, HostError};
use crate::host::Host;

use super::errors::{Failure, stop};
use super::method::Method;
use super::names::SchemaTable;
use super::options::Options;
use super::run::Run;
use super::{position, value};

/// One call on its way.
pub(super) struct Call<'a> {
    pub(super) run: &'a Arc<Run>,
    pub(super) context: &'a NativeCallContext<'a>,
    pub(super) origin: Origin,
    /// The object in front of the dot; unit for free functions.
    pub(super) receiver: Dynamic,
    arguments: Vec<Dynamic>,
    method: &'static Method,
    owner: Option<&'static str>,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        run: &'a Arc<Run>,
        context: &'a NativeCallContext<'a>,
        method: &'static Method,
        owner: Option<&'static str>,
        arguments: &mut [&mut Dynamic],
    ) -> Self {
        let mut arguments = arguments.iter_mut();
        // The receiver is a variable of the script and stays there; other arguments are copies.
        let receiver = owner.and_then(|_| arguments.next()).map(|own| own.clone());
        let arguments = arguments
            .enumerate()
            .map(|(at, argument)| match (owner, at) {
                // The engine hands a variable that stands first in a call over as itself.
                (None, 0) => argument.clone().flatten(),
                _ => std::mem::take(*argument).flatten(),
            })
            .collect();
        let origin = position::origin(context.call_position());
        let receiver = receiver.unwrap_or_default();
        Self { run, context, origin, receiver, arguments, method, owner }
    }

    /// How many arguments were given.
    pub(super) fn count(&self) -> usize {
        self.arguments.len()
    }

    /// Puts a unit in front, for functions whose first argument may be left out.
    pub(super) fn shift(&mut self) {
        self.arguments.insert(0, Dynamic::UNIT);
    }

    /// An argument as it was given; unit when it was not.
    pub(super) fn any(&mut self, at: usize) -> Dynamic {
        self.arguments.get_mut(at).map(std::mem::take).unwrap_or_default()
    }

    /// Looks at an argument.
    pub(super) fn peek(&self, at: usize) -> &Dynamic {
        self.arguments.get(at).unwrap_or(&Dynamic::UNIT)
    }

    pub(super) fn text(&mut self, at: usize, what: &str) -> Result<String, Failure> {
        let given = self.any(at);
        self.text_of(given, what)
    }

    pub(super) fn text_of(&self, given: Dynamic, what: &str) -> Result<String, Failure> {
        let kind = kind(&given);
        given.into_string().map_err(|_| self.wrong(what, "a string", kind))
    }

    pub(super) fn optional_text(
        &mut self,
        at: usize,
        what: &str,
    ) -> Result<Option<String>, Failure> {
        if self.peek(at).is_unit() { Ok(None) } else { self.text(at, what).map(Some) }
    }

    pub(super) fn integer(&mut self, at: usize, what: &str) -> Result<i64, Failure> {
        let given = self.any(at);
        given.as_int().map_err(|_| self.wrong(what, "an integer", kind(&given)))
    }

    /// A number of something: digits, characters, rows.
    pub(super) fn size(&mut self, at: usize, what: &str) -> Result<u32, Failure> {
        let given = self.integer(at, what)?;
        u32::try_from(given).map_err(|_| self.misuse(format!("{what} cannot be {given}")))
    }

    pub(super) fn name(&mut self, at: usize, what: &str) -> Result<Ident, Failure> {
        let text = self.text(at, what)?;
        self.ident(text)
    }

    pub(super) fn optional_name(
        &mut self,
        at: usize,
        what: &str,
    ) -> Result<Option<Ident>, Failure> {
        if self.peek(at).is_unit() { Ok(None) } else { self.name(at, what).map(Some) }
    }

    pub(super) fn ident(&self, text: impl Into<String>) -> Result<Ident, Failure> {
        Ident::new(text).map_err(|error| stop(self.illegal_name(error)))
    }

    /// A table, view or other object: a string, or `schema_table("s", "t")`.
    pub(super) fn object(&mut self, at: usize, what: &str) -> Result<ObjectName, Failure> {
        let given = self.any(at);
        self.object_of(given, what)
    }

    pub(super) fn object_of(&self, given: Dynamic, what: &str) -> Result<ObjectName, Failure> {
        match given.try_cast_result::<SchemaTable>() {
            Ok(name) => Ok(name.0),
            Err(given) => {
                let text = self.text_of(given, what)?;
                Ok(ObjectName::bare(self.ident(text)?))
            }
        }
    }

    pub(super) fn array(&mut self, at: usize, what: &str) -> Result<Array, Failure> {
        let given = self.any(at);
        let kind = kind(&given);
        given.try_cast::<Array>().ok_or_else(|| self.wrong(what, "an array", kind))
    }

    /// Names in an array; one name may stand alone.
    pub(super) fn names(&mut self, at: usize, what: &str) -> Result<Vec<Ident>, Failure> {
        let given = self.any(at);
        self.names_of(given, what)
    }

    pub(super) fn names_of(&self, given: Dynamic, what: &str) -> Result<Vec<Ident>, Failure> {
        let name = |given| self.ident(self.text_of(given, what)?);
        match given.try_cast_result::<Array>() {
            Ok(names) => names.into_iter().map(name).collect(),
            Err(one) => Ok(vec![name(one)?]),
        }
    }

    pub(super) fn map(&mut self, at: usize, what: &str) -> Result<Map, Failure> {
        let given = self.any(at);
        let kind = kind(&given);
        given.try_cast::<Map>().ok_or_else(|| self.wrong(what, "a map", kind))
    }

    /// The options of a call, which may be left out.
    pub(super) fn options(&mut self, at: usize) -> Result<Options<'_, 'a>, Failure> {
        let given = if self.peek(at).is_unit() { Map::new() } else { self.map(at, "options")? };
        Ok(Options::new(self, given))
    }

    pub(super) fn function(&mut self, at: usize, what: &str) -> Result<FnPtr, Failure> {
        let given = self.any(at);
        self.function_of(given, what)
    }

    pub(super) fn function_of(&self, given: Dynamic, what: &str) -> Result<FnPtr, Failure> {
        let kind = kind(&given);
        given.try_cast::<FnPtr>().ok_or_else(|| self.wrong(what, "a function", kind))
    }

    pub(super) fn blob(&mut self, at: usize, what: &str) -> Result<Blob, Failure> {
        let given = self.any(at);
        let kind = kind(&given);
        match given.try_cast_result::<Blob>() {
            Ok(blob) => Ok(blob),
            Err(other) => other
                .into_string()
                .map(String::into_bytes)
                .map_err(|_| self.wrong(what, "a blob or a string", kind)),
        }
    }

    pub(super) fn value(&self, given: Dynamic) -> Result<Value, Failure> {
        value::from_script(given).map_err(|reason| self.misuse(reason))
    }

    /// The parameters of a statement: an array that may be left out.
    pub(super) fn parameters(&mut self, at: usize) -> Result<Vec<Value>, Failure> {
        if self.peek(at).is_unit() {
            return Ok(Vec::new());
        }
        let given = self.array(at, "the parameters")?;
        given.into_iter().map(|value| self.value(value)).collect()
    }

    /// The variant of a text for the database at hand, for places that hold only one text.
    pub(super) fn sql_here(&self, text: &PerDialect) -> Result<String, Failure> {
        let facts = self.run.facts().map_err(stop)?;
        text.get(&facts.dialect).map(str::to_owned).ok_or_else(|| {
            self.misuse_with(
                format!("there is no text for `{}`", facts.dialect),
                Some(format!("add a key `{}` or `generic`", facts.dialect)),
            )
        })
    }

    /// Asks the host for something.
    pub(super) fn host<T>(
        &self,
        act: impl FnOnce(&mut dyn Host) -> Result<T, HostError>,
    ) -> Result<T, Failure> {
        let origin = self.origin;
        let act =
            |host: &mut dyn Host| act(host).map_err(|error| GuestError::Host { error, origin });
        self.run.with_host(self.method.name(), origin, act).map_err(stop)
    }

    /// The function's name for messages.
    pub(super) fn shown(&self) -> String {
        match self.owner {
            Some(super::db::TYPE_NAME) => format!("db.{}", self.method.name()),
            _ => self.method.name().to_owned(),
        }
    }

    pub(super) fn method_name(&self) -> &'static str {
        self.method.name()
    }

    /// A misuse of this function, which no script can catch; shows how it is written.
    pub(super) fn misuse(&self, message: impl Into<String>) -> Failure {
        let prefix = if self.owner == Some(super::db::TYPE_NAME) { "db." } else { "" };
        self.misuse_with(message, Some(format!("write `{prefix}{}`", self.method.signature)))
    }

    pub(super) fn illegal_name(&self, error: IdentError) -> GuestError {
        GuestError::Name { call: format!("`{}`", self.shown()), error, origin: self.origin }
    }

    pub(super) fn misuse_with(&self, message: impl Into<String>, hint: Option<String>) -> Failure {
        let message = format!("`{}`: {}", self.shown(), message.into());
        stop(GuestError::Misuse { message, hint, origin: self.origin })
    }

    pub(super) fn wrong(&self, what: &str, wanted: &str, given: &str) -> Failure {
        self.misuse(format!("{what} must be {wanted}, not {given}"))
    }
}

/// What a value of a script is, for messages.
pub(super) fn kind(value: &Dynamic) -> &'static str {
    match value.type_name() {
        "()" => "nothing",
        "string" => "a string",
        "i64" => "an integer",
        "f64" => "a float",
        "bool" => "a boolean",
        "char" => "a character",
        "array" => "an array",
        "map" => "a map",
        "blob" => "a blob",
        "Fn" => "a function",
        "timestamp" => "a timestamp",
        other => value::own_kind(value).unwrap_or(other),
    }
}
