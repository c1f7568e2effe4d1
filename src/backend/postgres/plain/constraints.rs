//! Keys and foreign keys, behind a column and for a table.

use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};

use super::names;
use super::reader::Reader;

/// `[CONSTRAINT name] PRIMARY KEY (...)` and the like.
pub(super) fn of_table(reader: &mut Reader<'_, '_>, table: &Ident) -> Option<Constraint> {
    let name = said_name(reader)?;
    if reader.takes(&["FOREIGN", "KEY"]) {
        let columns = reader.names()?;
        return foreign_key(reader, (table, name), columns);
    }
    let is_primary = reader.takes(&["PRIMARY", "KEY"]);
    (is_primary || reader.takes(&["UNIQUE"])).then_some(())?;
    let columns = reader.names()?;
    key(reader, (table, name), columns, is_primary)
}

/// What stands behind a column: a key of it, or a foreign key.
pub(super) fn of_column(
    reader: &mut Reader<'_, '_>,
    table: &Ident,
    column: &Ident,
) -> Option<Constraint> {
    let name = said_name(reader)?;
    let columns = vec![column.clone()];
    if reader.begins(&["REFERENCES"]) {
        return foreign_key(reader, (table, name), columns);
    }
    let is_primary = reader.takes(&["PRIMARY", "KEY"]);
    (is_primary || reader.takes(&["UNIQUE"])).then_some(())?;
    key(reader, (table, name), columns, is_primary)
}

/// The name that the text gives; none where it gives none.
fn said_name(reader: &mut Reader<'_, '_>) -> Option<Option<Ident>> {
    if !reader.takes(&["CONSTRAINT"]) {
        return Some(None);
    }
    names::of_constraint(reader.name()?).map(Some)
}

fn key(
    reader: &mut Reader<'_, '_>,
    (table, name): (&Ident, Option<Ident>),
    columns: Vec<Ident>,
    is_primary: bool,
) -> Option<Constraint> {
    let name = match (name, is_primary) {
        (Some(name), _) => name,
        (None, true) => reader.give(names::given(table, &[], "pkey")?),
        (None, false) => reader.give(names::given(table, &columns, "key")?),
    };
    let body = match is_primary {
        true => ConstraintBody::PrimaryKey { columns },
        false => ConstraintBody::unique(columns),
    };
    Some(Constraint::named(name, body))
}

/// `REFERENCES table [(...)]` with its actions.
fn foreign_key(
    reader: &mut Reader<'_, '_>,
    (table, name): (&Ident, Option<Ident>),
    columns: Vec<Ident>,
) -> Option<Constraint> {
    reader.takes(&["REFERENCES"]).then_some(())?;
    let references = ObjectName::bare(reader.name()?);
    let referred_columns = if reader.is_bracket() { reader.names()? } else { Vec::new() };
    let (on_delete, on_update) = actions(reader)?;
    let name = match name {
        Some(name) => name,
        None => reader.give(names::given(table, &columns, "fkey")?),
    };
    let key = ForeignKey {
        columns,
        references,
        referred_columns,
        on_delete,
        on_update,
        deferrable: None,
        match_type: None,
        not_valid: false,
    };
    Some(Constraint::named(name, ConstraintBody::ForeignKey(key)))
}

type Actions = (Option<ReferentialAction>, Option<ReferentialAction>);

/// `ON DELETE ...` and `ON UPDATE ...`, each once at most.
fn actions(reader: &mut Reader<'_, '_>) -> Option<Actions> {
    let (mut on_delete, mut on_update) = (None, None);
    while reader.takes(&["ON"]) {
        let of = if reader.takes(&["DELETE"]) {
            &mut on_delete
        } else {
            reader.takes(&["UPDATE"]).then_some(())?;
            &mut on_update
        };
        of.is_none().then_some(())?;
        *of = Some(action(reader)?);
    }
    // The default is not said.
    let said = |action: Option<ReferentialAction>| {
        action.filter(|action| *action != ReferentialAction::NoAction)
    };
    Some((said(on_delete), said(on_update)))
}

fn action(reader: &mut Reader<'_, '_>) -> Option<ReferentialAction> {
    let actions = [
        (&["NO", "ACTION"][..], ReferentialAction::NoAction),
        (&["RESTRICT"], ReferentialAction::Restrict),
        (&["CASCADE"], ReferentialAction::Cascade),
        (&["SET", "NULL"], ReferentialAction::SetNull),
        (&["SET", "DEFAULT"], ReferentialAction::SetDefault),
    ];
    actions.into_iter().find(|(words, _)| reader.takes(words)).map(|(_, action)| action)
}
