//! What an operation has to be allowed.
//!
//! Every operation stands here: the compiler asks for a new one. What an operation says in SQL of its own is looked
//! at word by word (`sql_needs.rs`).

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::operation::{
    AlterColumn, Assignment, Change, HazardLevel, Operate, Operation, Permission, RestoreRows,
    UpdateRows,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::need::{Columns, Need};
use super::sql_needs::SqlNeeds;
use crate::backend::dialect::Dialect;
use crate::backend::walls::RawSql;

/// Collects what something needs.
#[derive(Debug)]
pub struct Needs<'c> {
    pub(super) sql: SqlNeeds<'c>,
    pub(super) found: Vec<Need>,
}

/// What an operation needs, given the catalog before it.
#[must_use]
pub fn of_operation(
    operation: &Operation,
    dialect: &'static dyn Dialect,
    before: &Catalog,
) -> Vec<Need> {
    let mut needs = Needs::new(dialect, before);
    needs.kind(operation, before);
    needs.objects(operation, before);
    needs.found
}

impl<'c> Needs<'c> {
    pub(super) fn new(dialect: &'static dyn Dialect, catalog: &'c Catalog) -> Self {
        Self { sql: SqlNeeds::new(dialect, catalog), found: Vec::new() }
    }

    /// The operation itself.
    fn kind(&mut self, operation: &Operation, before: &Catalog) {
        let name = operation.name();
        let loses = || operation.hazards(before).iter().any(|h| h.level == HazardLevel::Loss);
        match operation.permission() {
            // What a statement needs is asked of the statement.
            Permission::RawSql if matches!(operation, Operation::Execute(_)) => {}
            Permission::Write => self.found.push(Need::Rows(name)),
            Permission::Drop => self.found.push(Need::Destructive(name)),
            Permission::Alter if loses() => self.found.push(Need::Destructive(name)),
            Permission::Create | Permission::Alter | Permission::RawSql => {
                self.found.push(Need::Operation(name));
            }
        }
    }

    fn define(&mut self, what: &'static str, object: &ObjectName) {
        self.found.push(Need::Define(what, object.clone()));
    }

    /// Defines an object whose name has no schema.
    fn define_named(&mut self, what: &'static str, name: &Ident) {
        self.define(what, &ObjectName::bare(name.clone()));
    }

    fn table(&mut self, table: &ObjectName) {
        self.define("table", table);
    }

