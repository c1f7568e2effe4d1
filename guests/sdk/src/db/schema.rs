//! The operations without options, by their names in scripts.

use super::{
    ColumnSpec, Constraint, Db, IndexKey, ObjectName, Operation, TableSpec, operation as o,
};
use crate::Index;

impl Db {
    /// Makes a table.
    pub fn create_table(&self, table: TableSpec) {
        self.apply(o::create_table(table));
    }

    /// Drops a table with its rows.
    pub fn drop_table(&self, table: impl Into<ObjectName>) {
        self.apply(o::drop_table(table));
    }

    /// Gives a table another name.
    pub fn rename_table(&self, table: impl Into<ObjectName>, new_name: impl Into<String>) {
        self.apply(o::rename_table(table, new_name));
    }

    /// Sets the comment of a table.
    pub fn create_table_comment(&self, table: impl Into<ObjectName>, comment: &str) {
        self.apply(o::set_table_comment(table, Some(comment)));
    }

    /// Removes the comment of a table.
    pub fn drop_table_comment(&self, table: impl Into<ObjectName>) {
        self.apply(o::set_table_comment(table, None));
    }

    /// Adds a column, then the constraints and the index that stand behind it.
    pub fn add_column(&self, table: impl Into<ObjectName>, column: ColumnSpec) {
        let table = table.into();
        let key: Option<Constraint> = column.own_primary_key();
        let constraints = key.into_iter().chain(column.constraints());
        let mut behind: Vec<Operation> =
            constraints.map(|one| o::add_constraint(&table, one).into()).collect();
        behind.extend(column.own_index().map(|index: Index| {
            let (concurrently, if_not_exists) = (false, false);
            let table = table.clone();
            o::CreateIndex { table, index, concurrently, if_not_exists }.into()
        }));
        self.apply(o::add_column(table, column));
        behind.into_iter().for_each(|operation| {
            self.apply(operation);
        });
    }

    /// Drops a column with its values.
    pub fn drop_column(&self, table: impl Into<ObjectName>, column: impl Into<String>) {
        self.apply(o::drop_column(table, column));
    }

    /// Gives a column another name.
    pub fn rename_column(
        &self,
        table: impl Into<ObjectName>,
        column: impl Into<String>,
        new_name: impl Into<String>,
    ) {
        self.apply(o::rename_column(table, column, new_name));
    }

    /// Makes an index over these keys.
    pub fn create_index<K: Into<IndexKey>>(
        &self,
        name: impl Into<String>,
        table: impl Into<ObjectName>,
        keys: impl IntoIterator<Item = K>,
    ) {
        self.apply(o::create_index(name, table, keys));
    }

    /// Drops an index of a table.
    pub fn drop_index(&self, name: impl Into<String>, table: impl Into<ObjectName>) {
        self.apply(o::drop_index(name).on(table));
    }

    /// Gives an index of a table another name.
    pub fn rename_index(
        &self,
        name: impl Into<String>,
        new_name: impl Into<String>,
        table: impl Into<ObjectName>,
    ) {
        self.apply(o::rename_index(name, new_name).on(table));
    }

    /// Adds a constraint: `db.add_constraint("t", unique(["a"]).named("uq_t_a"))`.
    pub fn add_constraint(&self, table: impl Into<ObjectName>, constraint: Constraint) {
        self.apply(o::add_constraint(table, constraint));
    }

    /// Drops a constraint.
    pub fn drop_constraint(&self, name: impl Into<String>, table: impl Into<ObjectName>) {
        self.apply(o::drop_constraint(name, table));
    }

    /// Gives a constraint another name.
    pub fn rename_constraint(
        &self,
        table: impl Into<ObjectName>,
        name: impl Into<String>,
        new_name: impl Into<String>,
    ) {
        self.apply(o::rename_constraint(table, name, new_name));
    }

    /// Checks existing rows against a constraint that was added as not valid.
    pub fn validate_constraint(&self, name: impl Into<String>, table: impl Into<ObjectName>) {
        self.apply(o::validate_constraint(name, table));
    }

    /// Makes an enum.
    pub fn create_enum<S: Into<String>>(
        &self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) {
        self.apply(o::create_enum(name, values));
    }

    /// Adds a value at the end of an enum.
    pub fn add_enum_value(&self, name: impl Into<String>, value: impl Into<String>) {
        self.apply(o::add_enum_value(name, value));
    }

    /// Gives a value of an enum another name.
    pub fn rename_enum_value(
        &self,
        name: impl Into<String>,
        value: impl Into<String>,
        new_value: impl Into<String>,
    ) {
        self.apply(o::rename_enum_value(name, value, new_value));
    }

    /// Drops an enum.
    pub fn drop_enum(&self, name: impl Into<String>) {
        self.apply(o::drop_enum(name));
    }

    /// Makes a view from its query.
    pub fn create_view(&self, name: impl Into<ObjectName>, query: impl Into<String>) {
        self.apply(o::create_view(name, query));
    }

    /// Makes a view in the place of one of this name.
    pub fn create_or_replace_view(&self, name: impl Into<ObjectName>, query: impl Into<String>) {
        self.apply(o::create_view(name, query).or_replace());
    }

    /// Drops a view.
    pub fn drop_view(&self, name: impl Into<ObjectName>) {
        self.apply(o::drop_view(name));
    }

    /// Makes a trigger from its whole statement.
    pub fn create_trigger(
        &self,
        name: impl Into<String>,
        table: impl Into<ObjectName>,
        definition: impl Into<String>,
    ) {
        self.apply(o::create_trigger(name, table, definition));
    }

    /// Drops a trigger.
    pub fn drop_trigger(&self, name: impl Into<String>, table: impl Into<ObjectName>) {
        self.apply(o::drop_trigger(name, table));
    }

    /// Makes a function from its whole statement.
    pub fn create_function(&self, name: impl Into<ObjectName>, definition: impl Into<String>) {
        self.apply(o::create_function(name, definition));
    }

    /// Drops a function.
    pub fn drop_function(&self, name: impl Into<ObjectName>) {
        self.apply(o::drop_function(name));
    }

    /// Makes a schema (PostgreSQL).
    pub fn create_schema(&self, name: impl Into<String>) {
        self.apply(o::create_schema(name));
    }

    /// Drops a schema (PostgreSQL).
    pub fn drop_schema(&self, name: impl Into<String>) {
        self.apply(o::drop_schema(name));
    }

    /// Makes a sequence.
    pub fn create_sequence(&self, name: impl Into<ObjectName>) {
        self.apply(o::create_sequence(name));
    }

    /// Drops a sequence.
    pub fn drop_sequence(&self, name: impl Into<ObjectName>) {
        self.apply(o::drop_sequence(name));
    }

    /// Installs an extension (PostgreSQL).
    pub fn create_extension(&self, name: impl Into<String>) {
        self.apply(o::create_extension(name));
    }

    /// Removes an extension (PostgreSQL).
    pub fn drop_extension(&self, name: impl Into<String>) {
        self.apply(o::drop_extension(name));
    }
}
