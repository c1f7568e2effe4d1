//! From a URL to the driver's options, and to an address that people may see.

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::backend::connection::{Class, DatabaseError};

/// The name under which our sessions stand in `pg_stat_activity`.
pub(super) const APPLICATION: &str = "sandshift";

/// Reads a URL; what it leaves out comes from `PGHOST`, `PGUSER` and so on, and from `.pgpass`.
pub(super) fn options(url: &Url) -> Result<PgConnectOptions, DatabaseError> {
    let options = PgConnectOptions::from_url(url).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.strip_prefix("error with configuration: ").unwrap_or(&reason);
        let message = format!("the database URL cannot be read: {reason}");
        DatabaseError::new(Class::Unreachable, message)
    })?;
    // Statements come with literals inside, so keeping prepared ones would only cost memory,
    // and the driver's own log would repeat every row.
    Ok(options
        .application_name(APPLICATION)
        .statement_cache_capacity(0)
        .disable_statement_logging())
}

/// The URL without anything secret.
pub(super) fn address(url: &Url) -> String {
    let mut shown = url.clone();
    // Refused only for URLs that cannot hold a password anyway.
    let _ = shown.set_password(None);
    let open: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| !key.to_ascii_lowercase().contains("password"))
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    shown.set_query(None);
    if !open.is_empty() {
        shown.query_pairs_mut().extend_pairs(open);
    }
    shown.to_string()
}
