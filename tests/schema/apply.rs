//! The law of the diff: what it says, done to a database that holds the one schema, gives the other,
//! with the rows kept in every column that stays.
//!
//! The cases are the same in every run. `SANDSHIFT_LAWS=seed,cases` tries others.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sandshift::schema::diff::diff;
use sandshift::schema::renames::Renames;
use sandshift::schema::step::{Act, Difference};
use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::Constraint;
use sandshift_model::operation::Operation;

use crate::cases::{Drawn, Pair, drawn};
use crate::dump::dump;
use crate::kept;
use crate::kinds::kinds;
use crate::place::Place;
use crate::shapes;
use crate::stage::image::{Image, Order, difference, schema};
use crate::stage::project::Operations;
use crate::stage::server::{Server, connect};

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Held,
    Refused,
}

/// Two databases of one kind: one holds what is, the other what should be.
struct Court {
    server: Server,
    is: Place,
    should: Place,
    /// The kinds of objects that came before it.
    seen: RefCell<BTreeSet<String>>,
    /// How many renames did.
    renamed: Cell<usize>,
    /// How many cases had values to keep, and kept them.
    kept: Cell<u32>,
}

impl Court {
    fn try_case(&self, drawn: &Drawn) -> Result<Verdict, String> {
        let pair = Pair::of(self.server, drawn);
        self.is.empty();
        self.should.empty();
        let build = |operations: &[Operation], place: &Place| {
            Operations::new(&[operations]).up(&place.database, "heads").is_ok()
        };
        if !build(&pair.is, &self.is) || !build(&pair.should, &self.should) {
            return Ok(Verdict::Refused);
        }
        shapes::make(&self.is, &pair.shapes[0]);
        shapes::make(&self.should, &pair.shapes[1]);
        let (is, should) = (self.is.look(), self.should.look());
        if !reads(&self.is, &is.catalog) || !reads(&self.should, &should.catalog) {
            return Ok(Verdict::Refused);
        }
        let renames = pair.renames(&is.catalog, &should.catalog);
        self.seen.borrow_mut().extend(kinds(&should.catalog));
        self.renamed.set(self.renamed.get() + renames.confirmed.len());
        self.leads(&is, &should.catalog, &renames)
    }

    fn leads(&self, is: &Image, should: &Catalog, renames: &Renames) -> Result<Verdict, String> {
        let (dialect, none) = (self.server.dialect(), Renames::default());
        let way = diff(&is.catalog, should, dialect, renames)
            .map_err(|error| format!("there is no way: {error}"))?;
        let told = told(&way);
        let before = kept::shared(&self.is, &is.catalog, should, renames);
        let operations: Vec<Operation> = way.operations().cloned().collect();
        if let Err(error) = Operations::new(&[&[], &operations]).up(&self.is.database, "heads") {
            if rows_refuse(&error.to_string()) {
                return Ok(Verdict::Refused);
            }
            return Err(format!("the way fails: {error}\n{told}"));
        }
        let after = self.is.look();
        let left = diff(&after.catalog, should, dialect, &none)
            .map_err(|error| format!("there is no second way: {error}\n{told}"))?;
        if !left.is_empty() {
            return Err(format!("something is left:\n{}\nof\n{told}", self::told(&left)));
        }
        let actual = unnamed(&after.catalog, should);
        let (expected, actual) = (schema(should, Order::Any), schema(&actual, Order::Any));
        if let Some(lines) = difference(&expected, &actual) {
            return Err(format!("the schema is another one:\n{lines}\n{told}"));
        }
        let lost = kept::lost(&before, &kept::shared(&self.is, should, should, &none));
        if !lost.is_empty() {
            return Err(format!("values are lost:\n  {}\n{told}", lost.join("\n  ")));
        }
        let had_values = before.values().any(|values| !values.is_empty());
        self.kept.set(self.kept.get() + u32::from(had_values));
        let dumped =
            |place: &Place| dump(&place.database, self.server).map(|text| without_history(&text));
        if let (Some(expected), Some(actual)) = (dumped(&self.should), dumped(&self.is))
            && let Some(lines) = difference(&expected, &actual)
        {
            return Err(format!("the server's own dump is another one:\n{lines}\n{told}"));
        }
        let same = diff(should, should, dialect, &none).map_err(|error| error.to_string())?;
        match same.is_empty() {
            true => Ok(Verdict::Held),
            false => Err(format!("a schema differs from itself:\n{}", self::told(&same))),
        }
    }
}

