//! How PostgreSQL keeps rows and puts them back.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use crate::backend::dialect::DialectError;
use crate::backend::lexis::Lexis;
use crate::backend::postgres::dialect::PostgresDialect;
use crate::backend::postgres::types::column_type;
use crate::backend::undo::UndoSpelling;

impl UndoSpelling for PostgresDialect {
    fn lexis(&self) -> &'static Lexis {
        &Lexis::POSTGRES
    }

    fn folded(&self, name: &str) -> Option<String> {
        Some(name.to_lowercase())
    }

    /// A type that somebody made could not be dropped while an undo table has it, so that its values are
    /// kept as the texts that it writes and reads.
    fn kept_column(&self, column: &Column) -> Column {
        let ty = if is_kept_as_text(&column.ty) { ColumnType::Text } else { column.ty.clone() };
        Column { collation: None, native: Vec::new(), ty, ..column.clone() }
    }

    fn kept(&self, column: &Column, value: String) -> String {
        if is_kept_as_text(&column.ty) { format!("{value}::text") } else { value }
    }

    fn restored(
        &self,
        column: &Column,
        kept: String,
        _catalog: &Catalog,
    ) -> Result<String, DialectError> {
        match is_kept_as_text(&column.ty) {
            true => Ok(format!("{kept}::{}", column_type(&column.ty)?)),
            false => Ok(kept),
        }
    }

    /// Texts are compared where no collation and no sense of equality of a type can take two for one.
    fn same(&self, column: &Column, now: &str, kept: &str) -> String {
        use ColumnType as T;
        match &column.ty {
            T::SmallInteger | T::Integer | T::BigInteger | T::Boolean | T::Date | T::Uuid => {
                format!("{now} IS NOT DISTINCT FROM {kept}")
            }
            _ => {
                format!("{now}::text COLLATE \"C\" IS NOT DISTINCT FROM {kept}::text COLLATE \"C\"")
            }
        }
    }

    fn bytes(&self, value: &str) -> String {
        format!("coalesce(pg_catalog.pg_column_size({value}), 0)")
    }

    fn holds_rows(&self) -> &'static str {
        " FOR UPDATE"
    }

    fn overriding(&self, table: &Table) -> &'static str {
        let always = |column: &Column| column.identity.is_some_and(|identity| identity.always);
        if table.columns.iter().any(always) { " OVERRIDING SYSTEM VALUE" } else { "" }
    }
}

fn is_kept_as_text(ty: &ColumnType) -> bool {
    match ty {
        ColumnType::Enum { .. } | ColumnType::Native(_) => true,
        ColumnType::Array(element) => is_kept_as_text(element),
        _ => false,
    }
}