    fn objects(&mut self, operation: &Operation, before: &Catalog) {
        match operation {
            Operation::CreateTable(it) => self.new_table(&it.table),
            Operation::DropTable(it) => {
                self.table(&it.table);
                self.cascade(it.cascade);
            }
            Operation::RenameTable(it) => {
                self.table(&it.table);
                self.table(&it.table.sibling(it.new_name.clone()));
                // Under its new name other rights may hold for its rows.
                self.read(&it.table, Columns::All);
                self.write(&it.table, Columns::All);
            }
            Operation::SetTableComment(it) => self.table(&it.table),
            Operation::AddColumn(it) => {
                self.table(&it.table);
                self.column(&it.table, &it.column);
            }
            Operation::DropColumn(it) => {
                self.table(&it.table);
                self.write(&it.table, Columns::these([&it.column]));
            }
            Operation::RenameColumn(it) => {
                self.table(&it.table);
                let both = Columns::these([&it.column, &it.new_name]);
                self.read(&it.table, both.clone());
                self.write(&it.table, both);
            }
            Operation::AlterColumn(it) => self.altered(it),
            Operation::CreateIndex(it) => {
                self.table(&it.index.table);
                self.index(&it.index);
            }
            Operation::DropIndex(it) => self.index_of(it.table.as_ref(), &it.name, before),
            Operation::RenameIndex(it) => self.index_of(it.table.as_ref(), &it.name, before),
            Operation::AddConstraint(it) => {
                self.table(&it.table);
                self.constraint(&it.table, &it.constraint);
            }
            Operation::DropConstraint(it) => self.table(&it.table),
            Operation::RenameConstraint(it) => self.table(&it.table),
            Operation::ValidateConstraint(it) => self.table(&it.table),
            Operation::CreateEnum(it) => self.define_named("enum", &it.enum_type.name),
            Operation::AddEnumValue(it) => self.define_named("enum", &it.name),
            Operation::RenameEnumValue(it) => self.define_named("enum", &it.name),
            Operation::DropEnum(it) => self.define_named("enum", &it.name),
            Operation::CreateView(it) => {
                self.define("view", &it.view.name);
                self.found.extend(self.sql.definition(&it.view.query, "in a view"));
            }
            Operation::DropView(it) => self.define("view", &it.name),
            Operation::CreateTrigger(it) => {
                self.table(&it.trigger.table);
                self.found.extend(self.sql.definition(&it.trigger.definition, "in a trigger"));
            }
            Operation::DropTrigger(it) => self.table(&it.table),
            Operation::CreateFunction(it) => {
                self.define("function", &it.function.name);
                self.found.extend(self.sql.definition(&it.function.definition, "in a function"));
            }
            Operation::DropFunction(it) => self.define("function", &it.name),
            Operation::CreateSchema(it) => self.define_named("schema", &it.name),
            Operation::DropSchema(it) => {
                self.define_named("schema", &it.name);
                self.cascade(it.cascade);
            }
            Operation::CreateSequence(it) => {
                self.define("sequence", &it.sequence.name);
                self.native(it.sequence.native.as_deref());
            }
            Operation::DropSequence(it) => self.define("sequence", &it.name),
            Operation::CreateExtension(it) => self.define_named("extension", &it.name),
            Operation::DropExtension(it) => self.define_named("extension", &it.name),
            Operation::InsertRows(it) => self.write(&it.table, Columns::these(&it.columns)),
            Operation::UpdateRows(it) => self.updated(it),
            Operation::UpdateByKey(it) => {
                self.write(&it.table, Columns::these(&it.columns));
                self.read(&it.table, Columns::these(&it.key));
            }
            Operation::DeleteRows(it) => {
                self.write(&it.table, Columns::All);
                self.filter(&it.table, &it.filter);
            }
            Operation::RestoreRows(it) => self.restored(it),
            Operation::Execute(it) => {
                let statement = it.sql.get(self.sql.dialect_name());
                self.found.extend(statement.map(|sql| self.sql.statement(sql)).unwrap_or_default());
            }
        }
    }

    pub(super) fn read(&mut self, table: &ObjectName, columns: Columns) {
        self.found.push(Need::Read(table.clone(), columns));
    }

    pub(super) fn write(&mut self, table: &ObjectName, columns: Columns) {
        self.found.push(Need::Write(table.clone(), columns));
    }

    /// What depends on a dropped object goes as well, whosever it is.
    fn cascade(&mut self, cascades: bool) {
        self.found.extend(cascades.then_some(Need::Destructive("cascade")));
    }

    fn new_table(&mut self, table: &Table) {
        self.table(&table.name);
        table.columns.iter().for_each(|column| self.column(&table.name, column));
        table.constraints.iter().for_each(|constraint| self.constraint(&table.name, constraint));
        table.indexes.iter().for_each(|index| self.index(index));
        let options = &table.options;
        let words = [&options.engine, &options.charset, &options.collation].into_iter().flatten();
        words.for_each(|word| self.word(word, "in the options of a table"));
        options.native.iter().for_each(|native| self.native(Some(native)));
    }

    fn column(&mut self, table: &ObjectName, column: &Column) {
        self.of_type(&column.ty);
        self.default(table, column.default.as_ref());
        if let Some(generated) = &column.generated {
            self.expression(table, &generated.expression);
        }
        column.collation.iter().for_each(|name| self.word(name, "as a collation"));
        column.native.iter().for_each(|native| self.native(Some(native)));
    }

    fn default(&mut self, table: &ObjectName, default: Option<&DefaultValue>) {
        if let Some(DefaultValue::Expression(text)) = default {
            self.expression(table, text);
        }
    }

