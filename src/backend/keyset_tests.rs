use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;

use super::*;
use crate::backend::sqlite::SqliteDialect;
use crate::backend::table_rows::Access;

fn plan(key: &[&str], behind: Option<Row>) -> RowsPlan {
    let ident = |name: &str| Ident::new(name).unwrap();
    let key: Vec<Ident> = key.iter().map(|name| ident(name)).collect();
    RowsPlan {
        table: ObjectName::bare(ident("t")),
        catalog: Catalog::default(),
        columns: [vec![ident("v")], key.clone()].concat(),
        key,
        filter: Filter::all(),
        behind,
        descending: false,
        access: Access::Fastest,
    }
}

fn select(key: &[&str], behind: Option<Row>) -> String {
    Keyset::new(plan(key, behind), Vec::new(), "").select(&SqliteDialect, 5).unwrap()
}

#[test]
fn a_page_begins_behind_the_last_key() {
    assert_eq!(select(&["a"], None), r#"SELECT "v", "a" FROM "t" ORDER BY "a" LIMIT 5"#);
    assert_eq!(
        select(&["a"], Some(vec![Value::Int(7)])),
        r#"SELECT "v", "a" FROM "t" WHERE "a" > 7 ORDER BY "a" LIMIT 5"#
    );
    let sql = select(&["a", "b"], Some(vec![Value::Int(7), Value::Text("x".into())]));
    assert!(sql.contains(r#"WHERE "a" >= 7 AND ("a" > 7 OR ("b" > 'x')) ORDER"#), "{sql}");
}

#[test]
fn pages_grow_until_they_are_full_and_shrink_for_long_rows() {
    let size = PageSize { rows: 5_000, bytes: 1_000_000 };
    let mut keyset = Keyset::new(plan(&["a"], None), Vec::new(), "");
    let asked: Vec<usize> = (0..4).map(|_| keyset.wanted(size)).collect();
    assert_eq!(asked, [64, 512, 4_096, 5_000]);
    keyset.longest = 300_000;
    assert_eq!(keyset.wanted(size), 3);
    keyset.longest = 3_000_000;
    assert_eq!(keyset.wanted(size), 1);
}

#[test]
fn a_page_may_go_downwards() {
    let below = plan(&["a", "b"], Some(vec![Value::Int(7), Value::Int(3)]));
    let below = RowsPlan { descending: true, ..below };
    assert_eq!(
        Keyset::new(below, Vec::new(), "").select(&SqliteDialect, 5).unwrap(),
        r#"SELECT "v", "a", "b" FROM "t" WHERE "a" <= 7 AND ("a" < 7 OR ("b" < 3)) ORDER BY "a" DESC, "b" DESC LIMIT 5"#
    );
}
