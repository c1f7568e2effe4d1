//! What follows when a table, a column or a value of an enum gets another name.

use crate::catalog::Catalog;
use crate::column::DefaultValue;
use crate::constraint::ConstraintBody;
use crate::definition::{keys_of, owner_renamed, table_renamed};
use crate::dependents::enum_of;
use crate::following::Moved;
use crate::ident::{Ident, ObjectName};
use crate::index::{Index, IndexTerm};
use crate::mentions::{rename, rename_qualifier};
use crate::table::Table;
use crate::value::Value;

impl Catalog {
    /// Moves a table to another name, with everything that names it; nothing when it is missing.
    pub(crate) fn move_table(&mut self, from: &ObjectName, new_name: &Ident) {
        let to = from.sibling(new_name.clone());
        let Some(mut table) = self.tables.remove(from) else { return };
        table.name = to.clone();
        for index in &mut table.indexes {
            index.table = to.clone();
            change(&mut index.native, |text| owner_renamed(text, from, new_name));
        }
        table.each_expression(|text| *text = rename_qualifier(text, &from.name, new_name));
        self.tables.insert(to.clone(), table);
        for other in self.tables.values_mut() {
            for constraint in &mut other.constraints {
                if let ConstraintBody::ForeignKey(key) = &mut constraint.body
                    && key.references == *from
                {
                    key.references = to.clone();
                }
            }
        }
        let triggers = std::mem::take(&mut self.triggers);
        for ((table, name), mut trigger) in triggers {
            if table == *from {
                trigger.definition = owner_renamed(&trigger.definition, from, new_name);
                trigger.table = to.clone();
            } else {
                trigger.definition = table_renamed(&trigger.definition, from, new_name);
            }
            self.triggers.insert((trigger.table.clone(), name), trigger);
        }
        for view in self.views.values_mut() {
            view.query = table_renamed(&view.query, from, new_name);
        }
    }

    /// Gives a column another name, with everything that names it; nothing when it is missing.
    pub(crate) fn move_column(&mut self, name: &ObjectName, column: &Ident, new_name: &Ident) {
        let Some(before) = self.tables.get(name).cloned() else { return };
        let Some(position) = before.position(column) else { return };
        let is_it = |name: &str| before.position_of(name) == Some(position);
        self.move_in_programs(name, column, new_name);
        for (other_name, table) in &mut self.tables {
            let own = other_name == name;
            if own {
                table.columns[position].name = new_name.clone();
                table.each_expression(|text| *text = rename(text, is_it, new_name));
                table.indexes.iter_mut().for_each(|index| move_key(index, is_it, new_name));
            }
            for constraint in &mut table.constraints {
                match &mut constraint.body {
                    ConstraintBody::PrimaryKey { columns }
                    | ConstraintBody::Unique { columns, .. }
                        if own =>
                    {
                        move_in(columns, is_it, new_name);
                    }
                    ConstraintBody::ForeignKey(key) => {
                        if own {
                            move_in(&mut key.columns, is_it, new_name);
                        }
                        if key.references == *name {
                            move_in(&mut key.referred_columns, is_it, new_name);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Lets views and triggers follow a column that is still there under its old name.
    fn move_in_programs(&mut self, table: &ObjectName, column: &Ident, new_name: &Ident) {
        let (mut views, mut triggers) =
            (std::mem::take(&mut self.views), std::mem::take(&mut self.triggers));
        let moved = Moved { catalog: self, table, column, new_name };
        views.values_mut().for_each(|view| view.query = moved.in_query(&view.query));
        for trigger in triggers.values_mut() {
            trigger.definition = moved.in_trigger(&trigger.definition, &trigger.table);
        }
        (self.views, self.triggers) = (views, triggers);
    }

    /// Gives a value of an enum another name, also where it is a column's default.
    pub(crate) fn move_enum_value(&mut self, name: &Ident, value: &str, new_value: &str) {
        if let Some(known) = self.enums.get_mut(name) {
            known.values.iter_mut().filter(|v| *v == value).for_each(|v| *v = new_value.to_owned());
        }
        let columns = self.tables.values_mut().flat_map(|table| &mut table.columns);
        for column in columns.filter(|column| enum_of(&column.ty) == Some(name)) {
            if let Some(DefaultValue::Literal(Value::Text(text))) = &mut column.default
                && text == value
            {
                *text = new_value.to_owned();
            }
        }
    }
}

impl Table {
    /// Hands out every expression that may name a column of this table.
    fn each_expression(&mut self, mut change: impl FnMut(&mut String)) {
        for column in &mut self.columns {
            if let Some(generated) = &mut column.generated {
                change(&mut generated.expression);
            }
            if let Some(DefaultValue::Expression(text)) = &mut column.default {
                change(text);
            }
        }
        for constraint in &mut self.constraints {
            match &mut constraint.body {
                ConstraintBody::Check { expression, .. } => change(expression),
                ConstraintBody::Exclude { elements, filter, .. } => {
                    elements.iter_mut().for_each(|e| change(&mut e.expression));
                    filter.iter_mut().for_each(&mut change);
                }
                _ => {}
            }
        }
        for index in &mut self.indexes {
            index.filter.iter_mut().for_each(&mut change);
            for key in &mut index.keys {
                if let IndexTerm::Expression(text) = &mut key.on {
                    change(text);
                }
            }
        }
    }
}

fn move_key(index: &mut Index, is_it: impl Fn(&str) -> bool, new_name: &Ident) {
    for key in &mut index.keys {
        if let IndexTerm::Column(column) = &mut key.on
            && is_it(column.as_str())
        {
            *column = new_name.clone();
        }
    }
    move_in(&mut index.include, &is_it, new_name);
    change(&mut index.native, |text| {
        let (head, keys) = keys_of(text);
        format!("{head}{}", rename(keys, &is_it, new_name))
    });
}

fn move_in(columns: &mut [Ident], is_it: impl Fn(&str) -> bool, new_name: &Ident) {
    columns.iter_mut().filter(|c| is_it(c.as_str())).for_each(|c| *c = new_name.clone());
}

fn change(text: &mut Option<String>, new: impl FnOnce(&str) -> String) {
    if let Some(text) = text {
        *text = new(text);
    }
}
