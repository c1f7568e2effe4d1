//! Sequences.

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{CreateSequence, DropSequence};

use super::error::DiffError;
use super::plan::Plan;

/// Makes new sequences and changes those that differ, in place where the database can: a new one
/// would forget where it stood.
pub(super) fn change(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    for (name, sequence) in &plan.to.sequences {
        let known = plan.now.sequences.get(name).cloned();
        match known {
            Some(known) if known == *sequence => continue,
            Some(known) => match plan.dialect.restate_sequence(&known, sequence) {
                Some(statements) => {
                    plan.statements(statements)?;
                    plan.now.sequences.insert(name.clone(), sequence.clone());
                    continue;
                }
                None => plan.operation(DropSequence { name: name.clone(), if_exists: false })?,
            },
            None => {}
        }
        plan.harmless(CreateSequence { sequence: sequence.clone(), if_not_exists: false })?;
    }
    Ok(())
}

/// Drops those that go.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let gone = |name: &&ObjectName| !plan.to.sequences.contains_key(name);
    let gone: Vec<ObjectName> = plan.now.sequences.keys().filter(gone).cloned().collect();
    for name in gone {
        plan.operation(DropSequence { name, if_exists: false })?;
    }
    Ok(())
}
