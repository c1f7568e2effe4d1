//! Renames as people say them on a command line: `persons=people`, `persons.name=full_name`,
//! `status.OLD=NEW`.

use std::fmt;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};

use super::diff::DiffError;
use super::renames::{Renamed, Renames};

impl Renames {
    /// Reads what was said: what is renamed, and what only looks so. The old names are looked for
    /// in the catalog before, the new ones in the catalog afterwards.
    ///
    /// # Errors
    ///
    /// [`DiffError::Rename`] for a text that is no pair, a name that is not there, or one that could
    /// mean several things.
    pub fn said(
        confirmed: &[String],
        denied: &[String],
        from: &Catalog,
        to: &Catalog,
    ) -> Result<Self, DiffError> {
        let mut renames = Self::default();
        // A column is looked for in its table's new place, so that tables come first.
        let mut texts: Vec<&String> = confirmed.iter().collect();
        texts.sort_by_key(|text| !names_table(text, from));
        for text in texts {
            renames.confirmed.push(Reader { from, to, tables: &renames.confirmed }.read(text)?);
        }
        for text in denied {
            renames.denied.push(Reader { from, to, tables: &renames.confirmed }.read(text)?);
        }
        Ok(renames)
    }

    /// The same decisions seen from the other side: what was renamed goes back to its old name.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let turn = |renames: &[Renamed]| renames.iter().map(|r| self.turned(r)).collect();
        Self { confirmed: turn(&self.confirmed), denied: turn(&self.denied) }
    }

    fn turned(&self, renamed: &Renamed) -> Renamed {
        match renamed {
            Renamed::Table { from, to } => {
                Renamed::Table { from: from.sibling(to.clone()), to: from.name.clone() }
            }
            Renamed::Column { table, from, to } => Renamed::Column {
                table: new_table(&self.confirmed, table),
                from: to.clone(),
                to: from.clone(),
            },
            Renamed::EnumValue { name, from, to } => {
                Renamed::EnumValue { name: name.clone(), from: to.clone(), to: from.clone() }
            }
        }
    }
}

impl Renamed {
    /// The rename as it is said behind `--rename`.
    #[must_use]
    pub fn as_said(&self) -> String {
        match self {
            Self::Table { from, to } => format!("{from}={to}"),
            Self::Column { table, from, to } => format!("{table}.{from}={to}"),
            Self::EnumValue { name, from, to } => format!("{name}.{from}={to}"),
        }
    }
}

/// As a person reads it: ``table `persons` renamed to `people` ``.
impl fmt::Display for Renamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, to } => write!(f, "table `{from}` renamed to `{to}`"),
            Self::Column { table, from, to } => {
                write!(f, "column `{table}.{from}` renamed to `{to}`")
            }
            Self::EnumValue { name, from, to } => {
                write!(f, "value `{from}` of enum `{name}` renamed to `{to}`")
            }
        }
    }
}

/// The name that a table has afterwards.
fn new_table(confirmed: &[Renamed], table: &ObjectName) -> ObjectName {
    let new_name = confirmed.iter().find_map(|renamed| match renamed {
        Renamed::Table { from, to } if from == table => Some(table.sibling(to.clone())),
        _ => None,
    });
    new_name.unwrap_or_else(|| table.clone())
}

fn names_table(text: &str, from: &Catalog) -> bool {
    let old = text.split_once('=').map_or(text, |(old, _)| old);
    from.tables.keys().any(|name| name.to_string() == old)
}

struct Reader<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    tables: &'a [Renamed],
}

