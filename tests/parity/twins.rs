//! The twins themselves: what the cases promise, and that the comparison sees a difference.

use crate::case::Case;
use crate::course::Course;
use crate::place::Program;
use crate::stage::server::Server;

const SERVERS: [Server; 3] = [Server::Sqlite, Server::Postgres, Server::MariaDb];

fn course(case: Case, server: Server) -> Course {
    Course::of(case, &Program::Rhai(case.twin()), server)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn special_floats_become_a_kind_and_come_back() {
    for server in SERVERS {
        let course = course(Case::SpecialFloats, server);
        let [start, up, down, again] = &course.images[..] else { panic!("four images") };
        assert_eq!(start, down, "{server:?}");
        assert_eq!(up, again, "{server:?}");
        for (kind, rows) in [("INF_POS", 500), ("INF_NEG", 500), ("NAN", 1000), ("FINITE", 8000)] {
            let cell = format!("kind=Text(\"{kind}\")");
            assert_eq!(count(up, &cell), rows, "{server:?}: {kind}");
        }
        assert_eq!(count(up, "value=Null"), 2000, "{server:?}");
        assert_eq!(count(start, "value=Null"), 1000, "{server:?}");
    }
}

#[test]
fn a_shop_is_made_and_goes_without_a_trace() {
    for server in SERVERS {
        let course = course(Case::Shop, server);
        let [start, up, down, again] = &course.images[..] else { panic!("four images") };
        assert_eq!(start, down, "{server:?}");
        assert_eq!(up, again, "{server:?}");
        assert_eq!(count(up, "label=Text"), 2, "{server:?}");
        assert!(count(&course.journal, "\n") > 60, "{server:?}: {}", count(&course.journal, "\n"));
    }
}

#[test]
fn another_value_in_one_row_is_a_difference() {
    let case = Case::Shop;
    let other = case.twin().replace("\"0.05\"", "\"0.06\"");
    let (left, right) = (course(case, Server::Sqlite), Program::Rhai(other));
    let said = left.difference(&Course::of(case, &right, Server::Sqlite)).expect("a difference");
    for part in ["the journal", "the dry run", "after step 1", "0.05", "0.06"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(left.difference(&course(case, Server::Sqlite)), None);
}