/// A catalog without the names of constraints that have none in another one: what is made gets one.
fn unnamed(catalog: &Catalog, other: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    for (name, table) in &mut catalog.tables {
        let Some(other) = other.tables.get(name) else { continue };
        for constraint in &mut table.constraints {
            let bare = Constraint { name: None, ..constraint.clone() };
            if other.constraints.contains(&bare) {
                *constraint = bare;
            }
        }
    }
    catalog
}

/// A dump without what PostgreSQL keeps of the past: the type that a column had when it got its
/// default, and the name that a table had when a column of it got its numbers.
fn without_history(dump: &str) -> String {
    let line = |line: &str| {
        if line.trim_start().starts_with("SEQUENCE NAME") {
            return String::new();
        }
        let Some((head, rest)) = line.split_once(" DEFAULT '") else { return line.to_owned() };
        let Some((value, rest)) = rest.split_once("'::") else { return line.to_owned() };
        let end = rest.find(" NOT NULL").or(rest.rfind(',')).unwrap_or(rest.len());
        format!("{head} DEFAULT '{value}'{}", &rest[end..])
    };
    dump.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Tells whether every view can be read: SQLite and MariaDB keep those whose table is gone.
fn reads(place: &Place, catalog: &Catalog) -> bool {
    let mut connection = connect(&place.database);
    let dialect = connection.dialect();
    catalog.views.keys().all(|name| {
        let name = dialect.quote_object(name).unwrap();
        connection.query(&format!("SELECT * FROM {name}"), &mut |_, _| false).is_ok()
    })
}

/// Tells whether it is the rows that a step does not suit, which no diff can know.
fn rows_refuse(message: &str) -> bool {
    let words = [
        "constraint failed",
        "null value",
        "contains null",
        "duplicate",
        "Duplicate",
        "could not create unique index",
        "violated",
        "violates",
        "invalid input",
        "out of range",
        "Out of range",
        "truncated",
        "Incorrect",
        "too long",
        "not be converted",
        "a row points to one",
    ];
    words.iter().any(|word| message.contains(word))
}

/// The steps for people.
fn told(way: &Difference) -> String {
    let mut lines = Vec::new();
    for step in &way.steps {
        lines.extend(step.remarks.iter().map(|remark| format!("  -- {remark}")));
        lines.extend(step.loss.iter().map(|loss| format!("  !! {loss}")));
        lines.extend(step.acts.iter().map(|act| match act {
            Act::Operation(operation) => format!("  {}", operation.describe()),
            Act::NoNulls { table, column } => format!("  check {table}.{column}"),
        }));
    }
    lines.join("\n")
}

#[test]
fn the_diff_leads_there_on_sqlite() {
    try_cases(Server::Sqlite, 200);
}

#[test]
fn the_diff_leads_there_on_postgres() {
    try_cases(Server::Postgres, 32);
}

#[test]
fn the_diff_leads_there_on_mariadb() {
    try_cases(Server::MariaDb, 32);
}

fn try_cases(server: Server, cases: u32) {
    let (seed, cases) = chosen().unwrap_or((7, cases));
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: if server == Server::Sqlite { 300 } else { 60 },
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let court = Court {
        server,
        is: Place::new(server),
        should: Place::new(server),
        seen: RefCell::default(),
        renamed: Cell::default(),
        kept: Cell::default(),
    };
    let held = Cell::new(0);
    let result = runner.run(&drawn(), |drawn| match court.try_case(&drawn) {
        Ok(verdict) => {
            held.set(held.get() + u32::from(verdict == Verdict::Held));
            Ok(())
        }
        Err(broken) => {
            eprintln!("{drawn:?}: {broken}");
            Err(TestCaseError::fail(broken))
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(held.get() * 4 >= cases * 3, "only {} of {cases} cases ran", held.get());
    let kept = court.kept.get();
    assert!(kept * 4 >= cases * 3, "only {kept} of {cases} cases had rows to keep");
    let seen = court.seen.borrow();
    assert!(seen.len() >= 12, "only these kinds of objects: {seen:?}");
    assert!(court.renamed.get() >= 5, "only {} renames", court.renamed.get());
}

/// Seed and number of cases from the environment.
fn chosen() -> Option<(u8, u32)> {
    let text = std::env::var("SANDSHIFT_LAWS").ok()?;
    let (seed, cases) = text.split_once(',')?;
    Some((seed.parse().ok()?, cases.parse().ok()?))
}
