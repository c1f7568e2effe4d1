//! Statements that write only while a row of another table is as it was left.
//!
//! The condition is a part of the statement, so that it takes no turn of its own, and it locks the row: whoever
//! wants to change it waits for the end of the transaction.

use sandshift_model::ident::ObjectName;
use sandshift_model::query::Filter;
use sandshift_model::statement::Statement;

use super::dialect::{Dialect, DialectError};

/// Lets an INSERT of one row or an UPDATE with a condition write only while `table` has such a row.
///
/// # Errors
///
/// [`DialectError`] when a name or value does not fit, or the statement is neither of the two.
pub fn fenced(
    dialect: &dyn Dialect,
    statement: &Statement,
    table: &ObjectName,
    filter: &Filter,
) -> Result<Statement, DialectError> {
    let from = format!("FROM {}{}", dialect.quote_object(table)?, dialect.condition(filter)?);
    let sql = &statement.sql;
    let sql = if sql.starts_with("UPDATE ") && sql.contains(" WHERE ") {
        format!("{sql} AND EXISTS (SELECT 1 {from} FOR UPDATE)")
    } else if let Some((head, row)) = only_row(sql) {
        format!("{head} SELECT {row} {from} FOR UPDATE")
    } else {
        let reason = "only an INSERT of one row or an UPDATE is fenced".to_owned();
        return Err(DialectError::Parameters { reason });
    };
    Ok(Statement { sql, ..statement.clone() })
}

/// The head and the values of an INSERT of one row; the head has nothing but names of ours.
fn only_row(sql: &str) -> Option<(&str, &str)> {
    let (head, row) = sql.split_once(" VALUES")?;
    let row = row.trim().strip_prefix('(')?.strip_suffix(')')?;
    head.starts_with("INSERT ").then_some((head, row))
}

#[cfg(test)]
mod tests {
    use sandshift_model::ident::Ident;
    use sandshift_model::value::Value;

    use super::*;
    use crate::backend::mysql::MysqlDialect;
    use crate::backend::postgres::PostgresDialect;

    fn fence() -> (ObjectName, Filter) {
        let column = |name: &str| Ident::new(name).ok();
        let name = column("name").map(|name| (name, Value::Text("fence".to_owned())));
        let table = column("meta").map(ObjectName::bare);
        (table.unwrap_or_else(|| unreachable!()), Filter::Equal(name.into_iter().collect()))
    }

    fn check(dialect: &dyn Dialect, sql: &str, expected: &str) {
        let (table, filter) = fence();
        let fenced = fenced(dialect, &Statement::rows(sql.to_owned()), &table, &filter);
        assert_eq!(fenced.map(|statement| statement.sql), Ok(expected.to_owned()));
    }

    #[test]
    fn an_insert_takes_its_row_from_the_fence() {
        check(
            &PostgresDialect,
            "INSERT INTO \"t\" (\"a\", \"b\") VALUES (1, 'x) VALUES (2')",
            "INSERT INTO \"t\" (\"a\", \"b\") SELECT 1, 'x) VALUES (2' FROM \"meta\" \
             WHERE \"name\" = 'fence' FOR UPDATE",
        );
        check(
            MysqlDialect::of(Default::default()),
            "INSERT INTO `t` (`a`) VALUES\n  (1)",
            "INSERT INTO `t` (`a`) SELECT 1 FROM `meta` WHERE `name` = 'fence' FOR UPDATE",
        );
    }

    #[test]
    fn an_update_asks_for_the_fence_beside_its_own_condition() {
        check(
            &PostgresDialect,
            "UPDATE \"t\" SET \"a\" = 1 WHERE \"b\" = 2",
            "UPDATE \"t\" SET \"a\" = 1 WHERE \"b\" = 2 AND EXISTS (SELECT 1 FROM \"meta\" \
             WHERE \"name\" = 'fence' FOR UPDATE)",
        );
    }

    #[test]
    fn what_cannot_be_fenced_is_refused() {
        let (table, filter) = fence();
        for sql in ["DELETE FROM t WHERE a = 1", "UPDATE t SET a = 1", "INSERT INTO t SELECT 1"] {
            let statement = Statement::rows(sql.to_owned());
            assert!(fenced(&PostgresDialect, &statement, &table, &filter).is_err(), "{sql}");
        }
    }
}
