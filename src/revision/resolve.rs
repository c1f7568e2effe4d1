//! Finds the revisions that an address means in a graph, seen from a state.

use std::num::NonZeroU32;

use sandshift_model::nearest::nearest;

use super::error::{Result, RevisionError};
use super::graph::{At, Graph};
use super::state::State;
use super::target::{Address, Anchor, Steps};
use super::walk::{Edges, Members};

/// The fewest characters that may stand for a longer id, as in Alembic.
pub const PREFIX_CHARACTERS_MIN: usize = 4;

/// Where an address leads: a revision, or below the first one.
pub(super) type Spot = Option<At>;

/// What to do when an address asks for more steps than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overstep {
    Refuse,
    Clamp,
}

/// The branch that an address is limited to.
pub(super) struct Branch<'a> {
    pub(super) name: &'a str,
    pub(super) at: At,
    pub(super) lineage: Members,
}

/// Resolves one address.
pub(super) struct Resolver<'a> {
    pub(super) state: &'a State<'a>,
    pub(super) address: &'a Address,
    pub(super) branch: Option<Branch<'a>>,
    overstep: Overstep,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        state: &'a State<'a>,
        address: &'a Address,
        overstep: Overstep,
    ) -> Result<Self> {
        let branch = match &address.branch {
            Some(name) => Some(Branch::find(state.graph, name)?),
            None => None,
        };
        Ok(Self { state, address, branch, overstep })
    }

    /// Finds what the address means; several spots only for `heads` and `current`.
    pub(super) fn spots(&self) -> Result<Vec<Spot>> {
        let graph = self.graph();
        let anchors: Vec<Spot> = match &self.address.anchor {
            Anchor::Here => vec![self.start()?],
            Anchor::Base => vec![None],
            Anchor::Name(name) => vec![Some(self.named(name)?)],
            Anchor::Current => self.on_branch(self.state.rows.iter().copied()).map(Some).collect(),
            Anchor::Heads => self.on_branch(graph.heads_at()).map(Some).collect(),
            Anchor::Head => {
                let heads: Vec<At> = self.on_branch(graph.heads_at()).collect();
                vec![self.only(&heads)?]
            }
        };
        let Some(steps) = self.address.steps else {
            return Ok(anchors);
        };
        let from = match anchors.as_slice() {
            [] => None,
            [one] => *one,
            several => self.only(&several.iter().copied().flatten().collect::<Vec<_>>())?,
        };
        let spot = match steps {
            Steps::Up(count) => self.up(from, count)?,
            Steps::Down(count) => self.down(from, count)?,
        };
        Ok(vec![spot])
    }

    /// Where the database is, on the branch of the address.
    pub(super) fn start(&self) -> Result<Spot> {
        // A row that another row implies, through a dependency added later, is no place to be.
        let tips = self.graph().tips(&self.state.applied);
        let mut rows: Vec<At> = self.on_branch(tips.into_iter()).collect();
        if let (Some(branch), true) = (&self.branch, rows.is_empty()) {
            // The branch has no row of its own: a branch point below it, or a revision that only
            // ran as a dependency, is where the branch stands.
            let ran = |at: At| branch.lineage.has(at) && self.state.applied.has(at);
            let places = (0..self.graph().len()).filter(|&at| ran(at));
            rows = places
                .filter(|&at| !self.graph().nodes[at].children.iter().any(|&child| ran(child)))
                .collect();
        }
        match rows.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(RevisionError::AmbiguousStart {
                target: self.address.text.clone(),
                heads: self.graph().cloned_ids(rows),
            }),
        }
    }

    /// Walks down towards the parents; one step below a base is the spot `None`.
    pub(super) fn down(&self, from: Spot, count: NonZeroU32) -> Result<Spot> {
        let mut spot = from;
        for done in 0..count.get() {
            let Some(at) = spot else {
                return self.too_few(spot, count, done);
            };
            let parents: Vec<At> =
                self.on_branch(self.graph().nodes[at].parents.iter().copied()).collect();
            spot = self.one_way(&parents)?;
        }
        Ok(spot)
    }

    fn up(&self, from: Spot, count: NonZeroU32) -> Result<Spot> {
        let mut spot = from;
        for done in 0..count.get() {
            let choices: Vec<At> = match spot {
                None => self.on_branch(self.graph().bases_at()).collect(),
                Some(at) => {
                    self.on_branch(self.graph().nodes[at].children.iter().copied()).collect()
                }
            };
            match self.one_way(&choices)? {
                Some(next) => spot = Some(next),
                None => return self.too_few(spot, count, done),
            }
        }
        Ok(spot)
    }

    /// Keeps what is on the branch of the address; everything when it names none.
    pub(super) fn on_branch(&self, places: impl Iterator<Item = At>) -> impl Iterator<Item = At> {
        places.filter(|&at| self.branch.as_ref().is_none_or(|branch| branch.lineage.has(at)))
    }

    fn named(&self, name: &str) -> Result<At> {
        let Some(branch) = &self.branch else {
            return find(self.graph(), name);
        };
        let exact = self.graph().find_id(name).or_else(|| self.graph().find_label(name));
        let at = match exact {
            Some(at) => at,
            None => pick_prefix(self.graph(), name, Some(&branch.lineage))?,
        };
        if branch.lineage.has(at) {
            return Ok(at);
        }
        Err(RevisionError::NotOnBranch {
            id: self.graph().id(at).clone(),
            branch: branch.name.to_owned(),
        })
    }

    fn only(&self, heads: &[At]) -> Result<Spot> {
        match heads {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(RevisionError::SeveralHeads {
                target: self.address.text.clone(),
                heads: self.graph().cloned_ids(heads.iter().copied()),
            }),
        }
    }

    fn one_way(&self, choices: &[At]) -> Result<Spot> {
        match choices {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(RevisionError::AmbiguousWay {
                target: self.address.text.clone(),
                choices: self.graph().cloned_ids(choices.iter().copied()),
            }),
        }
    }

    fn too_few(&self, reached: Spot, asked: NonZeroU32, available: u32) -> Result<Spot> {
        match self.overstep {
            Overstep::Clamp => Ok(reached),
            Overstep::Refuse => Err(RevisionError::TooFewSteps {
                target: self.address.text.clone(),
                asked: asked.get(),
                available,
            }),
        }
    }

    fn graph(&self) -> &'a Graph {
        self.state.graph
    }
}

