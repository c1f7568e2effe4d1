//! What is drawn beside tables: views, triggers, functions and sequences.

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::{Function, Sequence, Trigger, View};
use sandshift_model::operation::{
    CreateFunction, CreateSequence, CreateTable, CreateTrigger, CreateView, DropFunction,
    DropSequence, DropTrigger, DropView, Operation,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use crate::compose::{Composer, pick};
use crate::material::{ident, object};
use crate::stage::server::Server;

/// The column that tells a table of notes from others.
const NOTED: &str = "noted_id";

impl Composer {
    /// A view over a table, or over two.
    pub(crate) fn view(&mut self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let view = View {
            name: object(&self.fresh(two)),
            query: self.query(table, two, three)?,
            materialized: false,
            columns: match three % 5 {
                0 => vec![self.fresh(two), self.fresh(three)],
                _ => Vec::new(),
            },
        };
        Some(CreateView { view, or_replace: three.is_multiple_of(7) }.into())
    }

    fn query(&self, table: &Table, two: u8, three: u8) -> Option<String> {
        let column = self.quote(&pick(&Self::free(table), two)?.name);
        let (of, id) = (self.quote(&table.name.name), self.quote(&ident("id")));
        let other = pick(&self.catalog.tables.keys().cloned().collect::<Vec<_>>(), three)?;
        let other = self.quote(&other.name);
        Some(match three % 4 {
            0 => format!("SELECT {id}, {column} FROM {of} WHERE {id} > 0 OR 'it''s; --' = 'b'"),
            1 => format!("SELECT {column} AS v, count(*) AS n FROM {of} GROUP BY {column}"),
            2 => format!(
                "SELECT a.{id}, a.{column} FROM {of} a\nLEFT JOIN {other} b ON b.{id} = a.{id}"
            ),
            _ => format!("SELECT {of}.{id}, {of}.{column} AS v FROM {of}"),
        })
    }

    /// Another query for a view, or its end.
    pub(crate) fn other_view(&mut self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let mut view = pick(&self.catalog.views.values().cloned().collect::<Vec<_>>(), two)?;
        if three.is_multiple_of(2) {
            return Some(DropView { name: view.name, if_exists: three.is_multiple_of(3) }.into());
        }
        view.query = self.query(table, two, three)?;
        Some(CreateView { view, or_replace: true }.into())
    }

    /// The ends of the views that read a table: the database would refuse, or leave them broken.
    pub(crate) fn without_views(&self, table: &ObjectName, three: u8) -> Vec<Operation> {
        let name = self.quote(&table.name);
        let reads = |view: &&View| view.query.contains(&name) && !three.is_multiple_of(9);
        let views = self.catalog.views.values().filter(reads);
        views.map(|v| DropView { name: v.name.clone(), if_exists: false }.into()).collect()
    }

    /// A trigger that takes a note in another table, which is made when there is none.
    pub(crate) fn trigger(&mut self, table: &Table, two: u8, three: u8) -> Vec<Operation> {
        let noting = |t: &&ObjectName| self.catalog.tables[*t].column(&ident(NOTED)).is_some();
        let known = self.catalog.tables.keys().find(noting).cloned();
        let mut operations = Vec::new();
        let notes = known.unwrap_or_else(|| {
            let notes = self.notes(three);
            let name = notes.name.clone();
            // The numbers that the database gives must not meet those that are drawn.
            self.rows.insert(name.name.to_string(), 1000);
            operations.push(CreateTable { table: notes, if_not_exists: false }.into());
            name
        });
        if notes == table.name {
            return Vec::new();
        }
        let name = self.fresh(two);
        operations.extend(self.noting(&name, &table.name, &notes, two));
        operations
    }

    fn notes(&mut self, three: u8) -> Table {
        let mut notes = Table::new(object(&self.fresh(three)));
        let mut key = Column::new(ident("id"), ColumnType::Integer);
        key.nullable = false;
        key.identity = Some(Default::default());
        notes.columns.push(key);
        notes.columns.push(Column::new(ident("note"), ColumnType::Text));
        notes.columns.push(Column::new(ident(NOTED), ColumnType::Integer));
        let body = ConstraintBody::PrimaryKey { columns: vec![ident("id")] };
        notes.constraints.push(Constraint::unnamed(body));
        notes
    }

    fn noting(
        &mut self,
        name: &Ident,
        table: &ObjectName,
        notes: &ObjectName,
        two: u8,
    ) -> Vec<Operation> {
        let (event, row) =
            [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")][usize::from(two) % 3];
        let quote = |name: &Ident| self.quote(name);
        let (notes, note, noted) =
            (quote(&notes.name), quote(&ident("note")), quote(&ident(NOTED)));
        let (on, called, id) = (quote(&table.name), quote(name), quote(&ident("id")));
        let note = format!(
            "INSERT INTO {notes} ({note}, {noted}) VALUES ('it''s; a -- {event}', {row}.{id})"
        );
        let head = format!("CREATE TRIGGER {called} AFTER {event} ON {on} FOR EACH ROW");
        let mut operations = Vec::new();
        let definition = match self.server {
            Server::Sqlite => format!("{head} BEGIN {note}; END"),
            Server::MariaDb if two.is_multiple_of(2) => format!("{head} {note}"),
            Server::MariaDb => format!("{head} BEGIN {note}; SET @noted = 1; END"),
            Server::Postgres => {
                let function = self.fresh(two);
                let called = self.quote(&function);
                let definition = format!(
                    "CREATE FUNCTION {called}() RETURNS trigger LANGUAGE plpgsql AS \
                     $body$ BEGIN {note}; RETURN NULL; END $body$"
                );
                operations.push(make(object(&function), "", false, definition));
                format!("{head} EXECUTE FUNCTION {called}()")
            }
        };
        let trigger = Trigger { name: name.clone(), table: table.clone(), definition };
        operations.push(CreateTrigger { trigger, or_replace: two.is_multiple_of(5) }.into());
        operations
    }

    /// The end of a trigger, or the same one once more.
    pub(crate) fn other_trigger(&self, two: u8, three: u8) -> Option<Operation> {
        let trigger = pick(&self.catalog.triggers.values().cloned().collect::<Vec<_>>(), two)?;
        Some(match three % 3 {
            0 => CreateTrigger { trigger, or_replace: true }.into(),
            _ => DropTrigger { name: trigger.name, table: trigger.table, if_exists: false }.into(),
        })
    }

    /// A function or procedure, or the end of one.
    pub(crate) fn function(&mut self, two: u8, three: u8) -> Option<Operation> {
        let spare: Vec<Function> = self.catalog.functions.values().cloned().collect();
        if three.is_multiple_of(3) {
            let Function { name, arguments, procedure, .. } = pick(&spare, two)?;
            return Some(DropFunction { name, arguments, procedure, if_exists: false }.into());
        }
        let name = self.fresh(two);
        let called = self.quote(&name);
        let procedure = three.is_multiple_of(2);
        let head = match procedure {
            true => format!("CREATE PROCEDURE {called}(n integer)"),
            false => format!("CREATE FUNCTION {called}(n integer) RETURNS integer"),
        };
        let definition = match (self.server, procedure) {
            (Server::MariaDb, true) => format!("{head} BEGIN SET @a = 'it''s;'; SET @b = n; END"),
            (Server::MariaDb, false) => format!("{head} DETERMINISTIC RETURN n * 2"),
            (_, true) => format!("{head} LANGUAGE plpgsql AS $$ BEGIN PERFORM 'it''s;'; END $$"),
            (_, false) => format!("{head} LANGUAGE sql AS $$ SELECT n * 2 $$"),
        };
        let arguments = if self.server == Server::Postgres { "integer" } else { "" };
        Some(make(object(&name), arguments, procedure, definition))
    }

    /// A sequence, or the end of one.
    pub(crate) fn sequence(&mut self, two: u8, three: u8) -> Option<Operation> {
        if three.is_multiple_of(3) {
            let known: Vec<ObjectName> = self.catalog.sequences.keys().cloned().collect();
            return Some(DropSequence { name: pick(&known, two)?, if_exists: false }.into());
        }
        let sequence = Sequence {
            name: object(&self.fresh(two)),
            start: (two.is_multiple_of(2)).then_some(100),
            increment: (three.is_multiple_of(2)).then_some(5),
            native: None,
        };
        Some(CreateSequence { sequence, if_not_exists: false }.into())
    }
}

fn make(name: ObjectName, arguments: &str, procedure: bool, definition: String) -> Operation {
    let arguments = arguments.to_owned();
    let function = Function { name, arguments, procedure, definition };
    CreateFunction { function, or_replace: false }.into()
}
