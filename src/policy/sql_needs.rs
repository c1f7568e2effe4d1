//! What SQL in the database's own words has to be allowed.
//!
//! Nothing is taken apart by its grammar: each name in a text that is that of a table is taken for it, and a
//! text that cannot be told apart is never allowed. So a statement may need more than it uses, and never less.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};

use super::need::{Columns, Need};
use crate::backend::dialect::Dialect;
use crate::backend::lexis::Lexis;
use crate::backend::mentioned::{Mentioned, mentioned};
use crate::backend::statement_class::Class;
use crate::backend::walls::RawSql;

/// Words of statements on the schema that lead beyond the object at hand.
const FAR: &[&str] = &[
    "attach",
    "cascade",
    "detach",
    "directory",
    "disable",
    "enable",
    "inherit",
    "owner",
    "partition",
    "rename",
    "schema",
    "security",
    "tablespace",
    "temp",
    "temporary",
];

/// What texts of SQL need on one database.
pub struct SqlNeeds<'c> {
    name: &'static str,
    lexis: &'static Lexis,
    classify: Box<dyn Fn(&str) -> Class>,
    catalog: &'c Catalog,
}

impl std::fmt::Debug for SqlNeeds<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlNeeds").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'c> SqlNeeds<'c> {
    pub(super) fn new(dialect: &'static dyn Dialect, catalog: &'c Catalog) -> Self {
        let classify = Box::new(|sql: &str| dialect.classify(sql));
        Self { name: dialect.name(), lexis: dialect.lexis(), classify, catalog }
    }

    pub(super) fn dialect_name(&self) -> &'static str {
        self.name
    }

    /// An expression over the columns of one table.
    pub(super) fn expression(&self, table: &ObjectName, text: &str) -> Vec<Need> {
        let found = match self.read(text) {
            Ok(found) => found,
            Err(never) => return vec![never],
        };
        let mut needs = functions(&found);
        if found.queries {
            needs.push(Need::Sql(RawSql::Select, format!("in an expression over `{table}`")));
            needs
                .extend(self.tables(&found).into_iter().map(|name| Need::Read(name, Columns::All)));
        }
        if let Some(known) = self.catalog.tables.get(table) {
            let named = |name: &&Ident| found.names.contains(&name.as_str().to_lowercase());
            let columns = known.columns.iter().map(|column| &column.name).filter(named);
            needs.push(Need::Read(table.clone(), Columns::these(columns)));
        }
        needs
    }

    /// The definition of a view, a trigger or a function.
    pub(super) fn definition(&self, text: &str, why: &str) -> Vec<Need> {
        let found = match self.read(text) {
            Ok(found) => found,
            Err(never) => return vec![never],
        };
        let mut needs = vec![Need::Sql(RawSql::Ddl, why.to_owned())];
        needs.extend(functions(&found));
        let writes = ["insert", "update", "delete", "replace", "merge", "truncate", "execute"]
            .iter()
            .any(|word| found.names.contains(*word));
        for table in self.tables(&found) {
            needs.push(Need::Read(table.clone(), Columns::All));
            needs.extend(writes.then_some(Need::Write(table, Columns::All)));
        }
        needs
    }

    /// A type, or what stands behind the column of an index.
    pub(super) fn type_name(&self, text: &str) -> Vec<Need> {
        let is_plain =
            self.read(text).is_ok_and(|found| !found.queries && found.functions.is_empty());
        let letters = |c: char| c.is_alphanumeric() || " _(),'\"[]".contains(c);
        if is_plain && text.chars().all(letters) {
            return Vec::new();
        }
        vec![Need::Sql(RawSql::Ddl, "in a type".to_owned())]
    }

    /// A statement.
    pub(super) fn statement(&self, sql: &str) -> Vec<Need> {
        let found = match self.read(sql) {
            Ok(found) => found,
            Err(never) => return vec![never],
        };
        let mut needs = functions(&found);
        match (self.classify)(sql) {
            Class::Empty => {}
            Class::Read if found.names.contains("into") => {
                needs.push(Need::Never("`SELECT … INTO` makes a table or a file".to_owned()));
            }
            Class::Read => {
                needs.push(Need::Sql(RawSql::Select, "that reads".to_owned()));
                needs.extend(self.tables(&found).into_iter().map(|t| Need::Read(t, Columns::All)));
            }
            Class::Write => {
                needs.push(Need::Sql(RawSql::Dml, "that changes rows".to_owned()));
                self.writes(&found, &mut needs);
            }
            Class::Ddl | Class::RefusesTransaction(_) => {
                needs.push(Need::Sql(RawSql::Ddl, "that changes the schema".to_owned()));
                self.schema(&found, &mut needs);
            }
            Class::Session => needs.push(never(&found, "changes the session, which is the host's")),
            Class::Transaction(_) => needs.push(never(&found, "is transaction control")),
            Class::Other => needs.push(never(&found, "is none of which it is known what it does")),
        }
        needs
    }

    fn writes(&self, found: &Mentioned, needs: &mut Vec<Need>) {
        if let Some("truncate") = found.begins.first().map(String::as_str) {
            needs.push(Need::Destructive("truncate"));
        }
        for table in self.tables(found) {
            let name = table.name.as_str().to_lowercase();
            let is_written = found.target.as_ref().is_none_or(|target| *target == name);
            needs.push(Need::Read(table.clone(), Columns::All));
            needs.extend(is_written.then_some(Need::Write(table, Columns::All)));
        }
    }

    fn schema(&self, found: &Mentioned, needs: &mut Vec<Need>) {
        if let Some(far) = FAR.iter().find(|word| found.names.contains(**word)) {
            needs.push(Need::Never(format!("`{far}` in a statement on the schema leads too far")));
            return;
        }
        let words: Vec<&str> = found.begins.iter().map(String::as_str).collect();
        let Some(kind) = kind(&words, found.names.contains("drop")) else {
            needs.push(never(found, "is none that a grant can allow"));
            return;
        };
        needs.push(kind.clone());
        if let Some((what, schema, name)) = &found.made
            && what != "index"
        {
            needs.push(defined(schema.as_deref(), name));
        }
        // What is made from others reads them; everything else changes what it names.
        let reads =
            matches!(words.as_slice(), ["create", ..]) && kind != Need::Operation("create_index");
        for table in self.tables(found) {
            needs.push(match reads {
                true => Need::Read(table, Columns::All),
                false => Need::Define("table", table),
            });
        }
    }

    /// The tables and views of the database that a text may speak of.
    fn tables(&self, found: &Mentioned) -> Vec<ObjectName> {
        let speaks = |name: &Ident| found.names.contains(&name.as_str().to_lowercase());
        let is_spoken_of = |name: &&ObjectName| {
            let schema = name.schema.as_ref();
            speaks(&name.name) && schema.is_none_or(|s| speaks(s) || s.as_str() == "public")
        };
        let all = self.catalog.tables.keys().chain(self.catalog.views.keys());
        let mut tables: Vec<ObjectName> = all.filter(is_spoken_of).cloned().collect();
        tables.extend(self.elsewhere(found));
        tables
    }

    /// Tables of other databases, which the catalog does not know where each database is one of its own.
    fn elsewhere(&self, found: &Mentioned) -> Vec<ObjectName> {
        if self.name != "mysql" {
            return Vec::new();
        }
        let named = |(schema, name): &(String, String)| {
            let schema = Some(Ident::new(schema.as_str()).ok()?);
            Some(ObjectName { schema, name: Ident::new(name.as_str()).ok()? })
        };
        found.qualified.iter().filter_map(named).collect()
    }

    fn read(&self, text: &str) -> Result<Mentioned, Need> {
        let found = mentioned(text, self.lexis)
            .ok_or_else(|| Need::Never("SQL whose words cannot be told apart".to_owned()))?;
        match found.odd {
            Some(odd) => Err(Need::Never(format!("SQL that is not for migrations: {odd}"))),
            None => Ok(found),
        }
    }
}

