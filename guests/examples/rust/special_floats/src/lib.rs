//! Special values get a kind of their own.
//!
//! The largest number of single precision stands for infinity, NULL for no number. The rows are
//! read once and decided about here, because the comparison needs a tolerance: MariaDB hands out
//! six digits of a number of single precision.

use sandshift_guest::prelude::*;

const LIMIT: f64 = 3.402_823_466_385_288_6e38;

struct SpecialFloats;

impl Migration for SpecialFloats {
    fn up(db: &Db) -> Result {
        db.create_enum("value_kind", ["FINITE", "INF_POS", "INF_NEG", "NAN"]);
        let kind = column("kind", enum_type("value_kind")).not_null().default("FINITE");
        db.add_column("trial_values", kind);
        db.apply(alter_column("trial_values", "kind").no_default());

        let mut no_numbers = db.updater("trial_values", ["id"], ["kind"]).batch(250);
        let mut infinities = Vec::new();
        for row in db.rows("trial_values").columns(["id", "value"]).order(["id"]) {
            let id: i64 = row.get("id")?;
            match row.get::<Option<f64>>("value")? {
                None => no_numbers.push([id.into(), "NAN".into()])?,
                Some(value) if near(value, LIMIT) => infinities.push((id, "INF_POS")),
                Some(value) if near(value, -LIMIT) => infinities.push((id, "INF_NEG")),
                Some(_) => {}
            }
        }
        no_numbers.finish();
        let mut writer = db.updater("trial_values", ["id"], ["kind", "value"]).batch(250);
        for (id, kind) in infinities {
            writer.push([id.into(), kind.into(), Value::Null])?;
        }
        writer.finish();
        Ok(())
    }

    fn down(db: &Db) -> Result {
        db.update("trial_values", set! { value: LIMIT }, row! { kind: "INF_POS" });
        db.update("trial_values", set! { value: -LIMIT }, row! { kind: "INF_NEG" });
        db.drop_column("trial_values", "kind");
        db.drop_enum("value_kind");
        Ok(())
    }
}

fn near(value: f64, target: f64) -> bool {
    (value - target).abs() <= target.abs() * 1e-5
}

sandshift_guest::migration!(SpecialFloats);

#[cfg(test)]
mod tests {
    use sandshift_guest::Operation;
    use sandshift_guest::testing::{FakeHost, rows_of};

    use super::*;

    /// The rows that `up` writes, for these values.
    fn written(values: &[Option<f64>]) -> Vec<Vec<Value>> {
        let rows = (1_i64..).zip(values).map(|(id, value)| row! { id: id, value: *value });
        let host = FakeHost::new().holding("trial_values", rows);
        host.run(SpecialFloats::up).unwrap();
        let by_key = |operation| match operation {
            Operation::UpdateByKey(update) => Some(rows_of(update.rows)),
            _ => None,
        };
        host.done().into_iter().filter_map(by_key).flatten().collect()
    }

    #[test]
    fn numbers_below_the_limit_stay() {
        assert!(written(&[Some(0.0), Some(-1.5e30), Some(3.4e38)]).is_empty());
    }

    #[test]
    fn no_number_gets_a_kind_and_infinities_lose_their_value() {
        let found = written(&[Some(3.40282e38), None, Some(-LIMIT)]);
        let expected: [Vec<Value>; 3] = [
            vec![2.into(), "NAN".into()],
            vec![1.into(), "INF_POS".into(), Value::Null],
            vec![3.into(), "INF_NEG".into(), Value::Null],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn down_drops_the_column_before_its_enum() {
        let host = FakeHost::new();
        host.run(SpecialFloats::down).unwrap();
        let done = host.done();
        let [.., column, kind] = &done[..] else { panic!("{done:?}") };
        assert_eq!(*column, operation::drop_column("trial_values", "kind").into());
        assert_eq!(*kind, operation::drop_enum("value_kind").into());
    }
}
