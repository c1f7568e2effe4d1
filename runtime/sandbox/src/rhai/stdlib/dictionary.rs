//! `dictionary()`: values by keys of any kind, for the large lookups of a data migration.
//!
//! A map of the engine has texts as its keys, and the engine measures all of it whenever one of its
//! functions is called, so that a lookup takes longer the more there is. A dictionary costs the same
//! however much it holds, and numbers, dates and arrays of values are keys as well. It is not copied:
//! whoever is handed it, a closure for example, has the same one.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rhai::{Array, Dynamic, Engine, Map};
use sandshift_model::value::Value;

use super::super::call::{Call, kind};
use super::super::errors::Failure;
use super::super::method::{Answer, Method, method};
use super::super::run::Run;
use super::super::value;
use super::bounded::too_large;

/// Its name in messages.
const TYPE_NAME: &str = "Dictionary";

/// A dictionary of a script.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary {
    values: Arc<Mutex<BTreeMap<Key, Dynamic>>>,
    /// It stays as it is, so that several threads may hold it.
    is_fixed: bool,
}

impl Dictionary {
    /// One that stays as it is.
    pub(crate) fn fixed(values: BTreeMap<Key, Dynamic>) -> Self {
        Self { values: Arc::new(Mutex::new(values)), is_fixed: true }
    }

    /// Tells whether a variable holds one that stays as it is.
    pub(crate) fn is_fixed(variable: &Dynamic) -> bool {
        variable.read_lock::<Self>().is_some_and(|own| own.is_fixed)
    }
}

/// What a value can be found by; its order is that of `keys()`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Nothing, or NULL.
    Nothing,
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(String),
    /// A value that is kept as text, such as a date, by the name of its kind.
    Named(&'static str, String),
    /// Several of these.
    Several(Vec<Key>),
}

pub(crate) const FUNCTIONS: &[Method] =
    &[method("dictionary()", |_| Ok(Dynamic::from(Dictionary::default())))];

const METHODS: &[Method] = &[
    method("set(key, value)", set),
    method("get(key, default?)", get),
    method("contains(key)", |call| {
        let key = key(call)?;
        Ok(inside(&own(call)?).contains_key(&key).into())
    }),
    method("remove(key)", |call| {
        let key = key(call)?;
        Ok(inside(&changeable(call)?).remove(&key).unwrap_or_default())
    }),
    method("len()", |call| {
        let count = inside(&own(call)?).len();
        Ok(i64::try_from(count).unwrap_or(i64::MAX).into())
    }),
    method("keys()", |call| {
        let keys = inside(&own(call)?).keys().map(Key::shown).collect::<Array>();
        Ok(keys.into())
    }),
    method("values()", |call| {
        let values = inside(&own(call)?).values().cloned().collect::<Array>();
        Ok(values.into())
    }),
];

/// The methods of a dictionary.
pub(crate) fn methods() -> impl Iterator<Item = &'static Method> {
    METHODS.iter()
}

/// Registers the type and its methods.
pub(crate) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Dictionary>(TYPE_NAME);
    for method in METHODS {
        method.register(engine, run, Some((TypeId::of::<Dictionary>(), TYPE_NAME)));
    }
}

fn set(call: &mut Call<'_>) -> Answer {
    let key = key(call)?;
    let value = call.any(1);
    if !is_plain(&value) {
        return Err(call.misuse("a dictionary cannot hold functions or dictionaries"));
    }
    let own = changeable(call)?;
    let mut values = inside(&own);
    if values.len() >= call.run.limits.elements && !values.contains_key(&key) {
        return Err(too_large("Size of object map"));
    }
    values.insert(key, value);
    Ok(Dynamic::UNIT)
}

fn get(call: &mut Call<'_>) -> Answer {
    let key = key(call)?;
    let found = inside(&own(call)?).get(&key).cloned();
    Ok(found.unwrap_or_else(|| call.any(1)))
}

/// Tells whether a value cannot lead back to a dictionary that holds it, which would never be freed.
fn is_plain(value: &Dynamic) -> bool {
    if let Some(items) = value.read_lock::<Array>() {
        return items.iter().all(is_plain);
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map.values().all(is_plain);
    }
    !value.is::<Dictionary>() && !value.is_fnptr()
}

fn own(call: &Call<'_>) -> Result<Dictionary, Failure> {
    let own = call.receiver.read_lock::<Dictionary>().map(|own| own.clone());
    own.ok_or_else(|| call.misuse("it belongs behind `dictionary()`"))
}

fn changeable(call: &Call<'_>) -> Result<Dictionary, Failure> {
    let own = own(call)?;
    if own.is_fixed {
        return Err(call.misuse("what `db.lookup` gives stays as it was read"));
    }
    Ok(own)
}

fn inside(own: &Dictionary) -> MutexGuard<'_, BTreeMap<Key, Dynamic>> {
    own.values.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(call: &mut Call<'_>) -> Result<Key, Failure> {
    let given = call.any(0);
    let kind = kind(&given);
    Key::of(given).ok_or_else(|| {
        let wanted = "a text, a whole number, a truth value, a date or time, or an array of these";
        call.wrong("the key", wanted, kind)
    })
}

impl Key {
    /// The key that a value of a script is; none for kinds that no key can be of.
    pub(crate) fn of(given: Dynamic) -> Option<Self> {
        let given = match given.flatten().try_cast_result::<Array>() {
            Ok(parts) => {
                return parts.into_iter().map(Self::of).collect::<Option<_>>().map(Self::Several);
            }
            Err(given) => given,
        };
        match value::from_script(given).ok()? {
            Value::Null => Some(Self::Nothing),
            Value::Bool(truth) => Some(Self::Truth(truth)),
            Value::Int(whole) => Some(Self::Whole(whole)),
            Value::Text(text) => Some(Self::Text(text)),
            Value::Date(text) => Some(Self::Named("date", text)),
            Value::Time(text) => Some(Self::Named("time", text)),
            Value::Timestamp(text) => Some(Self::Named("datetime", text)),
            Value::TimestampTz(text) => Some(Self::Named("timestamp_tz", text)),
            // Two that are equal may be written in two ways: `1.0` and `1.00`, `{}` and `{ }`.
            Value::Uint(_)
            | Value::Real(_)
            | Value::Decimal(_)
            | Value::Bytes(_)
            | Value::Json(_)
            | Value::Uuid(_)
            | Value::Other(_) => None,
        }
    }

    /// The key as the script had given it.
    fn shown(&self) -> Dynamic {
        match self {
            Self::Nothing => Dynamic::UNIT,
            Self::Truth(truth) => (*truth).into(),
            Self::Whole(whole) => (*whole).into(),
            Self::Text(text) => text.clone().into(),
            Self::Named(kind, text) => value::to_script(match *kind {
                "date" => Value::Date(text.clone()),
                "time" => Value::Time(text.clone()),
                "datetime" => Value::Timestamp(text.clone()),
                _ => Value::TimestampTz(text.clone()),
            }),
            Self::Several(parts) => parts.iter().map(Self::shown).collect::<Array>().into(),
        }
    }
}
