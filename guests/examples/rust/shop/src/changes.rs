//! Changes of tables that are there, views, triggers, and what PostgreSQL alone has.

use sandshift_guest::prelude::*;

pub(crate) fn change(db: &Db) {
    db.rename_table("notes", "remarks");
    db.create_table_comment("remarks", "what people say");
    db.drop_table_comment("branches");
    db.add_constraint("remarks", primary_key(["ware_id", "line"]).named("pk_remarks"));
    let ware = foreign_key(["ware_id"], ("wares", "id"));
    db.add_constraint("remarks", ware.named("fk_remarks_ware"));
    db.add_constraint("remarks", check("line > 0").named("ck_remarks_line"));
    db.add_constraint("remarks", unique(["body", "line"]).named("uq_remarks_body"));
    let body = operation::drop_constraint("uq_remarks_body", "remarks");
    db.apply(body.of_kind(ConstraintKind::Unique));
    db.add_column("branches", column("city", string(60)).not_null().default("Basel"));
    let city = alter_column("branches", "city");
    db.apply(city.column_type(string(90)).nullable(true).no_default());
    db.apply(alter_column("branches", "name").no_comment().default("a branch"));
    db.rename_column("branches", "city", "town");
    let town = operation::create_index("ix_branches_town", "branches", [asc("town"), desc("code")]);
    db.apply(town.unique());
    db.rename_index("ix_branches_town", "ix_branches_place", "branches");
    db.drop_index("ix_branches_place", "branches");
    db.drop_column("wares", "volume");
}

pub(crate) fn views_and_triggers(db: &Db) {
    let cheap = "SELECT id, label FROM wares WHERE price < 10";
    db.create_view("cheap_wares", cheap);
    let cheaper = "SELECT id, label, price FROM wares WHERE price < 20";
    db.create_or_replace_view("cheap_wares", cheaper);
    let head = "CREATE TRIGGER tr_branches_town AFTER DELETE ON branches FOR EACH ROW";
    let body = "DELETE FROM remarks WHERE line = OLD.id";
    let definition = match db.dialect().as_str() {
        "sqlite" => format!("{head} BEGIN {body}; END"),
        "mysql" => format!("{head} {body}"),
        // A trigger of PostgreSQL needs a function of its own.
        _ => return,
    };
    db.create_trigger("tr_branches_town", "branches", definition);
}

pub(crate) fn on_postgres_alone(db: &Db) {
    db.apply(operation::create_schema("depot").if_not_exists());
    let numbers = operation::create_sequence(schema_table("depot", "numbers"));
    db.apply(numbers.start(100).increment(5));
    db.apply(operation::create_extension("plpgsql").if_not_exists());
    let size = "CREATE FUNCTION depot_size() RETURNS integer LANGUAGE sql AS $$ SELECT 42 $$";
    db.create_function("depot_size", size);
    let branch = foreign_key(["line"], ("branches", "id")).not_valid();
    let branch = branch.deferrable(Deferrable::Deferred);
    db.add_constraint("remarks", branch.named("fk_remarks_branch"));
    db.validate_constraint("fk_remarks_branch", "remarks");
    db.rename_constraint("remarks", "fk_remarks_branch", "fk_remarks_place");
    let body = operation::create_index("ix_remarks_body", "remarks", [key("lower(body)")]);
    db.apply(body.include(["line"]).method("btree").matching("body IS NOT NULL"));
}
