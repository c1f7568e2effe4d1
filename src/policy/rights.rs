//! What one migration may do: what is granted, and what it asked for.

use std::sync::Arc;

use sandshift_model::ident::ObjectName;

use super::allow::{Allow, named};
use super::denial::{Denial, Why};
use super::grant::GrantFile;
use super::need::{Columns, Need};
use super::pattern::{Folds, Pattern};
use crate::backend::mentioned::is_of_the_server;

/// What one migration may do on one database.
#[derive(Debug, Clone)]
pub struct Rights {
    pub(super) file: Arc<GrantFile>,
    pub(super) dialect: &'static str,
    /// What its revision is held to.
    pub(super) revision: Option<Allow>,
    /// What its header asks for.
    pub(super) request: Option<Allow>,
    /// The program is the host's own: the way back from what a migration did.
    pub(super) is_own: bool,
}

impl Rights {
    /// The grant.
    #[must_use]
    pub fn file(&self) -> &GrantFile {
        &self.file
    }

    /// Decides about one thing. Denying beats allowing.
    ///
    /// # Errors
    ///
    /// [`Denial`].
    pub fn decide(&self, need: &Need) -> Result<(), Denial> {
        if self.is_own {
            return self.decide_own(need);
        }
        if let Some(rule) = self.denied(need) {
            return Err(self.denial(need, Why::Denied(rule)));
        }
        if matches!(need, Need::Never(_)) {
            return Err(self.denial(need, Why::Never));
        }
        let layers = [
            (Some(&self.file.grant.allow), Why::NotGranted),
            (self.revision.as_ref(), Why::NotForRevision),
            (self.request.as_ref(), Why::NotRequested),
        ];
        for (allow, why) in layers {
            if allow.is_some_and(|allow| !allow.allows(need, self.dialect)) {
                return Err(self.denial(need, why));
            }
        }
        Ok(())
    }

    /// Decides about the way back from what a migration was allowed to do: it stays within the same tables.
    fn decide_own(&self, need: &Need) -> Result<(), Denial> {
        let (Need::Write(object, _) | Need::Define(_, object)) = need else { return Ok(()) };
        if let Some(rule) = self.denied(need) {
            return Err(self.denial(need, Why::Denied(rule)));
        }
        let either =
            [Need::Write(object.clone(), Columns::Any), Need::Define("table", object.clone())];
        match either.iter().any(|need| self.file.grant.allow.allows(need, self.dialect)) {
            true => Ok(()),
            false => Err(self.denial(need, Why::NotGranted)),
        }
    }

    /// Tells whether it may be known what a table looks like.
    ///
    /// # Errors
    ///
    /// [`Denial`].
    pub fn knows(&self, table: &ObjectName) -> Result<(), Denial> {
        let need = Need::Read(table.clone(), Columns::Any);
        if self.is_own {
            return Ok(());
        }
        if let Some(rule) = self.denied(&need) {
            return Err(self.denial(&need, Why::Denied(rule)));
        }
        match self.file.grant.allow.knows(table, self.dialect) {
            true => Ok(()),
            false => Err(self.denial(&need, Why::NotGranted)),
        }
    }

    /// The rule that denies something.
    fn denied(&self, need: &Need) -> Option<String> {
        let deny = &self.file.grant.deny;
        let objects = |object: &ObjectName, columns: &Columns| {
            deny.objects.iter().find(|rule| hits(rule, object, columns)).map(ToString::to_string)
        };
        let of_server = |object: &ObjectName| {
            is_of_the_server(object)
                .then(|| "what belongs to the server or to sandshift".to_owned())
        };
        match need {
            Need::Read(table, columns) | Need::Write(table, columns) => {
                of_server(table).or_else(|| objects(table, columns))
            }
            Need::Define(_, object) => of_server(object).or_else(|| objects(object, &Columns::Any)),
            Need::Rows(name) | Need::Operation(name) | Need::Destructive(name) => {
                let is_meant = |rule: &&String| named(std::slice::from_ref(*rule), name);
                deny.operations.iter().find(is_meant).cloned()
            }
            _ => None,
        }
    }

    pub(super) fn denial(&self, need: &Need, why: Why) -> Denial {
        let rule = match &why {
            Why::Denied(rule) => Some(rule.as_str()),
            _ => None,
        };
        Denial {
            capability: need.capability(),
            subject: need.subject(),
            wanted: need.to_string(),
            grant: self.file.grant.grant.clone(),
            rule_place: shown(&self.file, rule),
            why,
        }
    }

    pub(super) fn over(&self, key: &'static str, why: Why) -> Denial {
        Denial {
            capability: key,
            subject: key.to_owned(),
            wanted: String::new(),
            grant: self.file.grant.grant.clone(),
            rule_place: shown(&self.file, None),
            why,
        }
    }
}

/// The file of a grant, by its name alone: its folder is the operator's business.
fn shown(file: &GrantFile, rule: Option<&str>) -> String {
    let name =
        file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy().into_owned();
    match rule.and_then(|rule| file.line_of(rule)) {
        Some(line) => format!("{name}:{line}"),
        None => name,
    }
}

/// Tells whether a rule that denies is about something, however its letters are written.
fn hits(rule: &Pattern, object: &ObjectName, columns: &Columns) -> bool {
    if !rule.may_be_about(object, Folds::ALL) {
        return false;
    }
    match columns {
        Columns::Any => rule.has_all_columns(),
        Columns::All => true,
        Columns::These(names) if names.is_empty() => rule.has_all_columns(),
        Columns::These(names) => names.iter().any(|name| rule.has_column(name, Folds::ALL)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sandshift_model::catalog::Catalog;
    use sandshift_model::operation::Operation;

    use super::*;
    use crate::backend::open::dialect;
    use crate::policy::operation_needs::of_operation;

    fn rights(is_own: bool) -> Rights {
        let text = "grant = \"a\"\n[allow]\nread = [\"own\"]\nwrite = [\"own\"]\nsql = \"ddl\"\n";
        let file = Arc::new(GrantFile::parse(Path::new("a.toml"), text.as_bytes()).unwrap());
        Rights { file, dialect: "sqlite", revision: None, request: None, is_own }
    }

    #[test]
    fn only_the_host_puts_rows_back() {
        let restore: Operation = serde_json::from_value(serde_json::json!({
            "op": "restore_rows", "table": { "name": "own" }, "undo_table": { "name": "other" },
            "operation": 1, "key": ["id"], "columns": ["n"], "change": "updated", "on_conflict": "stop",
        }))
        .unwrap();
        let needs = of_operation(&restore, dialect("sqlite").unwrap(), &Catalog::default());
        assert!(needs.iter().all(|need| rights(true).decide(need).is_ok()), "{needs:?}");
        assert!(needs.iter().any(|need| rights(false).decide(need).is_err()), "{needs:?}");
    }
}
