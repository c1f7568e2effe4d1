//! What to say about a function that is not there, or not with these arguments.

use sandshift_model::nearest::nearest;
use sandshift_model::origin::Origin;

use crate::error::GuestError;

use super::method::Method;
use super::{columns, db, globals};

/// Explains the engine's "function not found", whose text is `name (type, type, …)`.
pub(super) fn function(signature: &str, origin: Origin) -> GuestError {
    let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
    let on_db = arguments.starts_with(super::db::TYPE_NAME);
    let known = known(name, on_db);
    let shown = if on_db { format!("db.{name}") } else { name.to_owned() };
    let given = arguments.trim_end_matches(')');
    let given = if on_db { given.split_once(", ").map_or("", |(_, rest)| rest) } else { given };
    if let Some(method) = known {
        let message = format!("`{shown}` does not take {}", kinds(given));
        let prefix = if on_db { "db." } else { "" };
        let hint = Some(format!("write `{prefix}{}`", method.signature));
        return GuestError::Misuse { message, hint, origin };
    }
    let message = if given.is_empty() || on_db {
        format!("there is no function `{shown}`")
    } else {
        format!("there is no function `{shown}` for {}", kinds(given))
    };
    GuestError::Misuse { message, hint: near(name, on_db), origin }
}

/// Explains the engine's message about an unknown property, which quotes its name.
pub(super) fn property(message: &str, origin: Origin) -> GuestError {
    let name = message.split('\'').nth(1).unwrap_or(message);
    let names = db::PROPERTIES.into_iter().chain(db::methods().map(Method::name));
    GuestError::Misuse {
        message: format!("there is no property `{name}`"),
        hint: nearest(name, names).map(|near| format!("did you mean `{near}`?")),
        origin,
    }
}

fn known(name: &str, on_db: bool) -> Option<&'static Method> {
    if on_db {
        db::methods().find(|method| method.name() == name)
    } else {
        globals::functions().find(|method| method.name() == name)
    }
}

fn near(name: &str, on_db: bool) -> Option<String> {
    let found = if on_db {
        nearest(name, db::methods().map(Method::name))
    } else {
        nearest(name, globals::functions().chain(columns::methods()).map(Method::name))
    };
    found.map(|near| format!("did you mean `{near}`?"))
}

/// The engine's type names in the words of the script.
fn kinds(types: &str) -> String {
    let types = types.trim_end_matches(')').trim();
    if types.is_empty() {
        return "no arguments".to_owned();
    }
    let word = |name: &str| match name.trim() {
        "&str | ImmutableString | String" | "ImmutableString" | "&str" => "string".to_owned(),
        "i64" => "integer".to_owned(),
        "f64" => "float".to_owned(),
        other => other.to_owned(),
    };
    format!("({})", types.split(", ").map(word).collect::<Vec<_>>().join(", "))
}
