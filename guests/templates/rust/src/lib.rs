//! {message}
//!
//! Compile it with `sandshift build {revision}`, then look at it with `sandshift run --dry-run`.
//! Everything goes through `db`; there is no file, clock, random number or network.

use sandshift_guest::prelude::*;

struct ThisMigration;

impl Migration for ThisMigration {
    fn up(db: &Db) -> Result {
        db.create_table(table(
            "{table}",
            [
                column("id", integer()).primary_key(),
                column("name", string(100)).not_null(),
            ],
        ));
        db.insert("{table}", [row! { id: 1, name: "Ada" }, row! { id: 2, name: "Grace" }]);
        Ok(())
    }

    fn down(db: &Db) -> Result {
        db.drop_table("{table}");
        Ok(())
    }
}

sandshift_guest::migration!(ThisMigration);
