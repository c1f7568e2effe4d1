//! What a statement of a migration may do, as SQLite asks about it while the statement is prepared.
//!
//! What is not named here is denied.

use rusqlite::hooks::{AuthAction, AuthContext};
use sandshift_model::ident::{Ident, ObjectName};

use super::{Names, functions};
use crate::backend::lexis::Lexis;
use crate::backend::sqlite::guard::GUARD;
use crate::backend::sqlite::rebuild::PASSING;
use crate::backend::statement_class::Phrase;
use crate::backend::walls::{Identity, RawSql, Walls};

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Whoever sends statements.
    Identity(Identity),
    /// The walls, which try what a statement on this table or view would set off.
    Probe(String),
}

impl Default for Speaker {
    fn default() -> Self {
        Self::Identity(Identity::House)
    }
}

/// What is being said.
#[derive(Debug, Default)]
pub(super) struct Speech {
    pub(super) speaker: Speaker,
    /// Tables and views that there are, in small letters.
    pub(super) tables: Names,
    /// The first thing that was denied.
    pub(super) denied: Option<String>,
    verb: Verb,
    /// A text of the house that copies a table while it makes it again.
    copies: bool,
    /// A text of the house about the numbers of AUTOINCREMENT.
    numbers: bool,
    /// Rows that come may take the place of others.
    replaces: bool,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write<'c> {
    Insert,
    Delete,
    Column(&'c str),
}

/// What a statement begins with, as far as it says what the engine does besides.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// Rows.
    #[default]
    Other,
    Create,
    /// Reads the whole schema and writes it again.
    Alter,
    Drop,
}

/// What is to be touched, for the words of the refusal.
type Refusal = String;

impl Speech {
    /// Begins to listen to somebody.
    pub(super) fn begin(&mut self, speaker: Speaker) {
        self.speaker = speaker;
        self.denied = None;
        self.hear("");
    }

    /// Hears the text that is prepared next.
    pub(super) fn hear(&mut self, sql: &str) {
        self.denied = None;
        self.verb = Verb::default();
        (self.copies, self.numbers, self.replaces) = (false, false, false);
        if self.speaker == Speaker::default() {
            return;
        }
        let tokens = Phrase::tokens(sql, &Lexis::SQLITE).unwrap_or_default();
        let phrase = Phrase::new(&tokens);
        self.replaces = phrase.holds(&["OR", "REPLACE"]) || phrase.begins(&["REPLACE"]);
        self.verb = match () {
            () if phrase.begins(&["CREATE"]) => Verb::Create,
            () if phrase.begins(&["ALTER"]) => Verb::Alter,
            () if phrase.begins(&["DROP"]) => Verb::Drop,
            () => Verb::Other,
        };
        let target = ["INSERT INTO", "INSERT OR ABORT INTO"]
            .iter()
            .find_map(|words| sql.strip_prefix(words)?.trim_start().strip_prefix('"'));
        self.copies = target.is_some_and(|name| name.starts_with(PASSING));
        // Names that come from a migration stand in quotes.
        self.numbers = ["INSERT INTO sqlite_sequence (", "DELETE FROM sqlite_sequence WHERE"]
            .iter()
            .any(|words| sql.starts_with(words));
    }

    /// Decides about one thing that a statement touches.
    ///
    /// # Errors
    ///
    /// What is refused, in words.
    pub(super) fn decide(&self, walls: &Walls, asked: &AuthContext<'_>) -> Result<(), Refusal> {
        if self.speaker == Speaker::default() {
            return Ok(());
        }
        let judge = Judge { speech: self, walls };
        let database = match asked.action {
            // It stands elsewhere here, and a column in its place.
            AuthAction::AlterTable { database_name, .. } => Some(database_name),
            _ => asked.database_name,
        };
        if let Some(database) = database.filter(|name| *name != "main")
            && !judge.engine_looks_at_temp(&asked.action)
        {
            return Err(format!("touching the database `{database}`"));
        }
        judge.decide(&asked.action)
    }
}

/// One who decides.
struct Judge<'s> {
    speech: &'s Speech,
    walls: &'s Walls,
}

