//! From the words of the contract to those of the model, and back for what guests read.
//!
//! Nothing that comes from a guest is trusted: names are checked, batches are measured.

use sandshift_model::ident::{Ident, IdentError, ObjectName};
use sandshift_model::query::Filter;
use sandshift_model::types::{DIALECTS, PerDialect};

use super::bindings::types as wit;

pub(super) mod batch;
pub(super) mod lent;
pub(super) mod names;
mod objects;
pub(super) mod operation;
pub(super) mod table;
pub(super) mod value;

/// Why a word of the contract is none of the model.
#[derive(Debug)]
pub(super) enum Unfit {
    /// A name that no database can have.
    Name(IdentError),
    /// Anything else, as a lower case fragment.
    Misuse(String),
}

impl From<IdentError> for Unfit {
    fn from(error: IdentError) -> Self {
        Self::Name(error)
    }
}

pub(super) fn idents(names: Vec<String>) -> Result<Vec<Ident>, Unfit> {
    names.into_iter().map(|name| Ok(Ident::new(name)?)).collect()
}

pub(super) fn optional_ident(name: Option<String>) -> Result<Option<Ident>, Unfit> {
    Ok(name.map(Ident::new).transpose()?)
}

pub(super) fn object(name: wit::ObjectName) -> Result<ObjectName, Unfit> {
    Ok(ObjectName { schema: optional_ident(name.schema)?, name: Ident::new(name.name)? })
}

pub(super) fn dialect_text(text: wit::DialectText) -> Result<PerDialect, Unfit> {
    let unknown = |name: &&String| !DIALECTS.contains(&name.as_str());
    if let Some(name) = text.variants.iter().map(|(name, _)| name).find(unknown) {
        return Err(Unfit::Misuse(format!(
            "`{name}` is no dialect; they are {}",
            DIALECTS.join(", ")
        )));
    }
    Ok(PerDialect { generic: text.generic, variants: text.variants.into_iter().collect() })
}

pub(super) fn filter(filter: wit::Filter) -> Result<Filter, Unfit> {
    match filter {
        wit::Filter::EveryRow => Ok(Filter::all()),
        // In the model an empty list means every row, which must not happen by accident.
        wit::Filter::Equal(columns) if columns.is_empty() => {
            Err(Unfit::Misuse("the filter `equal` names no column; write `every-row`".to_owned()))
        }
        wit::Filter::Equal(columns) => {
            let pair = |(name, given)| Ok((Ident::new(name)?, value::from_guest(given)?));
            columns.into_iter().map(pair).collect::<Result<_, Unfit>>().map(Filter::Equal)
        }
    }
}
