//! The law of known tables: whatever was read before, a reading that knows tables gives what one gives that
//! knows none.
//!
//! The cases are the same in every run. `SANDSHIFT_LAWS=seed,cases` tries others.

use std::cell::Cell;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sandshift::report::sql::script;
use sandshift::schema::selection::Selection;
use sandshift::schema::statements::statements;
use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::types::ColumnType;

use crate::cases::{Drawn, Pair, drawn};
use crate::known::Reader;
use crate::place::Place;
use crate::shapes;
use crate::stage::project::Operations;
use crate::stage::server::Server;

const CASES: u32 = 32;

/// Where cases are made, and what was seen.
struct Court {
    is: Place,
    should: Place,
    read: Cell<u32>,
    known: Cell<usize>,
}

impl Court {
    fn try_case(&self, drawn: &Drawn) {
        let pair = Pair::of(Server::Postgres, drawn);
        let build = |operations: &[Operation], place: &Place, shapes: &[&str]| {
            place.empty();
            Operations::new(&[operations]).up(&place.database, "heads").ok()?;
            shapes::make(place, shapes);
            Some(place.look().catalog)
        };
        let is = build(&pair.is, &self.is, &pair.shapes[0]);
        let should = build(&pair.should, &self.should, &pair.shapes[1]);
        let (Some(is), Some(should)) = (is, should) else { return };
        let (Some(is), Some(text)) = (text(&is), text(&should)) else { return };
        let reader = Reader::new();
        let _ = reader.read(&is);
        let more = format!("{text}\n{}", pointing(&should));
        let known = reader.same(&[&text, &more, &text]);
        self.read.set(self.read.get() + 1);
        self.known.set(self.known.get() + known.iter().sum::<usize>());
    }
}

/// The text that declares what a catalog holds.
fn text(catalog: &Catalog) -> Option<String> {
    let dialect = Server::Postgres.dialect();
    let creation = Selection::of(catalog, &[]).ok()?.creation(catalog, dialect).ok()?;
    let all = statements(creation.operations(), &Catalog::default(), dialect).ok()?;
    Some(script(dialect, &all))
}

/// One more table that points to each other that has a key of one column.
fn pointing(catalog: &Catalog) -> String {
    let dialect = Server::Postgres.dialect();
    let mut columns = vec!["\"id\" integer PRIMARY KEY".to_owned()];
    for table in catalog.tables.values() {
        let [key] = table.primary_key() else { continue };
        let Some(column) = table.column(key) else { continue };
        if matches!(column.ty, ColumnType::Native(_)) || column.collation.is_some() {
            continue;
        }
        let ty = dialect.column_type(&column.ty, catalog).unwrap();
        let name = dialect.quote_object(&table.name).unwrap();
        columns.push(format!("\"c{}\" {ty} REFERENCES {name}", columns.len()));
    }
    format!("CREATE TABLE pointing ({});", columns.join(", "))
}

#[test]
fn what_is_known_changes_nothing() {
    let (seed, cases) = chosen().unwrap_or((7, CASES));
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let (is, should) = (Place::new(Server::Postgres), Place::new(Server::Postgres));
    let court = Court { is, should, read: Cell::default(), known: Cell::default() };
    let result = runner.run(&drawn(), |drawn| {
        court.try_case(&drawn);
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (read, known) = (court.read.get(), court.known.get());
    assert!(read * 4 >= cases * 3, "only {read} of {cases} cases were read");
    assert!(known >= read as usize, "only {known} tables were known in {read} cases");
    eprintln!("{known} tables were known in {read} cases");
}

/// Seed and number of cases from the environment.
fn chosen() -> Option<(u8, u32)> {
    let text = std::env::var("SANDSHIFT_LAWS").ok()?;
    let (seed, cases) = text.split_once(',')?;
    Some((seed.parse().ok()?, cases.parse().ok()?))
}
