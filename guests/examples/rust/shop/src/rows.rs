//! Rows with values of every kind.

use sandshift_guest::prelude::*;

pub(crate) fn fill(db: &Db) {
    db.insert(
        "branches",
        [
            row! { code: "NRTH", id: 1, name: "North", parent_id: () },
            row! { code: "STH1", id: 2, name: "O'Neil's \\ \"South\"", parent_id: 1 },
            row! { code: "EAST", id: 3 },
        ],
    );
    db.insert(
        "wares",
        [
            row! {
                barcode: vec![0x00, 0xff, 0x27],
                bought: Value::date("2024-02-29"),
                branch_id: 1,
                counted: Value::timestamp("2024-02-29 23:59:59.123456"),
                created: db.now(),
                description: "line one\nline two, ünï ☃",
                extras: Value::json(r#"{"colours":["red","blue"],"depth":3}"#),
                id: 1,
                in_stock: false,
                label: "lamp",
                lasts: "1 day",
                opens: Value::time("08:30:00"),
                picture: Vec::new(),
                price: Value::decimal("19.90"),
                shelf: -3,
                state: "USED",
                tag: Value::uuid("6f1c1c1e-7d0b-4c36-9a35-0d6a6a1d0e11"),
                volume: -0.125,
                weight: 1.5,
            },
            row! {
                barcode: (),
                bought: (),
                branch_id: 2,
                counted: (),
                created: db.now(),
                description: (),
                extras: (),
                id: 9_007_199_254_740_993_i64,
                in_stock: true,
                label: "",
                lasts: (),
                opens: (),
                picture: (),
                price: Value::decimal("0.05"),
                shelf: 999,
                state: "DAMAGED",
                tag: db.uuid4(),
                volume: 1e300,
                weight: (),
            },
        ],
    );
    db.insert(
        "notes",
        [
            row! { body: "first", line: 1, ware_id: 1 },
            row! { body: "second", line: 2, ware_id: 1 },
            row! { body: "third", line: 1, ware_id: 9_007_199_254_740_993_i64 },
        ],
    );
    let sold = row! { branch_id: 1, in_stock: false };
    db.update("wares", set! { price: expr("price + 1"), rank: 7 }, sold);
    db.update("branches", set! { name: "East" }, row! { name: "unnamed", parent_id: () });
    db.update("notes", set! { body: () }, Filter::EveryRow);
    db.delete("notes", row! { line: 2, ware_id: 1 });
}
