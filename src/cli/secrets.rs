//! Keeps passwords out of everything that is shown.

use url::Url;

/// The fewest characters of a password that are looked for in other texts; shorter ones would
/// black out half of every message, and are removed from URLs alone.
const SCRUBBED_CHARACTERS_MIN: usize = 4;

const MASK: &str = "***";

/// Query parameters of a URL that hold secrets.
const SECRET_PARAMETERS: [&str; 4] = ["password", "sslpassword", "ssl-password", "passfile"];

/// The passwords of this process, to be taken out of texts.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// Learns the passwords of a URL, as written and as they are meant.
    pub(super) fn learn(&mut self, url: &str) {
        let Ok(parsed) = Url::parse(url) else { return };
        if let Some((_, written)) = misplaced(&parsed).and_then(|user| user.rsplit_once(':')) {
            self.0.push(written.to_owned());
        }
        let in_query = parsed.query_pairs().filter(|(name, _)| is_secret(name));
        let mut found: Vec<String> = in_query.map(|(_, value)| value.into_owned()).collect();
        if let Some(written) = parsed.password() {
            found.push(percent_decoded(written));
            found.push(written.to_owned());
        }
        self.0.extend(found);
        self.0.retain(|secret| secret.chars().count() >= SCRUBBED_CHARACTERS_MIN);
        // The longest first, because one may be a part of another.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        self.0.dedup();
    }

    /// Takes the known passwords out of a text.
    #[must_use]
    pub(super) fn scrub(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
    }
}

/// A URL for people: without its password.
///
/// What is no URL is cut at the last `@`, because a password may be in front of it.
#[must_use]
pub(super) fn redact(url: &str) -> String {
    let parsed = Url::parse(url).ok().filter(|parsed| misplaced(parsed).is_none());
    let Some(mut parsed) = parsed else {
        return match url.rsplit_once('@') {
            Some((_, behind)) => format!("{MASK}@{behind}"),
            None => url.to_owned(),
        };
    };
    if parsed.cannot_be_a_base() {
        return url.to_owned();
    }
    if parsed.password().is_some() && parsed.set_password(Some(MASK)).is_err() {
        return format!("{}:{MASK}", parsed.scheme());
    }
    if parsed.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs: Vec<(String, String)> = parsed
            .query_pairs()
            .map(|(name, value)| {
                let shown = if is_secret(&name) { MASK.to_owned() } else { value.into_owned() };
                (name.into_owned(), shown)
            })
            .collect();
        parsed.query_pairs_mut().clear().extend_pairs(pairs);
    }
    parsed.to_string()
}

/// What stands where a path should be because a slash is missing, up to the host: user and password.
fn misplaced(url: &Url) -> Option<&str> {
    let is_server = !url.has_host() && url.scheme() != "sqlite";
    url.path().rsplit_once('@').map(|(user, _)| user).filter(|_| is_server)
}

fn is_secret(parameter: &str) -> bool {
    SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(parameter))
}

fn percent_decoded(text: &str) -> String {
    // A query is decoded by the rules that hold for a password too, but for the plus sign.
    let as_query = format!("p={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(as_query.as_bytes())
        .next()
        .map_or_else(|| text.to_owned(), |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        assert_eq!(redact("postgres://u:pa%40ss@h:5/db"), "postgres://u:***@h:5/db");
        assert_eq!(redact("mysql://u@h/db?password=hidden"), "mysql://u@h/db?password=***");
        assert_eq!(redact("sqlite:dev.db"), "sqlite:dev.db");
        assert_eq!(redact("postgres//u:pw@h"), "***@h");
        assert_eq!(redact("postgres:/u:pw@h/d"), "***@h/d");
        assert_eq!(redact("postgres:u:pw@h/d"), "***@h/d");
        assert_eq!(redact("sqlite:///a@b.db"), "sqlite:///a@b.db");
    }

    #[test]
    fn a_known_password_is_taken_out_of_any_text() {
        let mut secrets = Secrets::default();
        secrets.learn("postgres://u:pa%40s+s@h/db");
        assert_eq!(secrets.scrub("no pa@s+s or pa%40s+s here"), "no *** or *** here");
        secrets.learn("mysql:/u:other1@h/db");
        assert_eq!(secrets.scrub("u:other1@h"), "u:***@h");
    }

    #[test]
    fn a_very_short_password_does_not_black_out_messages() {
        let mut secrets = Secrets::default();
        secrets.learn("postgres://u:a@h/db");
        assert_eq!(secrets.scrub("a table"), "a table");
    }
}