impl Reader<'_> {
    fn read(&self, text: &str) -> Result<Renamed, DiffError> {
        let (old, new) = match text.split_once('=') {
            Some((old, new)) if !old.is_empty() && !new.is_empty() => (old, new),
            _ => return Err(DiffError::NoRename { text: text.to_owned() }),
        };
        let fault = |reason: &str| DiffError::Rename {
            from: old.to_owned(),
            to: new.to_owned(),
            reason: reason.to_owned(),
        };
        let mut meant = self.meant(old, new).into_iter();
        match (meant.next(), meant.next()) {
            (None, _) => Err(fault("no table, column or value of an enum has the old name")),
            (Some(_), Some(_)) => Err(fault("the old name could mean several things")),
            (Some(only), None) if self.is_there(&only) => Ok(only),
            (Some(_), None) => Err(fault("nothing has the new name afterwards")),
        }
    }

    /// What the old name could mean.
    fn meant(&self, old: &str, new: &str) -> Vec<Renamed> {
        let mut meant = Vec::new();
        let to = Ident::new(new).ok();
        for (name, table) in &self.from.tables {
            let shown = name.to_string();
            let Some(to) = &to else { continue };
            if shown == old {
                meant.push(Renamed::Table { from: name.clone(), to: to.clone() });
            }
            let Some(column) = member(old, &shown) else { continue };
            if let Some(column) = table.columns.iter().find(|known| known.name == *column) {
                let (table, from) = (name.clone(), column.name.clone());
                meant.push(Renamed::Column { table, from, to: to.clone() });
            }
        }
        for (name, known) in &self.from.enums {
            let Some(value) = member(old, name.as_str()) else { continue };
            if known.values.iter().any(|known| known == value) {
                let (name, from, to) = (name.clone(), value.to_owned(), new.to_owned());
                meant.push(Renamed::EnumValue { name, from, to });
            }
        }
        meant
    }

    fn is_there(&self, renamed: &Renamed) -> bool {
        match renamed {
            Renamed::Table { from, to } => self.to.tables.contains_key(&from.sibling(to.clone())),
            Renamed::Column { table, to, .. } => {
                self.to.column(&new_table(self.tables, table), to).is_ok()
            }
            Renamed::EnumValue { name, to, .. } => {
                self.to.enums.get(name).is_some_and(|known| known.values.contains(to))
            }
        }
    }
}

/// The part behind the owner's name and a dot.
fn member<'a>(text: &'a str, owner: &str) -> Option<&'a str> {
    text.strip_prefix(owner)?.strip_prefix('.')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sandshift_model::column::Column;
    use sandshift_model::object::EnumType;
    use sandshift_model::table::Table;
    use sandshift_model::types::ColumnType;

    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    fn catalog(table: &str, column: &str, value: &str) -> Catalog {
        let mut table = Table::new(ObjectName::bare(ident(table)));
        table.columns.push(Column::new(ident(column), ColumnType::Text));
        let mut catalog = Catalog::default();
        catalog.tables.insert(table.name.clone(), table.into());
        let status = EnumType { name: ident("status"), values: vec![value.to_owned()] };
        catalog.enums.insert(status.name.clone(), status);
        catalog
    }

    fn said(text: &str) -> Result<Renames, DiffError> {
        let (from, to) = (catalog("persons", "name", "OLD"), catalog("people", "full_name", "NEW"));
        let texts: Vec<String> = text.split(' ').map(str::to_owned).collect();
        Renames::said(&texts, &[], &from, &to)
    }

    #[test]
    fn a_column_is_found_in_a_table_that_is_renamed_too() {
        let renames = said("persons.name=full_name persons=people status.OLD=NEW").unwrap();
        let words: Vec<String> = renames.confirmed.iter().map(Renamed::as_said).collect();
        assert_eq!(words, ["persons=people", "persons.name=full_name", "status.OLD=NEW"]);
        let back = renames.reversed();
        let words: Vec<String> = back.confirmed.iter().map(Renamed::as_said).collect();
        assert_eq!(words, ["people=persons", "people.full_name=name", "status.NEW=OLD"]);
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for text in ["people=persons", "persons=folks", "persons.email=full_name"] {
            let fault = said(text).unwrap_err();
            assert!(matches!(fault, DiffError::Rename { .. }), "{text}: {fault}");
        }
        for text in ["persons", "=x", "persons="] {
            assert_eq!(said(text), Err(DiffError::NoRename { text: text.to_owned() }));
        }
    }
}
