//! Columns with everything that a redefinition has to restate.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, Generated, Identity};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::Fields;
use super::checks::{Check, by_table, makes_json, of_column, unescaped, without_outer_parentheses};
use super::defaults::default_of;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::column::ROW_TIME;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::qualifier::{quoted, unqualified};
use crate::backend::mysql::table::PERIOD;
use crate::backend::mysql::types::neutral;

/// Adds the columns of every table, in order.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
    checks: &[Check],
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, IS_NULLABLE, EXTRA, \
         COLLATION_NAME, GENERATION_EXPRESSION, COLUMN_COMMENT \
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() \
         ORDER BY TABLE_NAME, ORDINAL_POSITION",
    )?;
    let flavour = connection.flavour();
    let of_tables = by_table(checks);
    for row in rows {
        let mut fields = Fields::of(row);
        let table = fields.object()?;
        let checks = of_tables.get(&table).copied().unwrap_or_default();
        if let Some(table) = catalog.tables.get_mut(&table) {
            let column = column(fields, table, checks, flavour, connection.database())?;
            table.columns.push(column);
        }
    }
    catalog.tables.values_mut().for_each(|table| add_period(table));
    Ok(())
}

/// A table that keeps its old rows may say in which columns the time of a row stands.
fn add_period(table: &mut Table) {
    let bound = |word: &str| {
        let clause = format!("{ROW_TIME}{word}");
        let column = table.columns.iter().find(|column| column.native.contains(&clause))?;
        Some(quoted(column.name.as_str()))
    };
    if let (Some(start), Some(end)) = (bound("START"), bound("END")) {
        table.options.native.push(format!("{PERIOD}SYSTEM_TIME ({start}, {end})"));
    }
}

fn column(
    mut fields: Fields,
    table: &Table,
    checks: &[Check],
    flavour: Flavour,
    database: &str,
) -> Result<Column, DatabaseError> {
    let name = fields.ident()?;
    let reported = fields.text();
    let default = fields.maybe();
    let nullable = fields.text() == "YES";
    let extra = fields.text();
    let collation = fields.maybe();
    let expression = fields.text();
    let comment = fields.maybe().filter(|comment| !comment.is_empty());

    let check = of_column(checks, &name);
    let is_json = check.is_some_and(|check| makes_json(check, &name));
    let ty = match neutral(&reported) {
        // MariaDB has no JSON but as text with a check.
        ColumnType::Text if is_json => ColumnType::Json,
        ty => ty,
    };
    let mut column = Column::new(name, ty);
    column.nullable = nullable;
    column.comment = comment;
    let plain = table.options.collation.as_deref().unwrap_or(flavour.collation());
    column.collation = collation.filter(|name| name != plain && column.ty != ColumnType::Json);
    let words = extra.to_ascii_lowercase();
    column.identity = words.contains("auto_increment").then(Identity::default);
    let row_time = expression.strip_prefix("ROW ").filter(|end| matches!(*end, "START" | "END"));
    column.native.extend(row_time.map(|end| format!("{ROW_TIME}{end}")));
    column.generated = (!expression.is_empty() && row_time.is_none()).then(|| {
        let text = unqualified(&unescaped(expression, flavour), database);
        Generated {
            expression: without_outer_parentheses(&text).to_owned(),
            stored: words.contains("stored") || words.contains("persistent"),
        }
    });
    if column.generated.is_none() {
        let given = default.map(|text| unqualified(&text, database));
        let computed = words.contains("default_generated");
        column.default = default_of(given, &column.ty, &reported, computed, flavour);
    }
    if let Some(at) = words.find("on update") {
        let clause = extra[at..].split(',').next().unwrap_or_default().trim();
        column.native.push(format!("ON UPDATE{}", &clause["on update".len()..]));
    }
    for word in ["INVISIBLE", "WITHOUT SYSTEM VERSIONING"] {
        if words.contains(&word.to_ascii_lowercase()) {
            column.native.push(word.to_owned());
        }
    }
    if let Some(check) = check.filter(|_| column.ty != ColumnType::Json) {
        column.native.push(format!("CHECK ({check})"));
    }
    Ok(column)
}
