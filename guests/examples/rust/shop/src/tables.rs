//! The enum and the tables.

use sandshift_guest::prelude::*;

pub(crate) fn kinds_of_things(db: &Db) {
    db.create_enum("ware_state", ["NEW", "USED", "BROKEN"]);
    db.apply(operation::add_enum_value("ware_state", "REFURBISHED").after("NEW"));
    db.add_enum_value("ware_state", "LOST");
    db.rename_enum_value("ware_state", "BROKEN", "DAMAGED");
}

pub(crate) fn make(db: &Db) {
    let parent = reference("branches", ["id"]).on_delete(ReferentialAction::SetNull);
    let branches = table(
        "branches",
        [
            column("id", integer()).primary_key(),
            column("code", char(4)).not_null().unique(),
            column("name", string(80)).not_null().default("unnamed").comment("as on the sign"),
            column("parent_id", integer()).references(parent),
        ],
    );
    db.create_table(branches.comment("places that sell"));
    db.create_table(wares());
    let notes = table(
        "notes",
        [
            column("ware_id", big_integer()).not_null(),
            column("line", integer()).not_null(),
            column("body", string(200)),
        ],
    );
    db.create_table(notes.if_not_exists());
}

fn wares() -> sandshift_guest::TableSpec {
    let rank = per_dialect().sqlite("INTEGER").postgres("smallint").mysql("TINYINT UNSIGNED");
    let branch = reference("branches", ["id"])
        .on_delete(ReferentialAction::Cascade)
        .on_update(ReferentialAction::Restrict);
    table(
        "wares",
        [
            column("id", big_integer()).primary_key().autoincrement(),
            column("branch_id", integer()).not_null().index(),
            column("shelf", small_integer()).not_null().default(-1),
            column("in_stock", boolean()).not_null().default(true),
            column("weight", float()),
            column("volume", double()).default(0.5),
            column("price", numeric(10, 2)).not_null().check("price >= 0"),
            column("doubled", numeric(12, 2)).computed("price * 2"),
            column("label", string(120)).not_null(),
            column("currency", char(3)).not_null().default("CHF"),
            column("description", text()),
            column("barcode", binary(16)),
            column("picture", large_binary()),
            column("bought", date()),
            column("opens", time()),
            column("counted", datetime()),
            column("created", timestamp_tz()).not_null().default_now(),
            column("lasts", interval()),
            column("extras", json()),
            column("tag", uuid()),
            column("state", enum_type("ware_state")).not_null().default("NEW"),
            column("rank", native(rank)).default_sql("1 + 1"),
        ],
    )
    .with(unique(["branch_id", "label"]).named("uq_wares_label"))
    .with(check("shelf < 1000").named("ck_wares_shelf"))
    .with(foreign_key(["branch_id"], branch).named("fk_wares_branch"))
    .with(index([asc("price"), desc("label")]).named("ix_wares_price"))
}
