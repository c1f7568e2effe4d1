//! The laws, tried on one case.

use sandshift::revision::Direction;
use sandshift_model::catalog::Catalog;
use sandshift_model::naming;
use sandshift_model::operation::{Operate, Operation};
use sandshift_test_servers::shell;

use crate::compose::Composer;
use crate::draw::Drawn;
use crate::place::Place;
use crate::stage::image::{Image, Order, difference, schema};
use crate::stage::plain;
use crate::stage::project::{Operations, revision};
use crate::stage::server::Server;

/// Two databases of one kind: a case runs on one, the text of its dry run on the other.
pub(crate) struct Court {
    server: Server,
    place: Place,
    copy: Place,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All laws hold.
    Held,
    /// The database refused it, and the dry run said so.
    Refused,
}

impl Court {
    pub(crate) fn new(server: Server) -> Self {
        Self { server, place: Place::new(server), copy: Place::new(server) }
    }

    /// Runs a case; gives the law that it breaks, with what it takes to see why.
    pub(crate) fn try_case(&self, drawn: &Drawn) -> Result<Verdict, String> {
        let mut composer = Composer::new(self.server);
        let base = composer.base(&drawn.base);
        let steps = composer.steps(&drawn.steps, drawn.reversible);
        self.hold(&base, &steps, drawn.reversible).map_err(|broken| {
            let steps: Vec<String> = steps.iter().map(Operation::describe).collect();
            format!("{broken}\nsteps:\n  {}", steps.join("\n  "))
        })
    }

    fn hold(
        &self,
        base: &[Operation],
        steps: &[Operation],
        reversible: bool,
    ) -> Result<Verdict, String> {
        self.place.empty();
        self.copy.empty();
        let project = Operations::new(&[base, steps]);
        self.record_is_rehearsal(&project)?;
        for database in [&self.place.database, &self.copy.database] {
            if project.up(database, &revision(1)).is_err() {
                return Ok(Verdict::Refused);
            }
        }
        let before = self.place.look();
        let bytes = self.place.bytes();

        let rehearsed = project.dry_run(&self.place.database, Direction::Up, "heads");
        let untouched = self.place.look();
        same("a dry run changes the database", &before, &untouched, Order::Kept)?;
        if bytes != self.place.bytes() {
            return Err("a dry run changes the file".to_owned());
        }

        let text = match (project.up(&self.place.database, "heads"), rehearsed) {
            (Ok(_), Ok(text)) => text,
            (Err(real), Err(dry)) if real.to_string() == unscratched(&dry.to_string()) => {
                if self.server != Server::MariaDb {
                    let left = self.place.look();
                    same("a failed run leaves something", &before, &left, Order::Kept)?;
                }
                return Ok(Verdict::Refused);
            }
            (real, dry) => {
                let (real, dry) = (real.map(|_| "ok"), dry.map(|_| "ok"));
                return Err(format!("a dry run ends otherwise:\n  run {real:?}\n  dry {dry:?}"));
            }
        };
        let after = self.place.look();
        self.feed(&text, &after, "the text of a dry run does something else")?;
        self.predicts(&before.catalog, steps, &after.catalog)?;
        if reversible {
            self.comes_back(&project, &before)?;
        }
        Ok(Verdict::Held)
    }

    fn record_is_rehearsal(&self, project: &Operations) -> Result<(), String> {
        let recorded = project.record(self.server);
        let rehearsed = project.dry_run(&self.place.database, Direction::Up, "heads");
        match (recorded, rehearsed) {
            (Ok(recorded), Ok(rehearsed)) => {
                report("an offline dry run prints something else", &rehearsed, &recorded)
            }
            (Err(error), Ok(_)) => Err(format!("an offline dry run fails: {error}")),
            // Only a database knows that its rows stand in the way.
            (_, Err(_)) => Ok(()),
        }
    }

    /// Gives a text to the database's own shell, on the copy.
    fn feed(&self, text: &str, expected: &Image, law: &str) -> Result<(), String> {
        shell(&self.copy.database, text).map_err(|error| format!("{law}: {error}\n{text}"))?;
        same(law, expected, &self.copy.look(), Order::Kept)
            .map_err(|broken| format!("{broken}\n{text}"))
    }

    fn predicts(
        &self,
        before: &Catalog,
        steps: &[Operation],
        after: &Catalog,
    ) -> Result<(), String> {
        let mut predicted = before.clone();
        for step in steps {
            let mut step = step.clone();
            naming::name_unnamed(&mut step, &predicted);
            let what = step.describe();
            step.apply_to(&mut predicted)
                .map_err(|error| format!("the catalog refuses to {what}: {error}"))?;
        }
        let spelled = |catalog: &Catalog| schema(&plain::spelled(catalog, self.server), Order::Any);
        report("the catalog predicts something else", &spelled(&predicted), &spelled(after))
    }

    fn comes_back(&self, project: &Operations, before: &Image) -> Result<(), String> {
        let text = project
            .dry_run(&self.place.database, Direction::Down, "-1")
            .map_err(|error| format!("a dry run of the way back fails: {error}"))?;
        project
            .down(&self.place.database, "-1")
            .map_err(|error| format!("the way back fails: {error}\n{text}"))?;
        let back = self.place.look();
        same("the way back does not come back", before, &back, Order::Any)
            .map_err(|broken| format!("{broken}\n{text}"))?;
        self.feed(&text, &back, "the text of a way back does something else")
    }
}

fn same(law: &str, expected: &Image, actual: &Image, order: Order) -> Result<(), String> {
    report(law, &expected.schema(order), &actual.schema(order))?;
    report(law, &expected.rows, &actual.rows)
}

fn report(law: &str, expected: &str, actual: &str) -> Result<(), String> {
    match difference(expected, actual) {
        None => Ok(()),
        Some(lines) => Err(format!("{law}:\n{lines}")),
    }
}

/// A message of a scratch copy as the database itself would say it: without the copy's name.
fn unscratched(message: &str) -> String {
    let Some((head, tail)) = message.split_once("_sandshift_scratch_") else {
        return message.to_owned();
    };
    format!("{head}{}", tail.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}
