//! What the builders make of what an author writes, and what the fake host keeps of it.

use crate::operation as o;
use crate::prelude::*;
use crate::testing::{FakeHost, batch, rows_of};
use crate::{Cells, ConstraintBody, IndexTerm};

fn done(entry: impl FnOnce(&Db)) -> Vec<Operation> {
    let host = FakeHost::new();
    host.run(|db| {
        entry(db);
        Ok(())
    })
    .unwrap();
    host.done()
}

#[test]
fn what_stands_behind_columns_comes_in_the_order_of_scripts() {
    let made = o::create_table(
        table(
            "t",
            [
                column("a", integer()).primary_key(),
                column("b", integer()).check("b > 0").unique().index(),
                column("c", integer()).primary_key().references(("other", "id")),
            ],
        )
        .with(unique(["a", "b"]).named("uq"))
        .with(index([desc("c"), key("lower(b)")])),
    )
    .table;
    let kinds: Vec<String> = made
        .constraints
        .iter()
        .map(|constraint| match &constraint.body {
            ConstraintBody::PrimaryKey(columns) => format!("key {}", columns.join(" ")),
            ConstraintBody::Unique(unique) => format!("unique {}", unique.columns.join(" ")),
            ConstraintBody::Check(check) => format!("check {}", check.expression),
            ConstraintBody::ForeignKey(key) => format!("points {}", key.columns.join(" ")),
            ConstraintBody::Exclude(_) => "exclude".to_owned(),
        })
        .collect();
    assert_eq!(kinds, ["key a c", "unique b", "check b > 0", "points c", "unique a b"]);
    let nullable: Vec<bool> = made.columns.iter().map(|column| column.nullable).collect();
    assert_eq!(nullable, [false, true, false]);
    assert_eq!(made.indexes.len(), 2);
    assert_eq!(made.indexes[1].keys[1].term, IndexTerm::Expression("lower(b)".into()));
}

#[test]
fn an_added_column_brings_its_constraints_and_its_index() {
    let column = column("a", integer()).unique().index().primary_key();
    let done = done(|db| db.add_column("t", column));
    let added = matches!(&done[0], Operation::AddColumn(add) if !add.column.nullable);
    assert!(added, "{done:?}");
    assert_eq!(done[1], o::add_constraint("t", primary_key(["a"])).into());
    assert_eq!(done[2], o::add_constraint("t", unique(["a"])).into());
    assert!(matches!(&done[3], Operation::CreateIndex(made) if made.index.name.is_none()));
}

#[test]
fn neighbours_with_the_same_columns_are_one_insert() {
    let rows = [row! { a: 1 }, row! { a: 2 }, row! { a: 3, b: "x" }, row! { a: 4 }];
    let done = done(|db| assert_eq!(db.insert("t", rows), 4));
    let rows: Vec<u32> = done
        .iter()
        .map(|one| match one {
            Operation::Insert(insert) => insert.rows.rows,
            _ => 0,
        })
        .collect();
    assert_eq!(rows, [2, 1, 1]);
}

#[test]
fn a_column_travels_in_its_narrowest_form() {
    let cells = |values: [Value; 2]| {
        let made = batch(values.map(|value| row! { a: value }));
        (made.columns[0].cells.clone(), made.columns[0].nulls.clone())
    };
    assert_eq!(cells([1.into(), 2.into()]), (Cells::Signed(vec![1, 2]), vec![]));
    assert_eq!(cells([().into(), 2.into()]), (Cells::Signed(vec![0, 2]), vec![true, false]));
    let mixed = [Value::from(1), "x".into()];
    assert_eq!(cells(mixed.clone()), (Cells::Mixed(mixed.to_vec()), vec![]));
    for value in [Value::json("{}"), Value::Null, 1.5.into(), vec![1_u8].into(), u64::MAX.into()] {
        let rows = [row! { a: value.clone() }, row! { a: () }];
        assert_eq!(rows_of(batch(rows)), [vec![value], vec![Value::Null]]);
    }
}

#[test]
fn a_writer_writes_whole_batches_and_then_the_rest() {
    let done = done(|db| {
        let mut writer = db.updater("t", ["id"], ["name"]).batch(2);
        for id in 0..5 {
            writer.push([id.into(), "x".into()]).unwrap();
        }
        assert!(writer.push([1.into()]).unwrap_err().to_string().contains("id, name"));
        assert_eq!(writer.finish(), 5);
        db.deleter("t", ["id"]).finish();
    });
    let sizes: Vec<(Vec<String>, u32)> = done
        .into_iter()
        .map(|one| match one {
            Operation::UpdateByKey(update) => (update.key, update.rows.rows),
            other => panic!("{other:?}"),
        })
        .collect();
    let key = || vec!["id".to_owned()];
    assert_eq!(sizes, [(key(), 2), (key(), 2), (key(), 1)]);
}

#[test]
fn rows_are_filtered_ordered_cut_and_read_over_batches() {
    let rows = (0..7).map(|id| row! { id: 6 - id, even: id % 2 == 0, name: format!("n{id}") });
    let host = FakeHost::new().holding("t", rows);
    let read = |db: &Db| -> Result<Vec<i64>> {
        let even = db.rows("t").columns(["id"]).matching(row! { even: true });
        even.order(["id"]).limit(3).batch(2).into_iter().map(|row| row.get("id")).collect()
    };
    host.run(|db| {
        assert_eq!(read(db)?, [0, 2, 4]);
        assert_eq!(db.rows("t").batch(3).batches().map(|b| b.rows).collect::<Vec<_>>(), [3, 3, 1]);
        let first = db.rows("t").order(["id"]).first().ok_or_else(|| Error::new("no row"))?;
        assert_eq!(first.get::<String>("name")?, "n6");
        let said = first.get::<i64>("nome").unwrap_err().to_string();
        assert!(said.contains("`nome`") && said.contains("id, even, name"), "{said}");
        assert!(db.rows("nowhere").first().is_none());
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_refused_attempt_leaves_nothing_and_gives_the_reason() {
    let host = FakeHost::new().refusing("duplicate key");
    let drop = || [o::drop_table("t").into()];
    host.run(|db| {
        assert_eq!(db.attempt(drop()), Err("duplicate key".to_owned()));
        assert_eq!(db.attempt(drop()), Ok(0));
        Ok(())
    })
    .unwrap();
    assert_eq!(host.done(), drop());
}

#[test]
fn raw_sql_is_in_the_words_of_the_dialect() {
    let host = FakeHost::new().dialect("mysql").answering("SELECT 1 AS n", [row! { n: 1 }]);
    host.run_raw(|db| {
        let sql = per_dialect().postgres("VACUUM").mysql("OPTIMIZE TABLE t").otherwise("VACUUM");
        db.execute(sql, ["x".into()]);
        db.log(&format!("{} rows", db.query_sql("SELECT 1 AS n", []).count()));
        Ok(())
    })
    .unwrap();
    assert_eq!(host.statements(), [("OPTIMIZE TABLE t".to_owned(), vec!["x".into()])]);
    assert_eq!(host.said(), [(Level::Info, "1 rows".to_owned())]);
}

#[test]
fn an_error_of_a_library_becomes_the_reason_with_its_causes() {
    let host = FakeHost::new().param("count", "many");
    let said = host.run(|db| {
        let count = db.param("count").ok_or_else(|| Error::new("`count` is missing"))?;
        db.progress(count.parse()?, None);
        Ok(())
    });
    assert_eq!(said.unwrap_err().to_string(), "invalid digit found in string");
}
