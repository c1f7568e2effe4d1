//! Puts environment variables into settings: `${NAME}` and `${NAME:-default}`.

use super::Text;
use super::error::SettingsError;

/// Finds the value of a variable; none when it is not set.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of the process.
#[must_use]
pub(crate) fn process_variables(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Puts the variables in; `$$` is a dollar sign, and what a variable holds is not looked at again.
///
/// A default stands in for a variable that is not set or empty, as in a shell.
///
/// # Errors
///
/// [`SettingsError::VariableNotSet`] without value and default, [`SettingsError::VariableSyntax`]
/// for a `${` that is no variable.
pub(super) fn fill(text: &Text, variables: Variables<'_>) -> Result<String, SettingsError> {
    let mut filled = String::with_capacity(text.text.len());
    let mut rest = text.text.as_str();
    while let Some(dollar) = rest.find('$') {
        filled.push_str(&rest[..dollar]);
        let behind = &rest[dollar + 1..];
        if let Some(after) = behind.strip_prefix('$') {
            filled.push('$');
            rest = after;
        } else if let Some(inside) = behind.strip_prefix('{') {
            let Some(end) = inside.find('}') else {
                return Err(no_variable(text, &rest[dollar..]));
            };
            filled.push_str(&value(text, &inside[..end], variables)?);
            rest = &inside[end + 1..];
        } else {
            filled.push('$');
            rest = behind;
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

fn value(text: &Text, inside: &str, variables: Variables<'_>) -> Result<String, SettingsError> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inside, None),
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name {
        return Err(no_variable(text, &format!("${{{inside}}}")));
    }
    match (variables(name), default) {
        (Some(value), None) => Ok(value),
        (Some(value), Some(_)) if !value.is_empty() => Ok(value),
        (_, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(SettingsError::VariableNotSet {
            place: text.place.clone(),
            key: text.key.clone(),
            name: name.to_owned(),
        }),
    }
}

fn no_variable(text: &Text, found: &str) -> SettingsError {
    SettingsError::VariableSyntax {
        place: text.place.clone(),
        key: text.key.clone(),
        text: found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    fn filled(text: &str) -> Result<String, SettingsError> {
        let text = Text { key: "url".into(), text: text.into(), place: Place::default() };
        fill(&text, &|name| match name {
            "USER" => Some("ann".into()),
            "EMPTY" => Some(String::new()),
            "TRICK" => Some("${USER}".into()),
            _ => None,
        })
    }

    #[test]
    fn variables_and_defaults_are_put_in() {
        assert_eq!(filled("a ${USER} b").unwrap(), "a ann b");
        assert_eq!(filled("${NO:-x y}${EMPTY:-z}${EMPTY}").unwrap(), "x yz");
        assert_eq!(filled("${NO:-}").unwrap(), "");
        assert_eq!(filled("$5 $$ $").unwrap(), "$5 $ $");
    }

    #[test]
    fn what_a_variable_holds_is_not_filled_again() {
        assert_eq!(filled("${TRICK}").unwrap(), "${USER}");
    }

    #[test]
    fn an_unset_variable_and_a_broken_one_are_errors() {
        assert!(matches!(filled("${NO}"), Err(SettingsError::VariableNotSet { .. })));
        for broken in ["${", "${}", "${a-b}", "${1}", "${:-x}"] {
            assert!(
                matches!(filled(broken), Err(SettingsError::VariableSyntax { .. })),
                "{broken}"
            );
        }
    }
}
