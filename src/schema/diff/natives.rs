//! Objects that there are no operations for: their own texts run as they stand.

use sandshift_model::object::{NativeObject, Stage};

use super::enums::remake;
use super::error::DiffError;
use super::in_the_way::InTheWay;
use super::plan::{Plan, execute};

type Key = (String, String);

/// Drops those upon tables and views that go, differ or step aside, the last ones first.
pub(super) fn drop_dependent(plan: &mut Plan<'_>, way: &InTheWay) -> Result<(), DiffError> {
    let mut going: Vec<(Stage, Key)> = way
        .natives
        .iter()
        .filter_map(|key| Some((plan.now.natives.get(key)?.stage, key.clone())))
        .collect();
    going.sort();
    going.reverse();
    going.into_iter().try_for_each(|(_, key)| drop(plan, &key))
}

/// Makes the types that tables may be made of, and changes those that differ.
pub(super) fn change_types(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    for (key, new) in &plan.to.natives {
        if new.stage != Stage::BeforeTables {
            continue;
        }
        match plan.now.natives.get(key).cloned() {
            None => create(plan, key, new)?,
            Some(old) if old.create == new.create => parts(plan, key, &old, new)?,
            Some(old) => {
                let again = [execute(old.drop.clone()), execute(new.create.clone())];
                let step = remake(plan, &key.1.to_lowercase(), &again)?;
                plan.step(step)?;
                plan.lost.extend(own_name(key));
                let bare = NativeObject { parts: Vec::new(), ..new.clone() };
                plan.now.natives.insert(key.clone(), bare.clone());
                parts(plan, key, &bare, new)?;
            }
        }
    }
    Ok(())
}

/// Makes those upon tables and views that are not there, and changes the parts of those that are.
pub(super) fn create_dependent(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    for stage in [Stage::AfterTables, Stage::AfterViews] {
        for (key, new) in plan.to.natives.iter().filter(|(_, native)| native.stage == stage) {
            match plan.now.natives.get(key).cloned() {
                None => create(plan, key, new)?,
                Some(old) => parts(plan, key, &old, new)?,
            }
        }
    }
    Ok(())
}

/// Drops the types that go, when no table is made of them any more.
pub(super) fn drop_types(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let gone = |key: &&Key| !plan.to.natives.contains_key(*key);
    let gone: Vec<Key> = plan.now.natives.keys().filter(gone).cloned().collect();
    gone.iter().try_for_each(|key| drop(plan, key))
}

fn create(plan: &mut Plan<'_>, key: &Key, new: &NativeObject) -> Result<(), DiffError> {
    let parts = new.parts.iter().map(|part| &part.add);
    let texts: Vec<String> = std::iter::once(&new.create).chain(parts).cloned().collect();
    plan.statements(texts)?;
    plan.now.natives.insert(key.clone(), new.clone());
    Ok(())
}

fn drop(plan: &mut Plan<'_>, key: &Key) -> Result<(), DiffError> {
    if let Some(old) = plan.now.natives.remove(key) {
        plan.lost.extend(own_name(key));
        plan.statements([old.drop])?;
    }
    Ok(())
}

/// The name behind those of the schema and the table.
fn own_name(key: &Key) -> Option<String> {
    key.1.rsplit('.').next().map(|name| name.trim_matches('"').to_lowercase())
}

/// Takes away the parts that go and adds those that come.
fn parts(
    plan: &mut Plan<'_>,
    key: &Key,
    old: &NativeObject,
    new: &NativeObject,
) -> Result<(), DiffError> {
    let gone = old.parts.iter().filter(|part| !new.parts.contains(part)).map(|part| &part.remove);
    let come = new.parts.iter().filter(|part| !old.parts.contains(part)).map(|part| &part.add);
    let texts: Vec<String> = gone.chain(come).cloned().collect();
    if !texts.is_empty() {
        plan.statements(texts)?;
    }
    plan.now.natives.insert(key.clone(), new.clone());
    Ok(())
}