impl<'a> Branch<'a> {
    pub(super) fn find(graph: &Graph, name: &'a str) -> Result<Self> {
        let at = find(graph, name).map_err(|fault| match fault {
            RevisionError::UnknownRevision { text, nearest } => {
                RevisionError::UnknownBranch { text, nearest }
            }
            other => other,
        })?;
        Ok(Self { name, at, lineage: graph.lineage(at, Edges::Branch) })
    }
}

/// Finds the revision with this id, label, or unique beginning of an id.
pub(super) fn find(graph: &Graph, name: &str) -> Result<At> {
    match graph.find_id(name).or_else(|| graph.find_label(name)) {
        Some(at) => Ok(at),
        None => pick_prefix(graph, name, None),
    }
}

fn pick_prefix(graph: &Graph, prefix: &str, within: Option<&Members>) -> Result<At> {
    let all: Vec<At> = graph.find_prefix(prefix).collect();
    let Some(&first) = all.first() else {
        return Err(RevisionError::UnknownRevision {
            text: prefix.to_owned(),
            nearest: nearest_name(graph, prefix),
        });
    };
    if prefix.chars().count() < PREFIX_CHARACTERS_MIN {
        return Err(RevisionError::TooShort {
            text: prefix.to_owned(),
            minimum: PREFIX_CHARACTERS_MIN,
            candidates: graph.cloned_ids(all),
        });
    }
    let near = |at: &At| within.is_none_or(|members| members.has(*at));
    let picked: Vec<At> = all.into_iter().filter(near).collect();
    match picked.as_slice() {
        [one] => Ok(*one),
        // The caller reports that this one is not on its branch.
        [] => Ok(first),
        _ => Err(RevisionError::AmbiguousPrefix {
            text: prefix.to_owned(),
            candidates: graph.cloned_ids(picked),
        }),
    }
}

fn nearest_name(graph: &Graph, typed: &str) -> Option<String> {
    let labels = graph.labels().map(|(label, _)| label.as_str());
    let ids = graph.revisions().map(|revision| revision.id.as_str());
    nearest(typed, labels.chain(ids)).map(str::to_owned)
}
