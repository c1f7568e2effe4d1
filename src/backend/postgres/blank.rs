//! An empty database of our own beside another one, on the same server.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;

use super::literal;
use super::names::MAX_NAME_BYTES;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError, SCRATCH, scratch_name};
use crate::backend::postgres::names::in_quotes;

/// The first version that copies a template through its log and without two checkpoints.
const VERSION_OF_STRATEGY: u32 = 150_000;
/// The first version that ends the sessions of a database which is dropped.
const VERSION_OF_FORCE: u32 = 130_000;

/// A database that goes with its guard. While it lives, the session of the guard holds an advisory
/// lock for it, so that others know that somebody still needs it.
#[derive(Debug)]
pub(super) struct Scratch {
    owner: Wire,
    name: String,
    force: &'static str,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let Self { owner, name, force } = self;
        // Nobody is left to tell; what stays behind is dropped by the next one, see `sweep`.
        let _ = owner.write(&format!("DROP DATABASE IF EXISTS {}{force}", in_quotes(name)));
    }
}

/// What is asked about the database that the new one stands beside.
#[derive(Debug, Deserialize)]
struct Source {
    version: u32,
    name: String,
    /// The words of its encoding and collation.
    words: String,
    schema: Option<String>,
    has_search_path: bool,
}

/// Makes an empty database with encoding, collation and search path of the one that `options` names;
/// gives its guard and how to connect to it.
pub(super) fn blank(
    options: &PgConnectOptions,
) -> Result<(Scratch, PgConnectOptions), DatabaseError> {
    let mut owner = Wire::open(options)?;
    let Some(source) = owner.json::<Source>(SOURCE)?.pop() else {
        return Err(DatabaseError::new(Class::Statement, "the server does not tell its database"));
    };
    let force = if source.version >= VERSION_OF_FORCE { " WITH (FORCE)" } else { "" };
    let strategy = if source.version >= VERSION_OF_STRATEGY { " STRATEGY wal_log" } else { "" };
    sweep(&mut owner, &source.name, force)?;
    let mut guard = Scratch { owner, name: scratch_name(&source.name, MAX_NAME_BYTES), force };
    let (name, key) = (in_quotes(&guard.name), key(&guard.name));
    guard.owner.texts(&format!("SELECT pg_advisory_lock({key})"))?;
    let words = &source.words;
    let create = format!("CREATE DATABASE {name} TEMPLATE template0{strategy}{words}");
    guard.owner.write(&create).map_err(without_privilege)?;
    if source.has_search_path {
        guard.owner.write(&format!("ALTER DATABASE {name} SET search_path FROM CURRENT"))?;
    }
    let options = options.clone().database(&guard.name);
    if let Some(schema) = source.schema.filter(|schema| schema != "public") {
        Wire::open(&options)?
            .write(&format!("CREATE SCHEMA IF NOT EXISTS {}", in_quotes(&schema)))?;
    }
    Ok((guard, options))
}

/// What the template does not say by itself; keys of the row are read from JSON because older
/// servers lack some of its columns.
const SOURCE: &str = "SELECT current_setting('server_version_num')::int AS version, \
     d.datname AS name, current_schema() AS schema, \
     format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', \
         pg_encoding_to_char(d.encoding), d.datcollate, d.datctype) \
     || CASE to_jsonb(d)->>'datlocprovider' \
         WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', \
             coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale')) \
             || coalesce(format(' ICU_RULES %L', to_jsonb(d)->>'daticurules'), '') \
         WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', \
             to_jsonb(d)->>'datlocale') \
         WHEN 'c' THEN ' LOCALE_PROVIDER libc' \
         ELSE '' END AS words, \
     (SELECT setting <> boot_val FROM pg_settings WHERE name = 'search_path') AS has_search_path \
     FROM pg_database d WHERE d.datname = current_database()";

/// Drops the scratch databases of a killed process beside this database.
fn sweep(owner: &mut Wire, database: &str, force: &str) -> Result<(), DatabaseError> {
    let own = scratch_name(database, MAX_NAME_BYTES);
    let Some((head, _)) = own.rsplit_once(SCRATCH) else { return Ok(()) };
    let head = literal::text(&format!("{head}{SCRATCH}"))
        .map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))?;
    let found = owner
        .texts(&format!("SELECT datname FROM pg_database WHERE starts_with(datname, {head})"))?;
    for name in found.into_iter().flatten().flatten() {
        let key = key(&name);
        if owner.text(&format!("SELECT pg_try_advisory_lock({key})"))?.as_deref() != Some("t") {
            continue;
        }
        // That of another role is for that one to drop.
        let _ = owner.write(&format!("DROP DATABASE IF EXISTS {}{force}", in_quotes(&name)));
        owner.texts(&format!("SELECT pg_advisory_unlock({key})"))?;
    }
    Ok(())
}

/// The key of the lock of a scratch database.
fn key(name: &str) -> i64 {
    let digest = Sha256::digest(format!("sandshift scratch: {name}"));
    digest.iter().take(8).fold(0, |key, byte| (key << 8) | i64::from(*byte))
}

fn without_privilege(error: DatabaseError) -> DatabaseError {
    if error.code.as_deref() != Some("42501") {
        return error;
    }
    DatabaseError {
        advice: Some(
            "let an administrator run `ALTER ROLE … CREATEDB` for this role, or name an empty \
             database with `scratch_url` in `sandshift.toml` or with `--scratch-url`"
                .to_owned(),
        ),
        ..error
    }
}
