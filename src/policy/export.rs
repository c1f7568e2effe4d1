//! A grant in the words of other policy engines.

use std::fmt::Write;

use serde_json::{Value, json};

use super::grant::{Grant, GrantFile};

/// One rule: what it is about, which word of a grant, and what it names.
struct Rule {
    permits: bool,
    action: &'static str,
    resource: String,
}

fn rules(grant: &Grant) -> Vec<Rule> {
    let allow = &grant.allow;
    let rule = |permits, action, resource: String| Rule { permits, action, resource };
    let mut rules = Vec::new();
    for (action, patterns) in
        [("read", &allow.read), ("write", &allow.write), ("define", &allow.define)]
    {
        rules.extend(patterns.iter().map(|pattern| rule(true, action, pattern.to_string())));
    }
    for (action, names) in [
        ("operation", &allow.operations),
        ("destructive", &allow.destructive),
        ("function", &allow.functions),
        ("parameter", &allow.parameters),
    ] {
        rules.extend(names.iter().map(|name| rule(true, action, name.clone())));
    }
    for dialect in sandshift_model::types::DIALECTS {
        let level = allow.sql.on(dialect);
        if level != Default::default() {
            rules.push(rule(true, "sql", format!("{dialect}/{}", level.name())));
        }
    }
    rules
        .extend(grant.deny.objects.iter().map(|pattern| rule(false, "touch", pattern.to_string())));
    rules.extend(grant.deny.operations.iter().map(|name| rule(false, "operation", name.clone())));
    rules
}

/// A document for Open Policy Agent, to be loaded as data.
#[must_use]
pub fn opa(file: &GrantFile) -> Value {
    let one = |rule: &Rule| json!({ "action": rule.action, "resource": rule.resource });
    let of = |permits: bool| -> Vec<Value> {
        rules(&file.grant).iter().filter(|rule| rule.permits == permits).map(one).collect()
    };
    json!({ "sandshift": {
        "grant": file.grant.grant,
        "hash": file.hash,
        "profile": file.grant.profile,
        "languages": file.grant.languages,
        "worlds": file.grant.worlds,
        "permit": of(true),
        "forbid": of(false),
        "budget": file.grant.budget,
        "require": file.grant.require,
    } })
}

/// Policies for Cedar: a permit or forbid for each rule, forbid wins there as it does here. Names with stars
/// become a condition on the name of the resource.
#[must_use]
pub fn cedar(grant: &Grant) -> String {
    let mut text = String::new();
    for Rule { permits, action, resource } in rules(grant) {
        let effect = if permits { "permit" } else { "forbid" };
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{effect} (\n  principal == Sandshift::Grant::\"{}\",\n  action == Sandshift::Action::\"{action}\",\n  resource\n) when {{ resource.name like \"{}\" }};\n\n",
            quoted(&grant.grant),
            quoted(&resource),
        );
    }
    text
}

/// A text between the quotes of Cedar, where a star in a pattern stands for any letters, as it does here.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted
}
