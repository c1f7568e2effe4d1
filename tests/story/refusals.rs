//! Rows that a chapter cannot deal with: it names them and changes nothing.

use sandshift::revision::Direction;

use crate::image::{self, Order};
use crate::stage::{Kind, Stage};

/// Puts one bad row in behind a chapter; the next one must fail, name it, and leave all as it was.
fn check(chapter: &str, bad_row: &str, way: (Direction, &str), named: &str) {
    for kind in Kind::ALL {
        let stage = Stage::new(kind);
        stage.up_with_rows_to(chapter, 10);
        stage.connect().execute(bad_row).unwrap();
        let before = stage.image(Order::Counts);
        let (direction, target) = way;
        let error = stage.try_to_go(direction, target).unwrap_err().to_string();
        assert!(error.contains(named), "{kind:?}: {error}");
        image::same(&format!("{kind:?}: {named}"), &before, &stage.image(Order::Counts));
    }
}

#[test]
fn an_assignment_of_nobody_is_named_before_the_foreign_key() {
    let orphan = "INSERT INTO assignments (id, person_id, rotation_id, site_id, date, status)
        VALUES ('orphan', 'nobody', 'rotation-1', 'site-1', '2025-07-01', 'ACTIVE')";
    check("0006", orphan, (Direction::Up, "0007"), "orphan");
}

#[test]
fn broken_json_is_named_by_its_row() {
    let broken = "INSERT INTO rotations (id, name, weeks, settings)
        VALUES ('broken', 'Broken', 1, '{\"call_rules\": [')";
    check("0025", broken, (Direction::Up, "0026"), "broken");
}

#[test]
fn a_value_in_use_does_not_go_out_of_its_enum() {
    let weekend = "UPDATE assignments SET shift = 'WEEKEND' WHERE id = 'assignment-1'";
    check("0016", weekend, (Direction::Down, "-1"), "1 assignments are at the weekend");
}
