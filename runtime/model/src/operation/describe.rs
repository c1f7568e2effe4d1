//! Operations in one line for people.

use super::{AddConstraint, AlterColumn, Change, CreateIndex, Operation};
use crate::constraint::ConstraintKind;
use crate::index::IndexTerm;
use crate::types::PerDialect;

/// The characters of raw SQL that a line shows.
const SQL_CHARACTERS: usize = 60;

impl Operation {
    /// The operation in one line, such as ``add column `persons.email` ``.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::CreateTable(o) => {
                let columns = counted(o.table.columns.len(), "column");
                format!("create table `{}` with {columns}", o.table.name)
            }
            Self::DropTable(o) => format!("drop table `{}`", o.table),
            Self::RenameTable(o) => format!("rename table `{}` to `{}`", o.table, o.new_name),
            Self::SetTableComment(o) => match &o.comment {
                Some(_) => format!("set the comment of table `{}`", o.table),
                None => format!("remove the comment of table `{}`", o.table),
            },
            Self::AddColumn(o) => format!("add column `{}.{}`", o.table, o.column.name),
            Self::DropColumn(o) => format!("drop column `{}.{}`", o.table, o.column),
            Self::RenameColumn(o) => {
                format!("rename column `{}.{}` to `{}`", o.table, o.column, o.new_name)
            }
            Self::AlterColumn(o) => alter(o),
            Self::CreateIndex(o) => create_index(o),
            Self::DropIndex(o) => format!("drop index `{}`", o.name),
            Self::RenameIndex(o) => format!("rename index `{}` to `{}`", o.name, o.new_name),
            Self::AddConstraint(o) => add_constraint(o),
            Self::DropConstraint(o) => format!("drop constraint `{}` of `{}`", o.name, o.table),
            Self::RenameConstraint(o) => {
                format!("rename constraint `{}` of `{}` to `{}`", o.name, o.table, o.new_name)
            }
            Self::ValidateConstraint(o) => {
                format!("validate constraint `{}` of `{}`", o.name, o.table)
            }
            Self::CreateEnum(o) => {
                let values = counted(o.enum_type.values.len(), "value");
                format!("create enum `{}` with {values}", o.enum_type.name)
            }
            Self::AddEnumValue(o) => format!("add value `{}` to enum `{}`", o.value, o.name),
            Self::RenameEnumValue(o) => {
                format!("rename value `{}` of enum `{}` to `{}`", o.value, o.name, o.new_value)
            }
            Self::DropEnum(o) => format!("drop enum `{}`", o.name),
            Self::CreateView(o) => format!("{} view `{}`", make(o.or_replace), o.view.name),
            Self::DropView(o) => format!("drop view `{}`", o.name),
            Self::CreateTrigger(o) => {
                let (name, table) = (&o.trigger.name, &o.trigger.table);
                format!("{} trigger `{name}` on `{table}`", make(o.or_replace))
            }
            Self::DropTrigger(o) => format!("drop trigger `{}` of `{}`", o.name, o.table),
            Self::CreateFunction(o) => {
                let what = routine(o.function.procedure);
                format!("{} {what} `{}`", make(o.or_replace), o.function.name)
            }
            Self::DropFunction(o) => format!("drop {} `{}`", routine(o.procedure), o.name),
            Self::CreateSchema(o) => format!("create schema `{}`", o.name),
            Self::DropSchema(o) => format!("drop schema `{}`", o.name),
            Self::CreateSequence(o) => format!("create sequence `{}`", o.sequence.name),
            Self::DropSequence(o) => format!("drop sequence `{}`", o.name),
            Self::CreateExtension(o) => format!("create extension `{}`", o.name),
            Self::DropExtension(o) => format!("drop extension `{}`", o.name),
            Self::InsertRows(o) => {
                format!("insert {} into `{}`", counted(o.rows.len(), "row"), o.table)
            }
            Self::UpdateRows(o) => format!("update rows of `{}`", o.table),
            Self::UpdateByKey(o) => {
                format!("update {} of `{}` by key", counted(o.rows.len(), "row"), o.table)
            }
            Self::DeleteRows(o) => match super::fit::is_every_row(&o.filter) {
                true => format!("delete every row of `{}`", o.table),
                false => format!("delete rows of `{}`", o.table),
            },
            Self::RestoreRows(o) => format!("restore rows of `{}`", o.table),
            Self::Execute(o) => format!("run `{}`", first_words(&o.sql)),
        }
    }
}

fn alter(o: &AlterColumn) -> String {
    let mut changes = Vec::new();
    changes.extend(o.ty.as_ref().map(|change| format!("type {}", change.ty)));
    changes.extend(o.nullable.map(|n| if n { "nullable" } else { "not null" }.to_owned()));
    changes.extend(facet(&o.default, "default"));
    changes.extend(facet(&o.comment, "comment"));
    changes.extend(facet(&o.identity, "identity"));
    let changes = if changes.is_empty() { "no change".to_owned() } else { changes.join(", ") };
    format!("alter column `{}.{}`: {changes}", o.table, o.column)
}

fn facet<T>(change: &Change<T>, what: &str) -> Option<String> {
    match change {
        Change::Unchanged => None,
        Change::Remove => Some(format!("no {what}")),
        Change::Set(_) => Some(format!("new {what}")),
    }
}

fn create_index(o: &CreateIndex) -> String {
    let unique = if o.index.unique { "unique " } else { "" };
    let name = o.index.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
    let keys: Vec<&str> = o
        .index
        .keys
        .iter()
        .map(|key| match &key.on {
            IndexTerm::Column(column) => column.as_str(),
            IndexTerm::Expression(text) => text,
        })
        .collect();
    one_line(&format!("create {unique}index{name} on `{} ({})`", o.index.table, keys.join(", ")))
}

fn add_constraint(o: &AddConstraint) -> String {
    let what = match o.constraint.body.kind() {
        ConstraintKind::PrimaryKey => "primary key",
        ConstraintKind::Unique => "unique constraint",
        ConstraintKind::Check => "check constraint",
        ConstraintKind::ForeignKey => "foreign key",
        ConstraintKind::Exclude => "exclude constraint",
    };
    let name = o.constraint.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
    format!("add {what}{name} to `{}`", o.table)
}

fn make(or_replace: bool) -> &'static str {
    if or_replace { "create or replace" } else { "create" }
}

fn routine(procedure: bool) -> &'static str {
    if procedure { "procedure" } else { "function" }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn first_words(sql: &PerDialect) -> String {
    let text = sql.generic.as_ref().or_else(|| sql.variants.values().next());
    let text = one_line(text.map_or("", String::as_str));
    match text.char_indices().nth(SQL_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
