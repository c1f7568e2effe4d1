use proptest::prelude::*;

use super::*;

fn of(sql: &str) -> Mentioned {
    mentioned(sql, &Lexis::POSTGRES).unwrap()
}

#[test]
fn every_name_counts_however_it_is_written() {
    let found =
        of(r#"select "Secret Plans".a from PUBLIC."Secret Plans" where b in (table orders)"#);
    for name in ["secret plans", "public", "orders", "a", "b"] {
        assert!(found.names.contains(name), "{name}");
    }
    assert!(found.queries && found.odd.is_none() && found.functions.is_empty());
}

#[test]
fn functions_that_are_not_plain_are_named() {
    let found = of(
        "lower(a) || pg_read_file ('x') || my.evil(1) || cast(b as varchar(10)) || \"sleep\"(1)",
    );
    let names: Vec<&str> = found.functions.iter().map(String::as_str).collect();
    assert_eq!(names, ["evil", "pg_read_file", "sleep"]);
    assert!(!of("coalesce(a, b) in (1, 2)").queries);
}

#[test]
fn what_belongs_to_the_server_is_out_of_the_ordinary() {
    for sql in [
        "select * from pg_authid",
        "select * from information_schema.tables",
        "delete from sandshift_heads",
        "select U&\"sandshift\\005fheads\"",
        "select a into outfile 'x'",
        "select $1",
    ] {
        assert!(of(sql).odd.is_some(), "{sql}");
    }
    let mysql = |sql| mentioned(sql, &Lexis::MYSQL).unwrap();
    assert!(mysql("select @@version").odd.is_some());
    assert!(mysql("select 1 /*!50000 + 1 */").odd.is_some());
    assert!(mysql("select * from `séc`").odd.is_some());
    assert!(mysql("select 'sandshift_heads', \"pg_authid\"").odd.is_none());
}

#[test]
fn a_statement_with_one_target_only_reads_the_other_tables() {
    let target = |sql: &str| of(sql).target;
    assert_eq!(target("insert into a select * from b").as_deref(), Some("a"));
    assert_eq!(
        target("INSERT OR REPLACE INTO x.A(b) VALUES (replace(1, 2, 3))").as_deref(),
        Some("a")
    );
    assert_eq!(target("update a set b = (select 1 from c)").as_deref(), Some("a"));
    assert_eq!(target("delete from a where b in (select b from c)").as_deref(), Some("a"));
    assert_eq!(
        target("insert into a values (1) on conflict (b) do update set c = 1").as_deref(),
        Some("a")
    );
    for sql in [
        "update a, b set a.x = 1",
        "update a join b on true set b.x = 1",
        "delete a, b from a join b",
        "delete from a using b",
        "with x as (delete from b returning *) insert into a select * from x",
        "insert into a with x as (delete from b returning *) select * from x",
    ] {
        assert_eq!(target(sql), None, "{sql}");
    }
}

#[test]
fn what_is_made_is_told() {
    let made = |sql: &str| {
        of(sql).made.map(|(kind, schema, name)| (kind, schema.unwrap_or_default(), name))
    };
    let own = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(made("create table if not exists a.\"B\" (c int)"), own("table", "a", "B"));
    assert_eq!(made("create unique index concurrently i on t (a)"), own("index", "", "i"));
    assert_eq!(made("create or replace view v as select 1"), own("view", "", "v"));
    assert_eq!(made("alter table t add column a int"), None);
}

proptest! {
    #[test]
    fn no_text_makes_it_fail(sql in "\\PC{0,80}") {
        for lexis in [&Lexis::SQLITE, &Lexis::POSTGRES, &Lexis::MYSQL] {
            let _ = mentioned(&sql, lexis);
        }
    }

    #[test]
    fn no_statement_makes_it_fail(words in prop::collection::vec(
        prop::sample::select(vec![
            "create", "table", "view", "if", "not", "exists", "update", "set", "delete", "from", "insert", "into",
            "only", ".", ",", "(", ")", "a", "\"b\"", "join", "do", "with", "as", "select", "'x'", "--\n",
        ]), 0..20))
    {
        let _ = mentioned(&words.join(" "), &Lexis::POSTGRES);
    }
}
