//! A run that somebody wants to stop stops between two migrations, and goes on when it is asked to.

use sandshift::error::{Coded, Kind};
use sandshift::report::event::Event;
use sandshift::report::{Watch, Watcher};
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift_sandbox::cancel::Cancel;
use sandshift_sandbox::limits::Limits;

use crate::project::{Scene, databases};

/// Wants the run to stop as soon as a migration is done.
struct Impatient(Cancel);

impl Watch for Impatient {
    fn event(&mut self, event: Event) {
        if let Event::Finished { .. } = event {
            self.0.want();
        }
    }
}

#[test]
fn a_cancelled_run_stops_before_the_next_migration_and_says_how_far_it_came() {
    for database in databases() {
        let scene = Scene::new(database);
        for (id, parent, table) in [("aaaa", "", "a"), ("bbbb", "aaaa", "b"), ("cccc", "bbbb", "c")]
        {
            let body = format!(
                "fn up(db) {{ db.create_table(\"{table}\", [column(\"n\", integer())]); }}"
            );
            scene.rhai(id, parent, &body);
        }
        let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
        let cancel = Cancel::new();
        let limits = Limits { cancel: cancel.clone(), ..Limits::default() };
        let watcher = Watcher::new(Impatient(cancel));
        let options = Options { limits, watcher, ..scene.options() };
        let error = apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap_err();
        assert_eq!((error.code(), error.kind()), ("run::cancelled", Kind::Cancelled));
        let said = "the run was cancelled before `bbbb`: 1 of 3 revisions are done";
        assert_eq!(error.to_string(), said);
        assert!(matches!(error, RunError::Cancelled { done, .. } if done[0].as_str() == "aaaa"));
        let done = scene.must_up().done;
        assert_eq!(done.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["bbbb", "cccc"]);
    }
}