    fn of_type(&mut self, ty: &ColumnType) {
        match ty {
            ColumnType::Native(text) => {
                let text = text.get(self.sql.dialect_name()).unwrap_or_default();
                self.found.extend(self.sql.type_name(text));
            }
            ColumnType::Array(of) => self.of_type(of),
            _ => {}
        }
    }

    fn altered(&mut self, it: &AlterColumn) {
        self.table(&it.table);
        self.write(&it.table, Columns::these([&it.column]));
        if let Some(change) = &it.ty {
            self.of_type(&change.ty);
            let using = change.using.as_ref().and_then(|using| using.get(self.sql.dialect_name()));
            using.into_iter().for_each(|text| self.expression(&it.table, text));
        }
        if let Change::Set(default) = &it.default {
            self.default(&it.table, Some(default));
        }
    }

    fn index(&mut self, index: &Index) {
        for key in &index.keys {
            match &key.on {
                IndexTerm::Column(_) => {}
                IndexTerm::Expression(text) => self.expression(&index.table, text),
            }
            key.native.iter().for_each(|native| self.found.extend(self.sql.type_name(native)));
        }
        index.filter.iter().for_each(|text| self.expression(&index.table, text));
        index.method.iter().for_each(|word| self.word(word, "as the method of an index"));
    }

    /// An index that is known by its name alone belongs to the table that has it.
    fn index_of(&mut self, table: Option<&ObjectName>, name: &Ident, before: &Catalog) {
        match table.or_else(|| before.index_owner(name).map(|table| &table.name)) {
            Some(table) => self.table(table),
            None => self.define_named("index", name),
        }
    }

    fn constraint(&mut self, table: &ObjectName, constraint: &Constraint) {
        self.native(constraint.native.as_deref());
        match &constraint.body {
            ConstraintBody::PrimaryKey { .. } | ConstraintBody::Unique { .. } => {}
            ConstraintBody::Check { expression, .. } => self.expression(table, expression),
            ConstraintBody::ForeignKey(key) => self.foreign_key(table, key),
            ConstraintBody::Exclude { method, elements, filter } => {
                method.iter().for_each(|word| self.word(word, "as the method of a constraint"));
                elements.iter().for_each(|element| self.expression(table, &element.expression));
                filter.iter().for_each(|text| self.expression(table, text));
            }
        }
    }

    /// A foreign key tells whether a row is there, and holds rows of the other table.
    fn foreign_key(&mut self, table: &ObjectName, key: &ForeignKey) {
        if key.references != *table {
            self.read(&key.references, Columns::these(&key.referred_columns));
        }
        key.match_type.iter().for_each(|word| self.word(word, "in a foreign key"));
    }

    fn updated(&mut self, it: &UpdateRows) {
        self.write(&it.table, Columns::these(it.set.iter().map(|(column, _)| column)));
        for (_, assignment) in &it.set {
            if let Assignment::Expression(text) = assignment {
                let text = text.get(self.sql.dialect_name()).unwrap_or_default();
                self.expression(&it.table, text);
            }
        }
        self.filter(&it.table, &it.filter);
    }

    /// No language has a word for this: it is the host's own, on the way back.
    fn restored(&mut self, it: &RestoreRows) {
        self.found.push(Need::Never("put rows back that the host has kept".to_owned()));
        self.write(&it.table, Columns::these(&it.columns));
    }

    pub(super) fn expression(&mut self, table: &ObjectName, text: &str) {
        self.found.extend(self.sql.expression(table, text));
    }

    fn word(&mut self, word: &str, what: &str) {
        if !word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.found.push(Need::Sql(RawSql::Ddl, what.to_owned()));
        }
    }

    /// Clauses that only one database knows may say anything, such as where its files are.
    fn native(&mut self, text: Option<&str>) {
        if text.is_some() {
            self.found.push(Need::Sql(
                RawSql::Ddl,
                "in a clause that only this database knows".to_owned(),
            ));
        }
    }
}
