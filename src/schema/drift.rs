//! What differs between a schema as it should be and as it is, object by object, in words.
//!
//! [`super::diff`] decides whether something differs, and how to get from one to the other; here is
//! what a person has to know who looks for what was changed by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::Constraint;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::table::Table;
use serde::Serialize;

use crate::backend::dialect::Dialect;

/// One object that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What is wrong with it.
    pub kind: Kind,
    /// The object, such as ``column `persons.email` ``.
    pub object: String,
    /// What of it differs, such as `type`; none when it is there as a whole or not at all.
    pub aspect: Option<&'static str>,
    /// How that is.
    pub is: Option<String>,
    /// How that should be.
    pub should_be: Option<String>,
}

/// What is wrong with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is there and should not be.
    Added,
    /// It is not there and should be.
    Missing,
    /// It is another one than it should be.
    Changed,
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.aspect) {
            (Kind::Added, _) => write!(f, "added by hand: {}", self.object),
            (Kind::Missing, _) => write!(f, "missing: {}", self.object),
            (Kind::Changed, None) => write!(f, "changed: {}", self.object),
            (Kind::Changed, Some(aspect)) => {
                let text = |value: &Option<String>| match value {
                    Some(value) => format!("`{value}`"),
                    None => "none".to_owned(),
                };
                let (is, should_be) = (text(&self.is), text(&self.should_be));
                write!(f, "changed: the {aspect} of {} is {is}, should be {should_be}", self.object)
            }
        }
    }
}

/// Compares a schema as it is with what it should be.
#[must_use]
pub fn findings(should_be: &Catalog, is: &Catalog, dialect: &dyn Dialect) -> Vec<Finding> {
    let mut look = Look { dialect, should_be, is, found: Vec::new() };
    look.names("schema", &should_be.schemas, &is.schemas);
    look.names("extension", &should_be.extensions, &is.extensions);
    look.wholes(
        "enum",
        &should_be.enums,
        &is.enums,
        |name| format!("`{name}`"),
        |kind| kind.values.join(", "),
    );
    for (name, wanted) in &should_be.tables {
        match is.tables.get(name) {
            None => look.whole(Kind::Missing, format!("table `{name}`")),
            Some(there) => look.table(wanted, there),
        }
    }
    for name in is.tables.keys().filter(|name| !should_be.tables.contains_key(*name)) {
        look.whole(Kind::Added, format!("table `{name}`"));
    }
    look.wholes(
        "sequence",
        &should_be.sequences,
        &is.sequences,
        |name| format!("`{name}`"),
        |s| {
            let words =
                [s.start.map(|n| format!("start {n}")), s.increment.map(|n| format!("step {n}"))];
            let words = words.into_iter().flatten().chain(s.native.clone());
            words.collect::<Vec<_>>().join(", ")
        },
    );
    look.wholes(
        "view",
        &should_be.views,
        &is.views,
        |name| format!("`{name}`"),
        |view| view.query.clone(),
    );
    look.wholes(
        "function",
        &should_be.functions,
        &is.functions,
        |(name, arguments)| format!("`{name}({arguments})`"),
        |function| function.definition.clone(),
    );
    look.wholes(
        "trigger",
        &should_be.triggers,
        &is.triggers,
        |(table, name)| format!("`{name}` of `{table}`"),
        |trigger| trigger.definition.clone(),
    );
    look.wholes(
        "",
        &should_be.natives,
        &is.natives,
        |(kind, name)| format!("{kind} `{name}`"),
        |native| native.create.clone(),
    );
    look.found
}

struct Look<'a> {
    dialect: &'a dyn Dialect,
    should_be: &'a Catalog,
    is: &'a Catalog,
    found: Vec<Finding>,
}

