//! Values of kinds that scripts have no words of their own for: `typed_value("uuid", "…")`.

use rhai::Dynamic;
use sandshift_model::nearest::nearest;
use sandshift_model::value::Value;

use super::call::Call;
use super::method::{Answer, Method, method};
use crate::forms;

/// A value for a column, as the database spells it.
#[derive(Debug, Clone)]
pub(super) struct Typed(pub(super) Value);

pub(super) const FUNCTIONS: &[Method] = &[method("typed_value(kind, text)", typed_value)];

/// Makes a value from its text, or says why the text is none.
type Make = fn(String) -> Result<Value, String>;

const KINDS: &[(&str, Make)] = &[
    ("json", forms::json),
    ("uuid", forms::uuid),
    ("numeric", numeric),
    ("double", double),
    ("date", forms::date),
    ("time", forms::time),
    ("datetime", forms::timestamp),
    ("timestamp_tz", forms::moment),
    ("other", |text| Ok(Value::Other(text))),
];

fn typed_value(call: &mut Call<'_>) -> Answer {
    let kind = call.text(0, "the kind")?;
    let text = call.text(1, "the text")?;
    let Some((_, make)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        let known = || KINDS.iter().map(|(known, _)| *known);
        let hint = nearest(&kind, known()).map_or_else(
            || format!("kinds are `{}`", known().collect::<Vec<_>>().join("`, `")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(call.misuse_with(format!("there is no kind `{kind}`"), Some(hint)));
    };
    let value = make(text).map_err(|reason| call.misuse_with(reason, None))?;
    Ok(Dynamic::from(Typed(value)))
}

/// PostgreSQL's numeric has three values that are no decimals.
fn numeric(text: String) -> Result<Value, String> {
    match text.as_str() {
        "NaN" | "Infinity" | "-Infinity" => Ok(Value::Decimal(text)),
        _ => forms::decimal(text),
    }
}

fn double(text: String) -> Result<Value, String> {
    text.parse().map(Value::Real).map_err(|_| format!("`{}` is no number", text.escape_debug()))
}
