//! A shop: every operation that a component knows, as far as the databases can do it.
//!
//! Its twin is a script, so the columns of rows stand in the order in which scripts sort them.

mod changes;
mod rows;
mod tables;

use sandshift_guest::prelude::*;

struct Shop;

impl Migration for Shop {
    fn up(db: &Db) -> Result {
        tables::kinds_of_things(db);
        tables::make(db);
        rows::fill(db);
        changes::change(db);
        changes::views_and_triggers(db);
        if db.dialect() == "postgres" {
            changes::on_postgres_alone(db);
        }
        Ok(())
    }

    fn down(db: &Db) -> Result {
        if db.dialect() == "postgres" {
            db.apply(operation::drop_index("ix_remarks_body"));
            db.drop_constraint("fk_remarks_place", "remarks");
            db.drop_function("depot_size");
            db.apply(operation::drop_extension("hstore").if_exists());
            db.drop_sequence(schema_table("depot", "numbers"));
            db.apply(operation::drop_schema("depot").cascade());
        } else {
            db.drop_trigger("tr_branches_town", "branches");
        }
        db.drop_view("cheap_wares");
        db.drop_table("remarks");
        db.drop_table("wares");
        db.apply(operation::drop_table("branches").if_exists());
        db.drop_enum("ware_state");
        Ok(())
    }
}

sandshift_guest::migration!(Shop);

#[cfg(test)]
mod tests {
    use sandshift_guest::Operation;
    use sandshift_guest::testing::{FakeHost, rows_of};

    use super::*;

    fn up(dialect: &str) -> Vec<Operation> {
        let host = FakeHost::new().dialect(dialect);
        host.run(Shop::up).unwrap();
        host.done()
    }

    #[test]
    fn only_postgres_gets_a_schema() {
        let makes_schema = |one: &Operation| matches!(one, Operation::CreateSchema(_));
        assert!(up("postgres").iter().any(makes_schema));
        assert!(!up("mysql").iter().any(makes_schema));
    }

    #[test]
    fn the_trigger_is_in_the_words_of_the_database() {
        for (dialect, begins) in [("sqlite", true), ("mysql", false)] {
            let definition = up(dialect).into_iter().find_map(|one| match one {
                Operation::CreateTrigger(trigger) => Some(trigger.definition),
                _ => None,
            });
            assert_eq!(definition.unwrap().contains("BEGIN"), begins, "{dialect}");
        }
    }

    #[test]
    fn a_branch_without_a_name_leaves_it_to_the_default() {
        let inserts: Vec<_> = up("sqlite")
            .into_iter()
            .filter_map(|one| match one {
                Operation::Insert(insert) if insert.table.name == "branches" => Some(insert.rows),
                _ => None,
            })
            .collect();
        let columns =
            |at: usize| inserts[at].columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>();
        assert_eq!(columns(0), ["code", "id", "name", "parent_id"]);
        assert_eq!(columns(1), ["code", "id"]);
        assert_eq!(rows_of(inserts[0].clone()).len(), 2);
    }
}
