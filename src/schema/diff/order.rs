//! An order in which everything stands behind what it needs.

use std::collections::{BTreeMap, BTreeSet};

/// The order, and a circle where there is one.
pub(super) struct Order<K> {
    /// Every thing once, behind what it needs, but for what closes a circle.
    pub(super) sorted: Vec<K>,
    /// The first circle that was found; empty when there is none.
    pub(super) circle: Vec<K>,
}

/// Puts things behind what they need; needs that are not among them count as there already.
pub(super) fn order<K: Ord + Clone>(
    things: &BTreeSet<K>,
    needs: impl Fn(&K) -> Vec<K>,
) -> Order<K> {
    let mut found = Order { sorted: Vec::new(), circle: Vec::new() };
    let mut begun: BTreeMap<K, bool> = BTreeMap::new();
    for thing in things {
        // The way down to where we are, each with the needs that were not looked at yet.
        let mut path: Vec<(K, Vec<K>)> = Vec::new();
        enter(thing, &mut path, &mut begun, &needs);
        while let Some((_, open)) = path.last_mut() {
            let Some(next) = open.pop() else {
                if let Some((done, _)) = path.pop() {
                    begun.insert(done.clone(), true);
                    found.sorted.push(done);
                }
                continue;
            };
            match begun.get(&next) {
                None if things.contains(&next) => enter(&next, &mut path, &mut begun, &needs),
                Some(false) if found.circle.is_empty() => {
                    let from = path.iter().position(|(one, _)| *one == next).unwrap_or(0);
                    found.circle = path[from..].iter().map(|(one, _)| one.clone()).collect();
                }
                None | Some(_) => {}
            }
        }
    }
    found
}

fn enter<K: Ord + Clone>(
    thing: &K,
    path: &mut Vec<(K, Vec<K>)>,
    begun: &mut BTreeMap<K, bool>,
    needs: &impl Fn(&K) -> Vec<K>,
) {
    if begun.contains_key(thing) {
        return;
    }
    begun.insert(thing.clone(), false);
    let mut open = needs(thing);
    open.retain(|need| need != thing);
    open.sort();
    open.reverse();
    path.push((thing.clone(), open));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(pairs: &[(u8, &[u8])]) -> (Vec<u8>, Vec<u8>) {
        let things = pairs.iter().map(|(thing, _)| *thing).collect();
        let needs = |thing: &u8| {
            pairs.iter().find(|(one, _)| one == thing).map(|(_, n)| n.to_vec()).unwrap_or_default()
        };
        let order = order(&things, needs);
        (order.sorted, order.circle)
    }

    #[test]
    fn everything_stands_behind_what_it_needs() {
        assert_eq!(sorted(&[(1, &[3, 9]), (2, &[1]), (3, &[])]), (vec![3, 1, 2], vec![]));
    }

    #[test]
    fn a_circle_is_found_and_everything_still_has_its_place() {
        let (sorted, circle) = sorted(&[(1, &[2]), (2, &[3]), (3, &[2]), (4, &[4])]);
        assert_eq!((sorted, circle), (vec![3, 2, 1, 4], vec![2, 3]));
    }
}
