//! The facts of a build, written into a header that keeps everything else as its author wrote it.

use std::collections::BTreeMap;

use sandshift_sandbox::wasm::Description;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

/// The header with what is known about its module; comments and the order of keys stay.
///
/// # Errors
///
/// The text is no TOML.
pub(super) fn with_facts(
    text: &str,
    sha256: &str,
    world: &str,
    module: &Description,
    tools: &BTreeMap<String, String>,
) -> Result<String, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|fault: toml_edit::TomlError| fault.message().to_owned())?;
    set(&mut document, "sha256", sha256.into());
    set(&mut document, "world", world.into());
    set(&mut document, "imports", list(&module.imports));
    set(&mut document, "exports", list(&module.exports));
    let tools: InlineTable = tools.iter().map(|(name, version)| (name, version.as_str())).collect();
    set(&mut document, "tools", tools.into());
    Ok(document.to_string())
}

fn list(names: &[String]) -> Value {
    names.iter().map(String::as_str).collect::<Array>().into()
}

/// Sets a value in its place, or at the end, and keeps the comment behind it.
fn set(document: &mut DocumentMut, key: &str, mut value: Value) {
    if let Some(before) = document.get(key).and_then(Item::as_value) {
        *value.decor_mut() = before.decor().clone();
    }
    document[key] = Item::Value(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_author_wrote_stays_and_facts_are_replaced_in_their_place() {
        let module = Description {
            bytes: 1,
            contract: None,
            world: None,
            imports: vec!["sandshift:guest/log@0.2.0".into()],
            exports: vec!["up".into()],
        };
        let tools = BTreeMap::from([("zig".to_owned(), "0.17".to_owned())]);
        let before = "# ours\nrevision = \"a\" # id\nsha256 = \"old\" # hash\nmessage = \"m\"\n";
        let once = with_facts(before, "new", "migration", &module, &tools).unwrap();
        assert_eq!(
            once,
            "# ours\nrevision = \"a\" # id\nsha256 = \"new\" # hash\nmessage = \"m\"\n\
             world = \"migration\"\nimports = [\"sandshift:guest/log@0.2.0\"]\n\
             exports = [\"up\"]\ntools = { zig = \"0.17\" }\n"
        );
        assert_eq!(with_facts(&once, "new", "migration", &module, &tools).unwrap(), once);
    }
}
