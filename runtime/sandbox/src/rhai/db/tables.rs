//! `create_table` and its kin.

use rhai::{Array, Dynamic};
use sandshift_model::column::ColumnSpec;
use sandshift_model::operation::{CreateTable, DropTable, RenameTable, SetTableComment};
use sandshift_model::table::{Table, TableOptions};

use super::super::call::{Call, kind};
use super::super::columns::Column;
use super::super::constraints::TableConstraint;
use super::super::errors::Failure;
use super::super::indexes::TableIndex;
use super::super::method::{Answer, Method, method};
use super::super::options::Options;
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_table(name, columns, options?)", create_table),
    method("drop_table(name, options?)", drop_table),
    method("rename_table(name, new_name)", rename_table),
    method("create_table_comment(name, comment)", create_table_comment),
    method("drop_table_comment(name)", drop_table_comment),
];

fn create_table(call: &mut Call<'_>) -> Answer {
    let mut table = Table::new(call.object(0, "the table")?);
    let items = call.array(1, "the columns")?;
    fill(call, &mut table, items)?;
    let mut options = call.options(2)?;
    let if_not_exists = options.flag("if_not_exists")?;
    table.comment = options.text("comment")?;
    table.options = table_options(&mut options)?;
    options.end()?;
    apply(call, CreateTable { table, if_not_exists })
}

fn fill(call: &Call<'_>, table: &mut Table, items: Array) -> Result<(), Failure> {
    let mut columns: Vec<ColumnSpec> = Vec::new();
    let (mut constraints, mut indexes) = (Vec::new(), Vec::new());
    for item in items {
        let kind = kind(&item);
        let item = match item.try_cast_result::<Column>() {
            Ok(Column(column)) => {
                columns.push(column);
                continue;
            }
            Err(item) => item,
        };
        match item.try_cast_result::<TableConstraint>() {
            Ok(TableConstraint(constraint)) => constraints.push(constraint),
            Err(item) => match item.try_cast::<TableIndex>() {
                Some(index) => indexes.push(index.on(table.name.clone())),
                None => {
                    let wanted = "columns, constraints and indexes";
                    return Err(call.wrong("the array", &format!("made of {wanted}"), kind));
                }
            },
        }
    }
    ColumnSpec::assemble(columns, table);
    table.constraints.extend(constraints);
    table.indexes.extend(indexes);
    Ok(())
}

fn table_options(options: &mut Options<'_, '_>) -> Result<TableOptions, Failure> {
    let native = match options.some("native") {
        Some(given) => match given.try_cast_result::<Array>() {
            Ok(words) => words
                .into_iter()
                .map(|word| options.call.text_of(word, "`native`"))
                .collect::<Result<_, _>>()?,
            Err(one) => vec![options.call.text_of(one, "`native`")?],
        },
        None => Vec::new(),
    };
    Ok(TableOptions {
        strict: options.flag("strict")?,
        without_rowid: options.flag("without_rowid")?,
        engine: options.text("engine")?,
        charset: options.text("charset")?,
        collation: options.text("collation")?,
        native,
    })
}

fn drop_table(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    let cascade = options.flag("cascade")?;
    options.end()?;
    apply(call, DropTable { table, if_exists, cascade })
}

fn rename_table(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let new_name = call.name(1, "the new name")?;
    apply(call, RenameTable { table, new_name })
}

fn create_table_comment(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let comment = Some(call.text(1, "the comment")?);
    apply(call, SetTableComment { table, comment })
}

fn drop_table_comment(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    apply(call, SetTableComment { table, comment: None })
}

/// An item of `create_table` that stands alone, for `add_column`.
pub(super) fn column(call: &mut Call<'_>, at: usize) -> Result<ColumnSpec, Failure> {
    let given: Dynamic = call.any(at);
    let kind = kind(&given);
    let column = given.try_cast::<Column>().map(|column| column.0);
    column.ok_or_else(|| call.wrong("the column", "`column(name, type)`", kind))
}
