//! `CREATE INDEX` on columns.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};

use super::names;
use super::reader::Reader;
use crate::backend::plain::Makes;

/// What stands behind `CREATE`: an index.
pub(super) fn created(reader: &mut Reader<'_, '_>) -> Option<Makes> {
    let unique = reader.takes(&["UNIQUE"]);
    reader.takes(&["INDEX"]).then_some(())?;
    let may_be_there = reader.takes(&["IF", "NOT", "EXISTS"]);
    let said = if reader.takes(&["ON"]) {
        None
    } else {
        let name = reader.name()?;
        reader.takes(&["ON"]).then_some(name)
    };
    // One without a name cannot be there.
    (said.is_some() || !may_be_there).then_some(())?;
    let table = reader.name()?;
    if reader.takes(&["USING"]) {
        reader.takes(&["btree"]).then_some(())?;
    }
    let keys = keys(reader)?;
    let mut index = Index::on(ObjectName::bare(table.clone()), Vec::new());
    index.unique = unique;
    index.keys = keys;
    let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
    index.name = Some(match said {
        Some(name) => name,
        None => reader.give(names::given(&table, &columns, "idx")?),
    });
    Some(Makes::Index(index))
}

/// Columns in brackets, each with its order.
fn keys(reader: &mut Reader<'_, '_>) -> Option<Vec<IndexKey>> {
    let mut keys = Vec::new();
    reader.takes_mark("(").then_some(())?;
    loop {
        keys.push(key(reader)?);
        if reader.takes_mark(")") {
            return Some(keys);
        }
        reader.takes_mark(",").then_some(())?;
    }
}

fn key(reader: &mut Reader<'_, '_>) -> Option<IndexKey> {
    let column = reader.name()?;
    let descending = reader.takes(&["DESC"]);
    if !descending {
        reader.takes(&["ASC"]);
    }
    let first = reader.takes(&["NULLS", "FIRST"]);
    let last = !first && reader.takes(&["NULLS", "LAST"]);
    let native = match (descending, first, last) {
        (false, true, _) => Some("NULLS FIRST".to_owned()),
        (true, _, true) => Some("NULLS LAST".to_owned()),
        _ => None,
    };
    Some(IndexKey { on: IndexTerm::Column(column), descending, native })
}
