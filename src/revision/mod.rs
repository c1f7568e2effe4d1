//! What the files in `migrations/` say, before any database is asked.

pub mod sql_parts;