impl Look<'_> {
    fn whole(&mut self, kind: Kind, object: String) {
        self.found.push(Finding { kind, object, aspect: None, is: None, should_be: None });
    }

    fn changed(
        &mut self,
        object: &str,
        aspect: &'static str,
        should_be: Option<String>,
        is: Option<String>,
    ) {
        if should_be != is {
            let (kind, aspect) = (Kind::Changed, Some(aspect));
            self.found.push(Finding { kind, object: object.to_owned(), aspect, is, should_be });
        }
    }

    fn names<N: Ord + Display>(&mut self, what: &str, wanted: &BTreeSet<N>, there: &BTreeSet<N>) {
        for name in wanted.difference(there) {
            self.whole(Kind::Missing, format!("{what} `{name}`"));
        }
        for name in there.difference(wanted) {
            self.whole(Kind::Added, format!("{what} `{name}`"));
        }
    }

    /// Compares objects that have one text.
    fn wholes<K: Ord, V: PartialEq>(
        &mut self,
        what: &str,
        wanted: &BTreeMap<K, V>,
        there: &BTreeMap<K, V>,
        name: impl Fn(&K) -> String,
        text: impl Fn(&V) -> String,
    ) {
        let object = |key: &K| format!("{what} {}", name(key)).trim_start().to_owned();
        for (key, value) in wanted {
            match there.get(key) {
                None => self.whole(Kind::Missing, object(key)),
                Some(other) if other == value => {}
                Some(other) => match (text(value), text(other)) {
                    (a, b) if a == b => self.whole(Kind::Changed, object(key)),
                    (a, b) => self.changed(&object(key), "definition", Some(a), Some(b)),
                },
            }
        }
        for key in there.keys().filter(|key| !wanted.contains_key(*key)) {
            self.whole(Kind::Added, object(key));
        }
    }

    fn table(&mut self, wanted: &Table, there: &Table) {
        let name = &wanted.name;
        let object = format!("table `{name}`");
        self.changed(&object, "comment", wanted.comment.clone(), there.comment.clone());
        if wanted.options != there.options {
            let words = |table: &Table| serde_json::to_string(&table.options).ok();
            self.changed(&object, "options", words(wanted), words(there));
        }
        for column in &wanted.columns {
            match there.columns.iter().find(|other| other.name == column.name) {
                None => self.whole(Kind::Missing, format!("column `{name}.{}`", column.name)),
                Some(other) => {
                    self.column(&format!("column `{name}.{}`", column.name), column, other)
                }
            }
        }
        for column in &there.columns {
            if !wanted.columns.iter().any(|other| other.name == column.name) {
                self.whole(Kind::Added, format!("column `{name}.{}`", column.name));
            }
        }
        let constraints = |table: &Table| -> BTreeMap<String, Constraint> {
            table.constraints.iter().map(|c| (constraint_name(c), c.clone())).collect()
        };
        let of = format!("of `{name}`");
        let (wanted_ones, there_ones) = (constraints(wanted), constraints(there));
        self.wholes("constraint", &wanted_ones, &there_ones, |n| format!("`{n}` {of}"), constraint);
        let indexes = |table: &Table| -> BTreeMap<String, Index> {
            table.indexes.iter().map(|i| (index_name(i), i.clone())).collect()
        };
        let (wanted_ones, there_ones) = (indexes(wanted), indexes(there));
        self.wholes("index", &wanted_ones, &there_ones, |n| format!("`{n}` {of}"), index);
    }

    fn column(&mut self, object: &str, wanted: &Column, there: &Column) {
        let ty = |column: &Column, catalog: &Catalog| {
            let spelled = self.dialect.column_type(&column.ty, catalog);
            spelled.unwrap_or_else(|_| format!("{:?}", column.ty))
        };
        let (a, b) = (ty(wanted, self.should_be), ty(there, self.is));
        self.changed(object, "type", Some(a), Some(b));
        let null =
            |column: &Column| Some(if column.nullable { "allowed" } else { "forbidden" }.into());
        self.changed(object, "NULL", null(wanted), null(there));
        let default = |column: &Column| {
            column.default.as_ref().map(|default| match default {
                DefaultValue::Literal(value) => {
                    self.dialect.literal(value).unwrap_or_else(|_| format!("{value:?}"))
                }
                DefaultValue::Now => "the moment of the insert".to_owned(),
                DefaultValue::Expression(text) => text.clone(),
            })
        };
        let (a, b) = (default(wanted), default(there));
        self.changed(object, "default", a, b);
        let generated = |column: &Column| column.generated.as_ref().map(|g| g.expression.clone());
        self.changed(object, "expression", generated(wanted), generated(there));
        let identity = |column: &Column| column.identity.map(|identity| format!("{identity:?}"));
        self.changed(object, "numbering", identity(wanted), identity(there));
        self.changed(object, "collation", wanted.collation.clone(), there.collation.clone());
        self.changed(object, "comment", wanted.comment.clone(), there.comment.clone());
        let native = |column: &Column| (!column.native.is_empty()).then(|| column.native.join(" "));
        self.changed(object, "further words", native(wanted), native(there));
    }
}

/// What a constraint is known by; of one without a name, what it says.
fn constraint_name(constraint: &Constraint) -> String {
    match &constraint.name {
        Some(name) => name.to_string(),
        None => self::constraint(constraint),
    }
}

fn constraint(constraint: &Constraint) -> String {
    let columns: Vec<&str> = constraint.body.columns().iter().map(|c| c.as_str()).collect();
    serde_json::to_string(&constraint.body).unwrap_or_else(|_| columns.join(", "))
}

fn index_name(index: &Index) -> String {
    index.name.as_ref().map_or_else(|| self::index(index), ToString::to_string)
}

fn index(index: &Index) -> String {
    let key = |key: &sandshift_model::index::IndexKey| {
        let on = match &key.on {
            IndexTerm::Column(name) => name.to_string(),
            IndexTerm::Expression(text) => text.clone(),
        };
        let order = if key.descending { " descending" } else { "" };
        let native = key.native.as_ref().map(|words| format!(" {words}")).unwrap_or_default();
        format!("{on}{order}{native}")
    };
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let mut words = vec![format!("on {}", keys.join(", "))];
    words.extend(index.unique.then(|| "unique".to_owned()));
    words.extend(index.filter.as_ref().map(|filter| format!("where {filter}")));
    if !index.include.is_empty() {
        let names: Vec<&str> = index.include.iter().map(|name| name.as_str()).collect();
        words.push(format!("with {}", names.join(", ")));
    }
    words.extend(index.method.as_ref().map(|method| format!("by {method}")));
    words.extend(index.native.clone());
    words.join(", ")
}
