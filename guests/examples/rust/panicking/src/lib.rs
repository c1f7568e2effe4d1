//! A migration that stops half-way: its panic is shown, and what it did is undone.
//!
//! The host works out its way back, so it has none of its own.

use sandshift_guest::prelude::*;

struct Panicking;

impl Forward for Panicking {
    fn up(db: &Db) -> Result {
        let wares = table("wares", [column("id", integer()).primary_key()]);
        db.create_table(wares);
        let prices: Vec<Row> = db.rows("wares").into_iter().collect();
        assert!(!prices.is_empty(), "no ware has a price");
        Ok(())
    }
}

sandshift_guest::migration!(forward Panicking);

#[cfg(test)]
mod tests {
    use sandshift_guest::testing::FakeHost;

    use super::*;

    #[test]
    fn a_ware_with_a_price_is_enough() {
        let host = FakeHost::new().holding("wares", [row! { id: 1 }]);
        host.run(Panicking::up).unwrap();
    }

    #[test]
    #[should_panic(expected = "no ware has a price")]
    fn no_ware_is_a_panic() {
        let _ = FakeHost::new().run(Panicking::up);
    }
}
