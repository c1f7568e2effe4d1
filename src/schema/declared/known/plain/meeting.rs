//! Names of plain tables that meet: the server refuses the one or finds another name for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Number;
use super::draft::Draft;
use crate::schema::declared::known::names::{own_names, relations};

/// Leaves out the tables whose names meet, but for constraints that the texts of both name so.
pub(super) fn leave_out(drafts: &mut BTreeMap<Number, Draft>) {
    let mut owners: HashMap<String, Vec<(Number, bool)>> = HashMap::new();
    for (number, draft) in drafts.iter() {
        let relations = relations(&draft.table);
        let others = own_names(&draft.table).filter(|name| !relations.iter().any(|r| r == name));
        for name in others {
            owners.entry(name.to_owned()).or_default().push((*number, false));
        }
        for name in relations {
            owners.entry(name).or_default().push((*number, true));
        }
    }
    let met: BTreeSet<Number> = owners
        .iter()
        .filter(|(name, owners)| {
            let are_relations = owners.iter().filter(|(_, is_relation)| *is_relation).count() > 1;
            let is_said = |(number, _): &(Number, bool)| {
                drafts.get(number).is_some_and(|draft| {
                    !draft.given.iter().any(|given| given.as_str() == name.as_str())
                })
            };
            owners.len() > 1 && (are_relations || !owners.iter().all(is_said))
        })
        .flat_map(|(_, owners)| owners.iter().map(|(number, _)| *number))
        .collect();
    drafts.retain(|number, _| !met.contains(number));
}
