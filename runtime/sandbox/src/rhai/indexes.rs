//! Index keys, and indexes inside `create_table`.

use rhai::{Array, Dynamic};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};

use super::call::Call;
use super::errors::Failure;
use super::method::{Answer, Method, method};
use super::names::{self, Expression};
use super::options::Options;

/// One key of an index in a script.
#[derive(Debug, Clone)]
pub(super) struct Key(IndexKey);

/// An index in a script; its table is known when the table is made.
#[derive(Debug, Clone)]
pub(super) struct TableIndex {
    name: Option<Ident>,
    index: Unplaced,
}

/// Everything about an index but name and table.
#[derive(Debug, Clone)]
pub(super) struct Unplaced {
    keys: Vec<IndexKey>,
    unique: bool,
    filter: Option<String>,
    include: Vec<Ident>,
    method: Option<String>,
    nulls_not_distinct: bool,
    native: Option<String>,
}

pub(super) const FUNCTIONS: &[Method] = &[
    method("index(columns, options?)", index),
    method("asc(column)", |call| key(call, false)),
    method("desc(column)", |call| key(call, true)),
    method("index_key(column, options?)", index_key),
];

fn index(call: &mut Call<'_>) -> Answer {
    let keys = keys(call, 0)?;
    let mut options = call.options(1)?;
    let name = options.name("name")?;
    let index = unplaced(&mut options, keys)?;
    options.end()?;
    Ok(Dynamic::from(TableIndex { name, index }))
}

fn key(call: &mut Call<'_>, descending: bool) -> Answer {
    let given = call.any(0);
    let key = key_of(call, given)?;
    Ok(Dynamic::from(Key(IndexKey { descending, ..key })))
}

fn index_key(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    let key = key_of(call, given)?;
    let mut options = call.options(1)?;
    let descending = options.flag("descending")?;
    let native = options.text("native")?;
    options.end()?;
    Ok(Dynamic::from(Key(IndexKey { descending, native, ..key })))
}

/// The keys of an index: an array of names, `expr(…)`, `desc(…)`, or one of them alone.
pub(super) fn keys(call: &mut Call<'_>, at: usize) -> Result<Vec<IndexKey>, Failure> {
    let given = call.any(at);
    match given.try_cast_result::<Array>() {
        Ok(keys) => keys.into_iter().map(|given| key_of(call, given)).collect(),
        Err(one) => Ok(vec![key_of(call, one)?]),
    }
}

fn key_of(call: &Call<'_>, given: Dynamic) -> Result<IndexKey, Failure> {
    let given = match given.try_cast_result::<Key>() {
        Ok(key) => return Ok(key.0),
        Err(given) => given,
    };
    let on = match given.try_cast_result::<Expression>() {
        Ok(expression) => IndexTerm::Expression(call.sql_here(&expression.0)?),
        Err(name) => IndexTerm::Column(call.ident(call.text_of(name, "the column")?)?),
    };
    Ok(IndexKey { on, descending: false, native: None })
}

pub(super) fn unplaced(
    options: &mut Options<'_, '_>,
    keys: Vec<IndexKey>,
) -> Result<Unplaced, Failure> {
    let unique = options.flag("unique")?;
    let filter = match options.some("where") {
        Some(given) => {
            let text = names::per_dialect(options.call, given, "`where`")?;
            Some(options.call.sql_here(&text)?)
        }
        None => None,
    };
    Ok(Unplaced {
        keys,
        unique,
        filter,
        include: options.names("include")?,
        method: options.text("method")?,
        nulls_not_distinct: options.flag("nulls_not_distinct")?,
        native: options.text("native")?,
    })
}

impl Unplaced {
    /// The index on its table.
    pub(super) fn on(self, table: ObjectName, name: Option<Ident>) -> Index {
        Index {
            name,
            table,
            keys: self.keys,
            unique: self.unique,
            filter: self.filter,
            include: self.include,
            method: self.method,
            nulls_not_distinct: self.nulls_not_distinct,
            native: self.native,
        }
    }
}

impl TableIndex {
    /// The index on its table.
    pub(super) fn on(self, table: ObjectName) -> Index {
        self.index.on(table, self.name)
    }
}