impl Judge<'_> {
    fn decide(&self, action: &AuthAction<'_>) -> Result<(), Refusal> {
        use AuthAction as A;
        let refused = |what: &str| Err(what.to_owned());
        match *action {
            A::Select | A::Recursive => self.raw(RawSql::Select, "a query in SQL text"),
            A::Read { table_name, column_name } => self.read(table_name, column_name),
            A::Insert { table_name } => self.insert(table_name),
            A::Delete { table_name } => self.write(table_name, Write::Delete),
            A::Update { table_name, column_name } => {
                self.write(table_name, Write::Column(column_name))
            }
            A::Function { function_name } => self.call(function_name),
            A::Pragma { pragma_name, pragma_value } => self.pragma(pragma_name, pragma_value),
            A::CreateTable { table_name: name }
            | A::DropTable { table_name: name }
            | A::CreateView { view_name: name }
            | A::DropView { view_name: name }
            | A::AlterTable { table_name: name, .. }
            | A::CreateIndex { table_name: name, .. }
            | A::DropIndex { table_name: name, .. }
            | A::CreateTrigger { table_name: name, .. }
            | A::DropTrigger { table_name: name, .. } => self.define(name),
            // The engine fills an index that it has just made or made again; the word REINDEX names no table.
            A::Reindex { .. } if self.speech.verb != Verb::Other => Ok(()),
            A::Reindex { .. } => refused("REINDEX"),
            A::Analyze { .. } => refused("ANALYZE"),
            A::Transaction { .. } => refused("transaction control"),
            A::Savepoint { .. } => refused("a savepoint"),
            A::Attach { .. } => refused("ATTACH, or what needs it"),
            A::Detach { .. } => refused("DETACH"),
            A::CreateVtable { .. } | A::DropVtable { .. } => refused("a virtual table"),
            A::CreateTempIndex { .. }
            | A::CreateTempTable { .. }
            | A::CreateTempTrigger { .. }
            | A::CreateTempView { .. }
            | A::DropTempIndex { .. }
            | A::DropTempTable { .. }
            | A::DropTempTrigger { .. }
            | A::DropTempView { .. } => refused("a temporary object, which may hide a real one,"),
            _ => refused("something that nobody knows"),
        }
    }

    fn identity(&self) -> Option<Identity> {
        match self.speech.speaker {
            Speaker::Identity(identity) => Some(identity),
            Speaker::Probe(_) => None,
        }
    }

    fn is_operation(&self) -> bool {
        matches!(self.identity(), Some(Identity::Operation | Identity::Keeping))
    }

    /// Tells whether SQL text may do this much; what the house has written may.
    fn raw(&self, needs: RawSql, what: &str) -> Result<(), Refusal> {
        match self.identity() {
            Some(Identity::RawSql) if self.walls.raw < needs => Err(what.to_owned()),
            _ => Ok(()),
        }
    }

    fn read(&self, table: &str, column: &str) -> Result<(), Refusal> {
        self.raw(RawSql::Select, "a query in SQL text")?;
        // Which row it is says no more than that it is there.
        let column = Some(column).filter(|name| !name.is_empty() && *name != "ROWID");
        let what = || match column {
            Some(column) => format!("reading `{table}.{column}`"),
            None => format!("reading `{table}`"),
        };
        if self.is_own_kept(table) || self.is_numbering(table) || self.is_probed(table) {
            return Ok(());
        }
        if is_schema(table) {
            return self.schema(column).ok_or_else(what);
        }
        let Some(name) = object(table) else { return Err(what()) };
        let reach = &self.walls.reach;
        let reads = reach.reads(&name, column)
            || (self.is_remaking(table) && reach.defines(&name))
            || (self.keeps() && (reach.writes(&name, None) || reach.defines(&name)));
        let reads = reads && !is_own(&name);
        let is_there = self.speech.tables.contains(&table.to_ascii_lowercase());
        // Counting rows of a part of the statement itself, as WITH gives it a name, looks the same.
        let is_part = column.is_none() && !is_there && !is_engines(table);
        let is_function = matches!(table, "json_each" | "json_tree") && !is_there;
        if reads || is_part || is_function { Ok(()) } else { Err(what()) }
    }

    fn insert(&self, table: &str) -> Result<(), Refusal> {
        if self.speech.replaces {
            self.write(table, Write::Delete)?;
        }
        self.write(table, Write::Insert)
    }

    fn write(&self, table: &str, write: Write<'_>) -> Result<(), Refusal> {
        let what = || match write {
            Write::Column(column) => format!("writing `{table}.{column}`"),
            Write::Insert => format!("inserting rows into `{table}`"),
            Write::Delete => format!("deleting rows of `{table}`"),
        };
        if self.is_own_kept(table) || self.is_numbering(table) || self.is_probed(table) {
            return Ok(());
        }
        if is_schema(table) {
            // The engine's own, in what it does to the schema; a text that names the table is refused by itself.
            return if self.speech.verb == Verb::Other { Err(what()) } else { Ok(()) };
        }
        self.raw(RawSql::Dml, "changing rows in SQL text")?;
        let Some(name) = object(table) else { return Err(what()) };
        let reach = &self.walls.reach;
        // Dropping a table deletes its rows first.
        let is_drop = self.speech.verb == Verb::Drop && write == Write::Delete;
        let drops = is_drop && reach.defines(&name);
        let remakes = self.is_passing(table) && reach.defines(&name);
        let writes = match write {
            Write::Column("ROWID") | Write::Delete => reach.writes(&name, None),
            Write::Column(column) => reach.writes(&name, Some(column)),
            Write::Insert => reach.inserts(&name),
        };
        if (writes || drops || remakes) && !is_own(&name) { Ok(()) } else { Err(what()) }
    }

    fn define(&self, table: &str) -> Result<(), Refusal> {
        self.raw(RawSql::Ddl, "changing the schema in SQL text")?;
        // It comes with the first table that counts.
        if table == "sqlite_sequence" && self.speech.verb == Verb::Create {
            return Ok(());
        }
        let may =
            object(table).is_some_and(|name| !is_own(&name) && self.walls.reach.defines(&name));
        if may && !self.helps_in_vain(table) {
            return Ok(());
        }
        Err(format!("changing the definition of `{table}`"))
    }

    fn call(&self, function: &str) -> Result<(), Refusal> {
        let may = functions::is_free(function)
            || self.walls.reach.calls(function)
            || (self.is_operation() && functions::is_of_operations(function));
        match function {
            _ if may => Ok(()),
            "sqlite_rename_table" | "sqlite_rename_column" => {
                Err("a rename in SQL text, which the host does as an operation,".to_owned())
            }
            _ => Err(format!("the function `{function}`")),
        }
    }

    fn pragma(&self, name: &str, value: Option<&str>) -> Result<(), Refusal> {
        let of_table = ["table_info", "table_xinfo", "index_list", "foreign_key_list"];
        let may_read =
            |table| object(table).is_some_and(|table| self.walls.reach.reads(&table, None));
        let may = match name.to_ascii_lowercase().as_str() {
            "legacy_alter_table" => self.is_operation(),
            "user_version" | "application_id" => value.is_none(),
            name if of_table.contains(&name) => value.is_some_and(may_read),
            _ => false,
        };
        if may { Ok(()) } else { Err(format!("`PRAGMA {name}`")) }
    }

    /// Whether a column of the schema may be read: by the engine itself while it changes it.
    fn schema(&self, column: Option<&str>) -> Option<()> {
        let may = match self.speech.verb {
            Verb::Alter | Verb::Drop => true,
            // A table may be made from a query, and that one may not ask for it.
            Verb::Create => column.is_none(),
            Verb::Other => false,
        };
        may.then_some(())
    }

    /// Tells whether a name is that of a helping object although no operation speaks.
    fn helps_in_vain(&self, table: &str) -> bool {
        (table.starts_with(PASSING) || table.starts_with(GUARD)) && !self.is_operation()
    }

    fn is_passing(&self, table: &str) -> bool {
        self.is_operation() && table.starts_with(PASSING)
    }

    /// Tells whether a table is read so that it can be made again.
    fn is_remaking(&self, table: &str) -> bool {
        self.is_operation() && (self.speech.copies || table.starts_with(PASSING))
    }

    fn keeps(&self) -> bool {
        self.identity() == Some(Identity::Keeping)
    }

    /// Tells whether this is a table of kept rows and its owner speaks.
    fn is_own_kept(&self, table: &str) -> bool {
        self.keeps() && table.starts_with(OWN)
    }

    /// Tells whether an operation carries the numbers of AUTOINCREMENT over.
    fn is_numbering(&self, table: &str) -> bool {
        table == "sqlite_sequence" && self.is_operation() && self.speech.numbers
    }

    fn is_probed(&self, table: &str) -> bool {
        matches!(&self.speech.speaker, Speaker::Probe(probed) if probed.eq_ignore_ascii_case(table))
    }

    /// Tells whether the engine, and not the text, asks for the schema of temporary objects: an ALTER looks there too.
    fn engine_looks_at_temp(&self, action: &AuthAction<'_>) -> bool {
        let table = match action {
            AuthAction::Read { table_name, .. }
            | AuthAction::Update { table_name, .. }
            | AuthAction::Delete { table_name } => table_name,
            _ => return false,
        };
        is_schema(table) && matches!(self.speech.verb, Verb::Alter | Verb::Drop)
    }
}

/// What the names of our own objects begin with.
const OWN: &str = "sandshift_";

/// The object that a name means to the reach; that of a table that is being made again is the table's.
fn object(name: &str) -> Option<ObjectName> {
    let name = name.strip_prefix(PASSING).unwrap_or(name);
    Ident::new(name).ok().map(ObjectName::bare)
}

/// Tells whether a name is one that the house keeps for itself.
pub(super) fn is_own(name: &ObjectName) -> bool {
    name.name.as_str().to_ascii_lowercase().starts_with(OWN)
}

/// Tells whether a table is one of those that the engine keeps about all others.
fn is_schema(table: &str) -> bool {
    let names = ["master", "schema", "temp_master", "temp_schema", "sequence", "stat1", "stat4"];
    table.strip_prefix("sqlite_").is_some_and(|rest| names.contains(&rest))
}

/// Tells whether a name is one of the engine's own tables or of its functions that give tables.
fn is_engines(table: &str) -> bool {
    let table = table.to_ascii_lowercase();
    ["sqlite_", "pragma_", "dbstat", "fts5vocab", "bytecode", "tables_used"]
        .iter()
        .any(|beginning| table.starts_with(beginning))
}
