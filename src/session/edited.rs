//! Refusing to go on with a migration whose beginning, which ran already, was edited since.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;

use super::error::SessionError;
use super::gate::Gate;
use super::resume::{Call, Kept, KeptStep};
use crate::error::Kind;
use crate::report::escape::first_line;

const ADVICE: &str = "put back what ran as it was and run again, or undo it with `sandshift rollback`; \
                      what stands behind it may be edited";

/// The guest asks for something else than what ran.
pub(super) fn edited(
    gate: &mut Gate,
    step: &KeptStep,
    call: Call<'_>,
    origin: Origin,
) -> SessionError {
    let now = match call {
        Call::Operation(operation) => text_of(gate, operation),
        Call::Transform(spec) => format!("a transform of {}", spec.table),
        Call::Bracket => "`db.attempt`".to_owned(),
    };
    let reason = match step.statements.first() {
        Some(kept) => format!(
            "statement {} of this migration ran already, and was edited since: it was\n  {}\nand is now\n  {}",
            kept.ordinal + 1,
            all_of(step),
            first_line(&now)
        ),
        None => format!("what ran of this migration was edited since, near `{}`", first_line(&now)),
    };
    refused(reason, origin)
}

/// The guest came to its end without having asked for this.
pub(super) fn left_out(kept: &Kept) -> SessionError {
    let reason = format!(
        "statement {} of this migration ran already, and the migration has it no longer:\n  {}",
        kept.ordinal + 1,
        first_line(&kept.sql)
    );
    refused(reason, Origin::default())
}

fn refused(reason: String, origin: Origin) -> SessionError {
    SessionError::Refused {
        reason,
        advice: ADVICE.to_owned(),
        code: "state::edited_half_way",
        kind: Kind::State,
        origin,
    }
}

fn all_of(step: &KeptStep) -> String {
    let texts: Vec<String> = step.statements.iter().map(|kept| first_line(&kept.sql)).collect();
    texts.join("; ")
}

/// The SQL of an operation where it can be told, else its words.
fn text_of(gate: &mut Gate, operation: &Operation) -> String {
    let dialect = gate.dialect();
    let nothing = Catalog::default();
    let catalog = match operation {
        Operation::Execute(_) => &nothing,
        _ => match gate.catalog() {
            Ok(catalog) => catalog,
            Err(_) => &nothing,
        },
    };
    match dialect.render(operation, catalog) {
        Ok(statements) if !statements.is_empty() => {
            let texts: Vec<&str> = statements.iter().map(|one| one.sql.as_str()).collect();
            texts.join("; ")
        }
        _ => operation.describe(),
    }
}
