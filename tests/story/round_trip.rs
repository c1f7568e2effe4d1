//! Up, down and up again, with rows in every table.

use crate::image::{self, Image, Order};
use crate::rows;
use crate::stage::{Kind, Stage, revisions};

const ROWS: usize = 40;

/// Every revision for itself: up, down and up again brings back what was there, rows included.
fn check_every_step(kind: Kind) {
    let stage = Stage::new(kind);
    for revision in revisions() {
        let before = stage.image(Order::Ignored);
        stage.up(&revision);
        let after = stage.image(Order::Ignored);
        stage.down(&step_back(&revision));
        image::same(
            &format!("{kind:?}: down from {revision}"),
            &before,
            &stage.image(Order::Ignored),
        );
        stage.up(&revision);
        image::same(
            &format!("{kind:?}: up again to {revision}"),
            &after,
            &stage.image(Order::Ignored),
        );
        rows::after(&mut *stage.connect(), &revision, ROWS);
    }
}

/// The last step of the branch that the revision is on.
fn step_back(revision: &str) -> String {
    match &revision[..4] {
        "0027" | "0028" | "0029" => "access@-1".to_owned(),
        _ => "-1".to_owned(),
    }
}

/// All revisions together: up, down to base and up again.
fn check_whole_way(kind: Kind) -> Image {
    let stage = Stage::new(kind);
    stage.up_with_rows(ROWS);
    let first = stage.image(Order::Counts);
    let empty: Vec<_> = first.counts().into_iter().filter(|(_, rows)| *rows == 0).collect();
    assert!(empty.is_empty(), "tables without rows: {empty:?}");

    stage.down("base");
    let base = stage.image(Order::Counts);
    assert!(base.schema.is_empty(), "left behind: {:#?}", base.schema);
    stage.up_with_rows(ROWS);
    image::same(
        &format!("{kind:?}: down to base and up again"),
        &first,
        &stage.image(Order::Counts),
    );

    // With rows from below, the way down has more to put back.
    stage.down("0004");
    stage.up("heads");
    first
}

#[test]
fn every_revision_can_go_up_down_and_up_on_sqlite() {
    check_every_step(Kind::Sqlite);
}

#[test]
fn every_revision_can_go_up_down_and_up_on_postgres() {
    check_every_step(Kind::Postgres);
}

#[test]
fn every_revision_can_go_up_down_and_up_on_mariadb() {
    check_every_step(Kind::MariaDb);
}

#[test]
fn the_whole_story_can_go_up_down_and_up_on_sqlite() {
    check_whole_way(Kind::Sqlite);
}

#[test]
fn the_whole_story_can_go_up_down_and_up_on_postgres() {
    check_whole_way(Kind::Postgres);
}

#[test]
fn the_whole_story_can_go_up_down_and_up_on_mariadb() {
    check_whole_way(Kind::MariaDb);
}

#[test]
fn the_story_gives_the_same_rows_on_all_databases() {
    let images = Kind::ALL.map(|kind| {
        let stage = Stage::new(kind);
        stage.up_with_rows(ROWS);
        stage.image(Order::Ignored)
    });
    image::same_rows("SQLite and PostgreSQL", &images[0], &images[1]);
    image::same_rows("SQLite and MariaDB", &images[0], &images[2]);
}
