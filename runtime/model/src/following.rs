//! Views and triggers as they read after a rename of a column.
//!
//! SQLite and PostgreSQL rewrite the stored texts with a parser. Here names are followed token by
//! token: `table.column`, `alias.column`, `NEW.column`, and a bare column where only one table that
//! the statement names has it.

use crate::catalog::Catalog;
use crate::definition::tables_named;
use crate::ident::{Ident, ObjectName};
use crate::mentions::{columns_of_statement, respell};
use crate::token::{Kind, Token, tokens};

/// A column that gets another name, in the catalog before.
pub(crate) struct Moved<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) table: &'a ObjectName,
    pub(crate) column: &'a Ident,
    pub(crate) new_name: &'a Ident,
}

/// A table that a statement names, and what it is called there.
struct Named<'a> {
    table: &'a ObjectName,
    called: Vec<String>,
}

impl Moved<'_> {
    /// The query of a view.
    pub(crate) fn in_query(&self, query: &str) -> String {
        let tokens = tokens(query);
        let hits = self.hits(&tokens, 0..tokens.len(), false);
        respell(&tokens, &hits, self.new_name)
    }

    /// The definition of a trigger of a table.
    pub(crate) fn in_trigger(&self, definition: &str, owner: &ObjectName) -> String {
        let tokens = tokens(definition);
        let own = owner == self.table;
        let head = tokens.iter().position(|t| t.is("row") || t.is("begin") || t.is("when"));
        let head = head.unwrap_or(tokens.len());
        let mut hits = Vec::new();
        if own {
            hits.extend(self.listed(&tokens[..head]));
        }
        let mut start = head;
        for end in head..=tokens.len() {
            let ends = tokens.get(end).is_none_or(|t| {
                t.kind == Kind::Symbol(';') || t.is("begin") || t.is("then") || t.is("else")
            });
            if ends {
                hits.extend(self.hits(&tokens, start..end, own));
                start = end;
            }
        }
        hits.sort_unstable();
        respell(&tokens, &hits, self.new_name)
    }

    /// The places of the column in `UPDATE OF a, b ON`.
    fn listed(&self, head: &[Token<'_>]) -> Vec<usize> {
        let Some(of) = head.iter().position(|t| t.is("of")) else { return Vec::new() };
        let on = head.iter().skip(of).position(|t| t.is("on")).map_or(head.len(), |on| of + on);
        (of + 1..on).filter(|at| self.is_it(&head[*at])).collect()
    }

    /// The places of the column in one statement; `own` when `NEW` and `OLD` are rows of its table.
    fn hits(&self, all: &[Token<'_>], part: std::ops::Range<usize>, own: bool) -> Vec<usize> {
        let (start, tokens) = (part.start, &all[part]);
        let named = self.named(tokens);
        let bare = self.is_clear(&named);
        let means = |qualifier: &str| {
            let row = ["new", "old"].iter().any(|row| qualifier.eq_ignore_ascii_case(row));
            let here = |one: &Named<'_>| {
                one.table == self.table
                    && one.called.iter().any(|name| name.eq_ignore_ascii_case(qualifier))
            };
            (own && row) || named.iter().any(here)
        };
        columns_of_statement(tokens)
            .into_iter()
            .filter(|(at, qualifier)| {
                self.is_it(&tokens[*at]) && qualifier.as_deref().map_or(bare, means)
            })
            .map(|(at, _)| start + at)
            .collect()
    }

    /// Tells whether a bare name of the column can only mean this table's.
    fn is_clear(&self, named: &[Named<'_>]) -> bool {
        let has = |one: &Named<'_>| {
            self.catalog.tables.get(one.table).is_some_and(|t| t.column(self.column).is_some())
        };
        named.iter().any(|one| one.table == self.table)
            && !named.iter().any(|one| one.table != self.table && has(one))
    }

    fn named(&self, tokens: &[Token<'_>]) -> Vec<Named<'_>> {
        let tables = self.catalog.tables.keys();
        let named = tables.filter_map(|table| {
            let aliases = tables_named(tokens, table);
            let mut called = vec![table.name.to_string()];
            let stands = !aliases.is_empty();
            called.extend(aliases.into_iter().flatten());
            stands.then_some(Named { table, called })
        });
        named.collect()
    }

    fn is_it(&self, token: &Token<'_>) -> bool {
        matches!(token.kind, Kind::Word | Kind::Quoted)
            && token.name().eq_ignore_ascii_case(self.column.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Column;
    use crate::table::Table;
    use crate::types::ColumnType;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    /// Renames `persons.name` to `first`, beside a table that has a `name` as well.
    fn follow(text: &str, trigger_of: Option<&str>) -> String {
        let mut catalog = Catalog::default();
        for (table, columns) in
            [("persons", ["id", "name"]), ("pets", ["id", "name"]), ("notes", ["id", "note"])]
        {
            let mut table = Table::new(ObjectName::bare(ident(table)));
            table.columns = columns.map(|c| Column::new(ident(c), ColumnType::Text)).to_vec();
            catalog.tables.insert(table.name.clone(), table.into());
        }
        let (table, column) = (ObjectName::bare(ident("persons")), ident("name"));
        let new_name = ident("first");
        let moved =
            Moved { catalog: &catalog, table: &table, column: &column, new_name: &new_name };
        match trigger_of {
            None => moved.in_query(text),
            Some(owner) => moved.in_trigger(text, &ObjectName::bare(ident(owner))),
        }
    }

    #[test]
    fn a_bare_name_follows_where_one_table_has_it() {
        assert_eq!(
            follow("SELECT name AS name, 'name' FROM persons ORDER BY name", None),
            "SELECT first AS name, 'name' FROM persons ORDER BY first"
        );
        let other = "SELECT name FROM pets";
        assert_eq!(follow(other, None), other);
    }

    #[test]
    fn a_qualified_name_follows_its_table_and_its_alias() {
        assert_eq!(
            follow("SELECT p.name, q.name FROM persons p JOIN pets AS q ON q.id = p.id", None),
            "SELECT p.first, q.name FROM persons p JOIN pets AS q ON q.id = p.id"
        );
        assert_eq!(
            follow("SELECT \"persons\".\"name\" FROM \"persons\", pets", None),
            "SELECT \"persons\".\"first\" FROM \"persons\", pets"
        );
    }

    #[test]
    fn a_trigger_follows_in_its_head_its_rows_and_its_statements() {
        let trigger = "CREATE TRIGGER t AFTER UPDATE OF id, name ON persons FOR EACH ROW BEGIN \
                       INSERT INTO pets (name) VALUES (NEW.name); \
                       UPDATE persons SET name = OLD.name WHERE name = 'a'; END";
        let renamed = "CREATE TRIGGER t AFTER UPDATE OF id, first ON persons FOR EACH ROW BEGIN \
                       INSERT INTO pets (name) VALUES (NEW.first); \
                       UPDATE persons SET first = OLD.first WHERE first = 'a'; END";
        assert_eq!(follow(trigger, Some("persons")), renamed);
        let other = "CREATE TRIGGER t AFTER INSERT ON pets FOR EACH ROW BEGIN \
                     INSERT INTO notes (note) VALUES (NEW.name); END";
        assert_eq!(follow(other, Some("pets")), other);
    }
}
