//! Constraints and indexes of a table: `unique(["a", "b"])`, `foreign_key(["p"], "persons", ["id"])`.

use rhai::{Array, Dynamic};
use sandshift_model::constraint::{
    Constraint, ConstraintBody, Deferrable, ExcludeElement, ForeignKey, ReferentialAction,
};
use sandshift_model::ident::{Ident, ObjectName};

use super::call::{Call, kind};
use super::columns::sql;
use super::errors::Failure;
use super::method::{Answer, Method, method};
use super::names;
use super::options::Options;

/// A constraint in a script.
#[derive(Debug, Clone)]
pub(super) struct TableConstraint(pub(super) Constraint);

pub(super) const FUNCTIONS: &[Method] = &[
    method("primary_key(columns, options?)", primary_key),
    method("unique(columns, options?)", unique),
    method("check(expression, options?)", check),
    method("foreign_key(columns, table, referred_columns?, options?)", foreign_key),
    method("exclude(elements, options?)", exclude),
];

const ACTIONS: &[(&str, ReferentialAction)] = &[
    ("cascade", ReferentialAction::Cascade),
    ("set_null", ReferentialAction::SetNull),
    ("set_default", ReferentialAction::SetDefault),
    ("restrict", ReferentialAction::Restrict),
    ("no_action", ReferentialAction::NoAction),
];

fn primary_key(call: &mut Call<'_>) -> Answer {
    let columns = call.names(0, "the columns")?;
    let options = call.options(1)?;
    made(options, ConstraintBody::PrimaryKey { columns })
}

fn unique(call: &mut Call<'_>) -> Answer {
    let columns = call.names(0, "the columns")?;
    let mut options = call.options(1)?;
    let body = unique_of(&mut options, columns)?;
    made(options, body)
}

fn check(call: &mut Call<'_>) -> Answer {
    let expression = sql(call, 0, "the expression")?;
    let mut options = call.options(1)?;
    let not_valid = options.flag("not_valid")?;
    made(options, ConstraintBody::Check { expression, not_valid })
}

fn foreign_key(call: &mut Call<'_>) -> Answer {
    let columns = call.names(0, "the columns")?;
    let table = call.object(1, "the table")?;
    let referred = optional_names(call, 2)?;
    let mut options = call.options(3)?;
    let key = foreign_key_of(&mut options, columns, table, referred)?;
    made(options, ConstraintBody::ForeignKey(key))
}

fn exclude(call: &mut Call<'_>) -> Answer {
    let elements = elements(call, 0)?;
    let mut options = call.options(1)?;
    let body = exclude_of(&mut options, elements)?;
    made(options, body)
}

fn made(mut options: Options<'_, '_>, body: ConstraintBody) -> Answer {
    let name = options.name("name")?;
    let native = options.text("native")?;
    options.end()?;
    Ok(Dynamic::from(TableConstraint(Constraint { name, body, native })))
}

/// Names that may be left out.
pub(super) fn optional_names(call: &mut Call<'_>, at: usize) -> Result<Vec<Ident>, Failure> {
    if call.peek(at).is_unit() { Ok(Vec::new()) } else { call.names(at, "the referred columns") }
}

pub(super) fn unique_of(
    options: &mut Options<'_, '_>,
    columns: Vec<Ident>,
) -> Result<ConstraintBody, Failure> {
    Ok(ConstraintBody::Unique {
        columns,
        nulls_not_distinct: options.flag("nulls_not_distinct")?,
        deferrable: deferrable(options)?,
    })
}

pub(super) fn foreign_key_of(
    options: &mut Options<'_, '_>,
    columns: Vec<Ident>,
    references: ObjectName,
    referred_columns: Vec<Ident>,
) -> Result<ForeignKey, Failure> {
    Ok(ForeignKey {
        columns,
        references,
        referred_columns,
        on_delete: options.word("on_delete", ACTIONS)?,
        on_update: options.word("on_update", ACTIONS)?,
        deferrable: deferrable(options)?,
        match_type: options.text("match")?.map(|word| word.to_ascii_uppercase()),
        not_valid: options.flag("not_valid")?,
    })
}

pub(super) fn exclude_of(
    options: &mut Options<'_, '_>,
    elements: Vec<ExcludeElement>,
) -> Result<ConstraintBody, Failure> {
    let method = options.text("method")?;
    let filter = match options.some("where") {
        Some(given) => {
            let text = names::per_dialect(options.call, given, "`where`")?;
            Some(options.call.sql_here(&text)?)
        }
        None => None,
    };
    Ok(ConstraintBody::Exclude { method, elements, filter })
}

/// `[["room", "="], ["during", "&&"]]`.
pub(super) fn elements(call: &mut Call<'_>, at: usize) -> Result<Vec<ExcludeElement>, Failure> {
    let wanted = "an array of pairs such as `[\"during\", \"&&\"]`";
    let pairs = call.array(at, "the elements")?;
    let pair = |given: Dynamic| {
        let kind = kind(&given);
        let pair = given.try_cast::<Array>().filter(|pair| pair.len() == 2);
        let mut pair = pair.ok_or_else(|| call.wrong("the elements", wanted, kind))?.into_iter();
        let expression = call.text_of(pair.next().unwrap_or_default(), "the expression")?;
        let operator = call.text_of(pair.next().unwrap_or_default(), "the operator")?;
        Ok(ExcludeElement { expression, operator })
    };
    pairs.into_iter().map(pair).collect()
}

fn deferrable(options: &mut Options<'_, '_>) -> Result<Option<Deferrable>, Failure> {
    const WORDS: &[(&str, Deferrable)] =
        &[("deferred", Deferrable::Deferred), ("immediate", Deferrable::Immediate)];
    let deferrable = options.optional_flag("deferrable")?;
    let initially = options.word("initially", WORDS)?;
    match (deferrable, initially) {
        (Some(false), Some(_)) => {
            Err(options.call.misuse("`initially` needs a constraint that is deferrable"))
        }
        (Some(false) | None, None) => Ok(None),
        (Some(true), None) => Ok(Some(Deferrable::Immediate)),
        (_, Some(when)) => Ok(Some(when)),
    }
}
