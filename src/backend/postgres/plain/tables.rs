//! `CREATE TABLE`, and comments on tables and columns.

use sandshift_model::ident::ObjectName;
use sandshift_model::table::Table;

use super::reader::Reader;
use super::{columns, constraints};
use crate::backend::plain::Makes;

/// What stands behind `CREATE`: a table with a column at least.
pub(super) fn created(reader: &mut Reader<'_, '_>) -> Option<Makes> {
    reader.takes(&["TABLE"]).then_some(())?;
    reader.takes(&["IF", "NOT", "EXISTS"]);
    let name = reader.name()?;
    let mut table = Table::new(ObjectName::bare(name.clone()));
    let mut said_null = Vec::new();
    reader.takes_mark("(").then_some(())?;
    loop {
        if is_constraint(reader) {
            table.constraints.push(constraints::of_table(reader, &name)?);
        } else {
            let written = columns::column(reader, &name)?;
            said_null.extend(written.is_said_null.then(|| written.column.name.clone()));
            table.columns.push(written.column);
            table.constraints.extend(written.constraints);
        }
        if reader.takes_mark(")") {
            break;
        }
        reader.takes_mark(",").then_some(())?;
    }
    let is_refused = table.primary_key().iter().any(|column| said_null.contains(column));
    (!is_refused).then_some(Makes::Table(table))
}

fn is_constraint(reader: &Reader<'_, '_>) -> bool {
    let words = ["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN"];
    words.iter().any(|word| reader.begins(&[word]))
}

/// What stands behind `COMMENT ON`.
pub(super) fn comment(reader: &mut Reader<'_, '_>) -> Option<Makes> {
    let is_column = reader.takes(&["COLUMN"]);
    (is_column || reader.takes(&["TABLE"])).then_some(())?;
    reader.name()?;
    let column = if is_column {
        reader.takes_mark(".").then_some(())?;
        Some(reader.name()?)
    } else {
        None
    };
    reader.takes(&["IS"]).then_some(())?;
    let text = if reader.takes(&["NULL"]) { None } else { Some(reader.text()?) };
    // The empty comment is none.
    let text = text.filter(|text| !text.is_empty());
    Some(Makes::Comment { column, text })
}
