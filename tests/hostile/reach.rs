//! What migrations of these tests may touch.

use std::sync::Arc;
use std::time::Duration;

use sandshift::backend::walls::{RawSql, Reach, Walls};
use sandshift_model::ident::ObjectName;

/// Everything about tables whose names begin with `own`, but for columns that are called `hidden`; of `shared` the
/// column `id` may be read.
#[derive(Debug)]
pub(crate) struct Own;

fn last(table: &ObjectName) -> &str {
    table.name.as_str()
}

fn is_own(table: &ObjectName) -> bool {
    last(table).to_ascii_lowercase().starts_with("own")
}

impl Reach for Own {
    fn reads(&self, table: &ObjectName, column: Option<&str>) -> bool {
        match last(table) {
            "shared" => column.is_none_or(|column| column == "id"),
            _ => is_own(table) && column != Some("hidden"),
        }
    }

    fn writes(&self, table: &ObjectName, column: Option<&str>) -> bool {
        is_own(table) && column != Some("hidden")
    }

    fn defines(&self, table: &ObjectName) -> bool {
        is_own(table)
    }
}

/// The walls of most tests.
pub(crate) fn walls() -> Walls {
    Walls {
        reach: Arc::new(Own),
        raw: RawSql::Ddl,
        statement_time: Some(Duration::from_secs(5)),
        most_bytes: None,
        books: None,
    }
}
