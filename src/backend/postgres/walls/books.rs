//! The bookkeeping out of reach of the role that logs in, and yet in its transaction.
//!
//! The tables are in a schema of another role. Its function `sandshift_book` carries out statements in that role's name,
//! for whoever knows a secret: what the host sends is a digest of the secret and of this very session, so that a text
//! that somebody reads in a log or in `pg_stat_activity` is of no use to another one.

use sha2::{Digest, Sha256};

use super::super::literal::text as literal;
use super::super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::in_quotes;
use crate::backend::walls::Books;

/// What statements of the bookkeeping begin with that write.
pub(super) const WRITES: [&str; 7] =
    ["insert", "update", "delete", "with", "create", "alter", "drop"];

/// What the digest of a session is made of besides the secret: nothing that another session has in common with it, and
/// that the owner of the bookkeeping may know of it.
const SESSION: &str = "pg_catalog.concat_ws(' ', pg_catalog.pg_backend_pid(), pg_catalog.inet_client_port(), \
    extract(epoch FROM pg_catalog.pg_postmaster_start_time()))";

/// The proof that the host speaks, in this session alone.
pub(super) fn token(wire: &mut Wire, books: &Books) -> Result<String, DatabaseError> {
    let session = wire.text(&format!("SELECT {SESSION}"))?.unwrap_or_default();
    let token = hex::encode(Sha256::digest(format!("{}{session}", hashed(&books.secret))));
    // Asked for once before anything depends on it.
    wire.text(&text(books, &token, "SELECT 1")?).map_err(|error| DatabaseError {
        class: Class::Denied,
        advice: Some("prepare the database with `sandshift policy grants`".to_owned()),
        ..error
    })?;
    Ok(token)
}

/// What is kept of a secret.
fn hashed(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// A statement that lets the owner of the bookkeeping carry out another one.
pub(super) fn text(books: &Books, token: &str, sql: &str) -> Result<String, DatabaseError> {
    let schema = in_quotes(&books.schema);
    let unfit = |error: DialectError| DatabaseError::new(Class::Statement, error.to_string());
    Ok(format!("SELECT {schema}.sandshift_book('{token}', {})", literal(sql).map_err(unfit)?))
}

/// Lets names lead to the tables of the login first, then to the bookkeeping, and to temporary ones last.
pub(super) fn set_path(wire: &mut Wire, books: &Books) -> Result<(), DatabaseError> {
    let schemas = wire.texts("SELECT pg_catalog.unnest(pg_catalog.current_schemas(false))")?;
    let mut path: Vec<String> = schemas
        .into_iter()
        .flatten()
        .flatten()
        .filter(|schema| *schema != books.schema)
        .map(|schema| in_quotes(&schema))
        .collect();
    path.push(in_quotes(&books.schema));
    path.push("pg_temp".to_owned());
    wire.write(&format!("SET search_path = {}", path.join(", "))).map(|_| ())
}

/// The statements that prepare the bookkeeping of a login, for an administrator of the database.
pub fn script(books: &Books, login: &str) -> Vec<String> {
    let (schema, login) = (in_quotes(&books.schema), in_quotes(login));
    let owner = in_quotes(&format!("{}_owner", books.schema));
    let secret = hashed(&books.secret);
    vec![
        format!("CREATE ROLE {owner} NOLOGIN"),
        format!("CREATE SCHEMA {schema} AUTHORIZATION {owner}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {login}"),
        format!("CREATE TABLE {schema}.sandshift_secret (secret text NOT NULL)"),
        format!("INSERT INTO {schema}.sandshift_secret VALUES ('{secret}')"),
        format!("ALTER TABLE {schema}.sandshift_secret OWNER TO {owner}"),
        format!(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} \
             GRANT SELECT ON TABLES TO {login}"
        ),
        format!(
            "CREATE FUNCTION {schema}.sandshift_book(token text, statement text) RETURNS bigint \
             LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $book$\n\
             DECLARE touched bigint; made text;\n\
             BEGIN\n\
             IF token IS DISTINCT FROM (SELECT encode(sha256(convert_to(secret || {SESSION}, 'UTF8')), 'hex')\n\
             FROM sandshift_secret) THEN\n\
             RAISE insufficient_privilege USING MESSAGE = 'the bookkeeping is written by sandshift alone';\n\
             END IF;\n\
             EXECUTE statement;\n\
             GET DIAGNOSTICS touched = ROW_COUNT;\n\
             made := substring(statement FROM '^CREATE TABLE \"?(sandshift_undo_[^\" (]+)');\n\
             IF made IS NOT NULL THEN\n\
             EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', made, session_user);\n\
             END IF;\n\
             RETURN touched;\n\
             END $book$"
        ),
        format!("ALTER FUNCTION {schema}.sandshift_book(text, text) OWNER TO {owner}"),
        format!("REVOKE ALL ON FUNCTION {schema}.sandshift_book(text, text) FROM PUBLIC"),
        format!("GRANT EXECUTE ON FUNCTION {schema}.sandshift_book(text, text) TO {login}"),
    ]
}
