//! Columns as an author writes them: `column("name", string(100)).not_null().default("x")`.

use std::any::TypeId;
use std::sync::Arc;

use rhai::{Dynamic, Engine};
use sandshift_model::column::{ColumnSpec, DefaultValue, Generated, Identity};

use super::call::Call;
use super::constraints;
use super::errors::Failure;
use super::method::{Answer, Method, method};
use super::names::{self, Expression};
use super::options::Options;
use super::run::Run;
use super::types;

/// Its name in messages.
pub(super) const TYPE_NAME: &str = "Column";

/// A column in a script; each method gives a changed copy.
#[derive(Debug, Clone)]
pub(super) struct Column(pub(super) ColumnSpec);

pub(super) const FUNCTIONS: &[Method] = &[method("column(name, type)", column)];

const METHODS: &[Method] = &[
    method("not_null()", |call| set(call, |spec| spec.column.nullable = false)),
    method("nullable()", |call| set(call, |spec| spec.column.nullable = true)),
    method("default(value)", default),
    method("default_sql(expression)", default_sql),
    method("default_now()", |call| set(call, |spec| spec.column.default = Some(DefaultValue::Now))),
    method("primary_key()", |call| set(call, |spec| spec.primary_key = true)),
    method("unique()", |call| set(call, |spec| spec.unique = true)),
    method("index()", |call| set(call, |spec| spec.index = true)),
    method("references(table, column?, options?)", references),
    method("check(expression)", check),
    method("comment(text)", comment),
    method("collate(collation)", collate),
    method("autoincrement()", |call| {
        set(call, |spec| spec.column.identity = Some(Identity::default()))
    }),
    method("identity(options?)", identity),
    method("computed(expression, options?)", computed),
    method("native(clause)", native),
];

/// The methods of a column.
pub(super) fn methods() -> impl Iterator<Item = &'static Method> {
    METHODS.iter()
}

fn column(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the name")?;
    let ty = call.any(1);
    let ty = types::column_type(call, ty)?;
    Ok(Dynamic::from(Column(ColumnSpec::new(name, ty))))
}

fn changed(
    call: &mut Call<'_>,
    change: impl FnOnce(&mut ColumnSpec, &mut Call<'_>) -> Result<(), Failure>,
) -> Answer {
    let receiver = std::mem::take(&mut call.receiver).flatten();
    let Some(Column(mut spec)) = receiver.try_cast::<Column>() else {
        return Err(call.misuse("it belongs behind `column(name, type)`"));
    };
    change(&mut spec, call)?;
    Ok(Dynamic::from(Column(spec)))
}

fn set(call: &mut Call<'_>, change: fn(&mut ColumnSpec)) -> Answer {
    changed(call, |spec, _| {
        change(spec);
        Ok(())
    })
}

fn default(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let given = call.any(0);
        spec.column.default = default_value(call, given)?;
        Ok(())
    })
}

fn default_sql(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let text = sql(call, 0, "the expression")?;
        spec.column.default = Some(DefaultValue::Expression(text));
        Ok(())
    })
}

fn references(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let references = call.object(0, "the table")?;
        let referred = call.optional_name(1, "the column")?;
        let own = vec![spec.column.name.clone()];
        let mut options = call.options(2)?;
        let referred = referred.into_iter().collect();
        let key = constraints::foreign_key_of(&mut options, own, references, referred)?;
        options.end()?;
        spec.references = Some(key);
        Ok(())
    })
}

fn check(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        spec.check = Some(sql(call, 0, "the expression")?);
        Ok(())
    })
}

fn comment(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        spec.column.comment = call.optional_text(0, "the comment")?;
        Ok(())
    })
}

fn collate(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        spec.column.collation = Some(sql(call, 0, "the collation")?);
        Ok(())
    })
}

fn identity(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let mut options = call.options(0)?;
        spec.column.identity = Some(identity_of(&mut options)?);
        options.end()
    })
}

fn computed(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let expression = sql(call, 0, "the expression")?;
        let mut options = call.options(1)?;
        let stored = options.optional_flag("stored")?.unwrap_or(true);
        options.end()?;
        spec.column.generated = Some(Generated { expression, stored });
        Ok(())
    })
}

fn native(call: &mut Call<'_>) -> Answer {
    changed(call, |spec, call| {
        let clause = sql(call, 0, "the clause")?;
        spec.column.native.push(clause);
        Ok(())
    })
}

/// The numbering that options describe.
pub(super) fn identity_of(options: &mut Options<'_, '_>) -> Result<Identity, Failure> {
    Ok(Identity {
        always: options.flag("always")?,
        start: options.integer("start")?,
        increment: options.integer("increment")?,
    })
}

/// A default as a script gives it: a value, `expr("…")`, or unit for none.
pub(super) fn default_value(
    call: &Call<'_>,
    given: Dynamic,
) -> Result<Option<DefaultValue>, Failure> {
    if given.is_unit() {
        return Ok(None);
    }
    match given.try_cast_result::<Expression>() {
        Ok(expression) => Ok(Some(DefaultValue::Expression(call.sql_here(&expression.0)?))),
        Err(value) => Ok(Some(DefaultValue::Literal(call.value(value)?))),
    }
}

/// SQL text in the words of the database at hand.
pub(super) fn sql(call: &mut Call<'_>, at: usize, what: &str) -> Result<String, Failure> {
    let given = call.any(at);
    let text = names::per_dialect(call, given, what)?;
    call.sql_here(&text)
}

/// Registers the type and its methods.
pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Column>(TYPE_NAME);
    for method in METHODS {
        method.register(engine, run, Some((TypeId::of::<Column>(), TYPE_NAME)));
    }
}
