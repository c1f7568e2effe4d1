//! What a row function gives back, and how an error names its row.

use rhai::{Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::nearest::nearest;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::error::GuestError;
use crate::host::{RowOutcome, TransformSpec};

use super::call::kind;
use super::row_worker::Asked;
use super::transform::DeleteRow;
use super::value;

impl Asked<'_> {
    /// Where the key stands among the columns.
    pub(super) fn key(&self, columns: &[Ident]) -> impl Iterator<Item = usize> {
        let key = self.spec.key.iter();
        key.filter_map(|name| columns.iter().position(|column| column == name))
    }

    /// What becomes of a row whose function gave this.
    pub(super) fn outcome(
        &self,
        columns: &[Ident],
        row: &Row,
        given: Dynamic,
    ) -> Result<RowOutcome, GuestError> {
        if given.is_unit() {
            return Ok(RowOutcome::Keep);
        }
        if given.is::<DeleteRow>() {
            return Ok(RowOutcome::Delete);
        }
        let kind = kind(&given);
        let Some(map) = given.try_cast::<Map>() else {
            return Err(self.misuse(format!(
                "the row function must give a map of changed columns, () or delete_row(), not {kind}"
            )));
        };
        let (mut written, mut values) = (Vec::with_capacity(map.len()), Row::new());
        for (name, given) in map {
            let at = columns.iter().position(|column| column.as_str() == name.as_str());
            let new = value::from_script(given)
                .map_err(|reason| self.misuse(format!("column `{name}`: {reason}")))?;
            let new = at.map_or(new.clone(), |at| value::back_as(&row[at], new));
            if writes(self.spec, &name) {
                let name = Ident::new(name.as_str()).map_err(|error| {
                    let (call, origin) = ("the row function".to_owned(), self.origin);
                    GuestError::Name { call, error, origin }
                })?;
                written.push(name);
                values.push(new);
            } else if at.is_none_or(|at| row[at] != new) {
                return Err(self.not_written(&name));
            }
        }
        if values.is_empty() {
            return Ok(RowOutcome::Keep);
        }
        Ok(RowOutcome::Change { columns: written.into(), values })
    }

    fn not_written(&self, name: &str) -> GuestError {
        let near = nearest(name, self.spec.write.iter().map(Ident::as_str));
        GuestError::Misuse {
            message: format!("the row function changes `{name}`, which `write` does not name"),
            hint: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{name}` to `write`"),
            }),
            origin: self.origin,
        }
    }

    pub(super) fn misuse(&self, message: String) -> GuestError {
        GuestError::Misuse { message, hint: None, origin: self.origin }
    }

    /// Says at which row it happened.
    pub(super) fn named(&self, mut error: GuestError, columns: &[Ident], row: &Row) -> GuestError {
        if let GuestError::Thrown { message, .. } | GuestError::Misuse { message, .. } = &mut error
        {
            let part = |at: usize| format!("{} = {}", columns[at], shown(&row[at]));
            let key: Vec<String> = self.key(columns).map(part).collect();
            if !key.is_empty() {
                let table = &self.spec.table;
                message.push_str(&format!(" (`{table}` row with {})", key.join(", ")));
            }
        }
        error
    }
}

/// A row function may give its whole row back; the columns that it must not change then hold what
/// they held.
pub(super) fn writes(spec: &TransformSpec, name: &str) -> bool {
    let named = |names: &[Ident]| names.iter().any(|own| own.as_str() == name);
    if spec.write.is_empty() { !named(&spec.key) } else { named(&spec.write) }
}

/// A key value for a message; long texts are cut.
fn shown(value: &Value) -> String {
    let text = value::copied(value).to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
