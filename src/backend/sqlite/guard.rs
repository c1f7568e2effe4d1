//! Refuses values that do not fit the new type of their column while a table is made again.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::statement::Statement;

use super::literal::text;
use super::mapping::Mapping;
use super::names::{quote, quote_text};

/// What the name of the looking trigger begins with.
pub(super) const GUARD: &str = "sandshift_guard_";

/// The copying statement, between the statements that make and drop a trigger which looks at
/// each new row. A check would have to stay in the table; a trigger goes and leaves nothing.
pub(super) fn guarded(
    copy: Statement,
    name: &ObjectName,
    passing: &Ident,
    mapping: &Mapping,
) -> Vec<Statement> {
    // AFTER, because only then the affinity of the column has done its work on the value.
    let tests: Vec<String> = mapping
        .demands()
        .map(|(column, kinds, what)| {
            let message = text(&format!("a value of `{name}.{column}` is no {what}"));
            let value = format!("NEW.{}", quote(column));
            format!("    SELECT RAISE(ABORT, {message}) WHERE typeof({value}) NOT IN ({kinds});\n")
        })
        .collect();
    if tests.is_empty() {
        return vec![copy];
    }
    let trigger = quote_text(&format!("{GUARD}{}", name.name));
    let (table, tests) = (quote(passing), tests.concat());
    let make = format!("CREATE TRIGGER {trigger} AFTER INSERT ON {table} BEGIN\n{tests}END");
    vec![Statement::schema(make), copy, Statement::schema(format!("DROP TRIGGER {trigger}"))]
}
