//! Check constraints of tables, and the checks that MariaDB keeps with a column.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::qualifier::unqualified;
use crate::backend::quotes;

/// One check.
pub(super) struct Check {
    table: ObjectName,
    /// Its name; for a check of a column, the column's.
    name: Ident,
    of_column: bool,
    expression: String,
}

/// The checks of the whole database.
pub(super) fn read(connection: &mut MysqlConnection) -> Result<Vec<Check>, DatabaseError> {
    let flavour = connection.flavour();
    let rows = connection.texts(match flavour {
        Flavour::MariaDb => {
            "SELECT TABLE_NAME, CONSTRAINT_NAME, LEVEL, CHECK_CLAUSE \
             FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() \
             ORDER BY TABLE_NAME, CONSTRAINT_NAME"
        }
        Flavour::Mysql => {
            "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, 'Table', c.CHECK_CLAUSE \
             FROM information_schema.CHECK_CONSTRAINTS c \
             JOIN information_schema.TABLE_CONSTRAINTS t \
             USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME) \
             WHERE c.CONSTRAINT_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK' \
             ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME"
        }
    })?;
    let mut checks = Vec::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let (table, name) = (fields.object()?, fields.ident()?);
        let of_column = fields.text() == "Column";
        let clause = unqualified(&unescaped(fields.text(), flavour), connection.database());
        let expression = without_outer_parentheses(&clause).to_owned();
        checks.push(Check { table, name, of_column, expression });
    }
    Ok(checks)
}

/// The checks of each table.
pub(super) fn by_table(checks: &[Check]) -> BTreeMap<ObjectName, &[Check]> {
    let tables = checks.chunk_by(|one, next| one.table == next.table);
    tables.map(|of_one| (of_one[0].table.clone(), of_one)).collect()
}

/// The expression of the check of one table that MariaDB keeps with a column.
///
/// The server names it after the column, but not anew when the column is renamed; so a check
/// under another name counts as well when it speaks of this column and not of that one.
pub(super) fn of_column<'a>(checks: &'a [Check], column: &Ident) -> Option<&'a str> {
    let own = || checks.iter().filter(|check| check.of_column);
    let speaks = |check: &Check, name: &Ident| check.expression.contains(&quoted(name));
    let named = own().find(|check| check.name == *column && speaks(check, column));
    let renamed = || {
        own().find(|check| {
            check.name != *column && speaks(check, column) && !speaks(check, &check.name)
        })
    };
    named.or_else(renamed).map(|check| check.expression.as_str())
}

/// Tells whether an expression is the check that makes a text column a JSON one.
pub(super) fn makes_json(expression: &str, column: &Ident) -> bool {
    expression == format!("json_valid({})", quoted(column))
}

/// The name as the server prints it in an expression.
fn quoted(name: &Ident) -> String {
    quotes::quoted(name.as_str(), '`')
}

/// Adds the checks of tables to the catalog.
pub(super) fn add(checks: Vec<Check>, catalog: &mut Catalog) {
    for check in checks.into_iter().filter(|check| !check.of_column) {
        if let Some(table) = catalog.tables.get_mut(&check.table) {
            let body = ConstraintBody::check(check.expression);
            table.constraints.push(Constraint::named(check.name, body));
        }
    }
}

/// MySQL prints the quotes in its expressions behind backslashes.
pub(super) fn unescaped(text: String, flavour: Flavour) -> String {
    match flavour {
        Flavour::MariaDb => text,
        Flavour::Mysql => text.replace("\\'", "'"),
    }
}

/// The text without one pair of parentheses around the whole of it.
pub(super) fn without_outer_parentheses(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        return text;
    };
    let mut depth = 0_i32;
    let mut rest = inner;
    while !rest.is_empty() {
        let length = crate::backend::mysql::qualifier::opaque(rest);
        match &rest[..length] {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
        rest = &rest[length..];
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::without_outer_parentheses;

    #[test]
    fn only_a_pair_around_the_whole_is_taken_off() {
        assert_eq!(without_outer_parentheses("(1 + 2)"), "1 + 2");
        assert_eq!(without_outer_parentheses("(1) + (2)"), "(1) + (2)");
        assert_eq!(without_outer_parentheses("(')' + 2)"), "')' + 2");
    }
}
