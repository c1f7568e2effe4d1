//! Views, and functions that name tables or views: each behind those that it names.

use std::collections::BTreeSet;

use sandshift_model::ident::ObjectName;
use sandshift_model::mentions::words;
use sandshift_model::operation::CreateView;
use sandshift_model::relations::relations;

use super::error::DiffError;
use super::functions;
use super::in_the_way::lower;
use super::order::order;
use super::plan::Plan;
use super::views::read_by;

/// A view or a function of the target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Program {
    Function(ObjectName, String),
    View(ObjectName),
}

/// Makes the views and functions that are not there, and replaces those that differ.
pub(super) fn create(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    no_circle(plan)?;
    let to = plan.to;
    let views = to.views.iter().filter(|(name, new)| plan.now.views.get(*name) != Some(*new));
    let views = views.map(|(name, _)| Program::View(name.clone()));
    let late = to.functions.iter().filter(|(key, new)| plan.now.functions.get(*key) != Some(*new));
    let late =
        late.map(|((name, arguments), _)| Program::Function(name.clone(), arguments.clone()));
    let programs: BTreeSet<Program> = views.chain(late).collect();
    let sorted = order(&programs, |program| named_by(plan, program, &programs)).sorted;
    for program in sorted {
        match program {
            Program::View(name) => {
                let Some(view) = to.views.get(&name).cloned() else { continue };
                let or_replace = plan.now.views.contains_key(&name);
                plan.harmless(CreateView { view, or_replace })?;
            }
            Program::Function(name, arguments) => {
                if let Some(function) = to.functions.get(&(name, arguments)) {
                    functions::create(plan, function)?;
                }
            }
        }
    }
    Ok(())
}

/// Makes sure that no views read each other in a circle.
fn no_circle(plan: &Plan<'_>) -> Result<(), DiffError> {
    let views: BTreeSet<ObjectName> = plan.to.views.keys().cloned().collect();
    if plan.now.views == plan.to.views {
        return Ok(());
    }
    let circle = order(&views, |name| read_by(plan.to, name, &views)).circle;
    match circle.is_empty() {
        true => Ok(()),
        false => {
            Err(DiffError::ViewCycle { views: circle.iter().map(ToString::to_string).collect() })
        }
    }
}

fn named_by(plan: &Plan<'_>, program: &Program, all: &BTreeSet<Program>) -> Vec<Program> {
    let to = plan.to;
    let text = match program {
        Program::View(name) => to.views.get(name).map(|view| &view.query),
        Program::Function(name, arguments) => {
            let key = (name.clone(), arguments.clone());
            to.functions.get(&key).map(|function| &function.definition)
        }
    };
    let Some(text) = text else { return Vec::new() };
    let words = words(text);
    // A column of a view may be called as another view is, which makes no circle.
    let read = match program {
        Program::View(_) => relations(text),
        Program::Function(..) => words.clone(),
    };
    let is_named = |other: &&Program| match other {
        Program::View(name) => read.contains(&lower(&name.name)),
        Program::Function(name, _) => words.contains(&lower(&name.name)),
    };
    all.iter().filter(is_named).cloned().collect()
}
