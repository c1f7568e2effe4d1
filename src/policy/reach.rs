//! A grant as the walls of a database ask for it.

use sandshift_model::ident::ObjectName;

use super::need::{Columns, Need};
use super::rights::Rights;
use crate::backend::walls::Reach;

impl Reach for Rights {
    fn reads(&self, table: &ObjectName, column: Option<&str>) -> bool {
        self.decide(&Need::Read(table.clone(), one(column, Columns::Any))).is_ok()
    }

    fn writes(&self, table: &ObjectName, column: Option<&str>) -> bool {
        self.decide(&Need::Write(table.clone(), one(column, Columns::All))).is_ok()
    }

    fn inserts(&self, table: &ObjectName) -> bool {
        self.decide(&Need::Write(table.clone(), Columns::Any)).is_ok()
    }

    fn defines(&self, table: &ObjectName) -> bool {
        self.decide(&Need::Define("table", table.clone())).is_ok()
    }

    fn calls(&self, function: &str) -> bool {
        self.decide(&Need::Function(function.to_owned())).is_ok()
    }
}

fn one(column: Option<&str>, without: Columns) -> Columns {
    column.map_or(without, |column| Columns::These(vec![column.to_owned()]))
}