fn functions(found: &Mentioned) -> Vec<Need> {
    // What an INSERT or a statement on the schema puts in brackets behind the name of a table is no argument.
    let made = found.made.as_ref().map(|(_, _, name)| name.to_lowercase());
    let is_table =
        |name: &&String| found.target.as_ref() == Some(*name) || made.as_ref() == Some(*name);
    found.functions.iter().filter(|name| !is_table(name)).cloned().map(Need::Function).collect()
}

fn never(found: &Mentioned, why: &str) -> Need {
    let words =
        found.begins.iter().take(2).map(|word| word.to_uppercase()).collect::<Vec<_>>().join(" ");
    Need::Never(format!("the statement `{words} …` {why}"))
}

fn defined(schema: Option<&str>, name: &str) -> Need {
    let ident = |text: &str| Ident::new(text).ok();
    match ident(name) {
        Some(name) => Need::Define("table", ObjectName { schema: schema.and_then(ident), name }),
        None => Need::Never("a name that no database can have".to_owned()),
    }
}

/// The operation that a statement on the schema comes next to.
fn kind(words: &[&str], drops: bool) -> Option<Need> {
    let [verb, rest @ ..] = words else { return None };
    let what =
        rest.iter().find(|word| !["unique", "or", "replace", "materialized"].contains(*word))?;
    Some(match (*verb, *what) {
        ("create", "table") if rest.contains(&"replace") => Need::Destructive("drop_table"),
        ("create", "table") => Need::Operation("create_table"),
        ("create", "index") => Need::Operation("create_index"),
        ("create", "view") => Need::Operation("create_view"),
        ("create", "sequence") => Need::Operation("create_sequence"),
        ("alter", "table") if drops => Need::Destructive("alter_table"),
        ("alter", "table") => Need::Operation("alter_table"),
        ("drop", "table") => Need::Destructive("drop_table"),
        ("drop", "index") => Need::Destructive("drop_index"),
        ("drop", "view") => Need::Destructive("drop_view"),
        ("truncate", _) => Need::Destructive("truncate"),
        _ => return None,
    })
}
