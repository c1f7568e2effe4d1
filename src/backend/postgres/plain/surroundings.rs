//! What has to be true of a server, a session and an empty database so that plain tables come out as they
//! are told.

/// One row with a truth value: names mean the built-in types first, there is a place for tables where
/// nothing is, and no setting makes tables or texts other than they are by themselves.
pub(in crate::backend::postgres) const SURROUNDINGS: &str = "SELECT \
    current_setting('server_version_num')::int >= 120000 AND version() ~ '^PostgreSQL [0-9.]+ ' \
    AND pg_encoding_to_char(d.encoding) = 'UTF8' \
    AND current_setting('default_tablespace') = '' \
    AND current_setting('default_table_access_method') = 'heap' \
    AND current_setting('quote_all_identifiers') = 'off' \
    AND current_setting('transaction_read_only') = 'off' \
    AND current_setting('max_identifier_length') = '63' \
    AND current_setting('max_index_keys')::int >= 32 \
    AND (current_schemas(true))[1] = 'pg_catalog' \
    AND has_schema_privilege(n.oid, 'CREATE') \
    AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid) \
    AND NOT EXISTS (SELECT FROM pg_event_trigger) \
    AND NOT EXISTS (SELECT FROM pg_extension x WHERE x.extname <> 'plpgsql') \
    FROM pg_database d JOIN pg_namespace n ON n.nspname = current_schema() \
    WHERE d.datname = current_database()";
