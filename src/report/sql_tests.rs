use sandshift_model::origin::Origin;

use super::*;
use crate::revision::RevisionId;

fn line(sql: &str, role: Role, number: u32, rows: u64) -> Line {
    Line { sql: sql.into(), role, origin: Origin::new(number, 1), rows, micros: 0, trial: None }
}

fn finished(message: &str, lines: Vec<Line>) -> Event {
    Event::Finished {
        revision: "3f2a".parse::<RevisionId>().unwrap(),
        message: message.into(),
        file: "3f2a_x.rhai".into(),
        direction: Direction::Up,
        transcript: Transcript { lines },
        micros: 0,
    }
}

#[test]
fn every_statement_ends_and_every_position_is_a_comment() {
    let event = finished(
        "two\nlines; DROP TABLE x;\r--",
        vec![
            line("BEGIN", Role::Frame, 0, 0),
            line("CREATE TABLE a (b int)", Role::Statement, 12, 0),
            line("SELECT 1 -- why", Role::Statement, 12, 0),
            line("COMMIT", Role::Frame, 0, 0),
        ],
    );
    assert_eq!(
        SqlText::new("sqlite", Detail::Full).render(&event),
        "-- revision 3f2a (up): two\n--   lines; DROP TABLE x;\\r--\nBEGIN;\n-- 3f2a_x.rhai:12\n\
         CREATE TABLE a (b int);\nSELECT 1 -- why\n;\nCOMMIT;\n"
    );
}

#[test]
fn a_body_gets_delimiters_that_it_does_not_hold_itself() {
    let sql = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = '$$'; END";
    let event = finished("m", vec![line(sql, Role::Statement, 0, 0)]);
    let mysql = SqlText::new("mysql", Detail::Full).render(&event);
    assert_eq!(mysql, format!("-- revision 3f2a (up): m\nDELIMITER $$$\n{sql}$$$\nDELIMITER ;\n"));
    let sqlite = SqlText::new("sqlite", Detail::Full).render(&event);
    assert_eq!(sqlite, format!("-- revision 3f2a (up): m\n{sql};\n"));
}

#[test]
fn a_summary_cuts_the_way_back_of_many_rows_out_of_the_journal() {
    let short = "INSERT INTO journal VALUES ('1', '')";
    let long = format!("INSERT INTO journal VALUES ('2', '{}')", "x".repeat(5_000));
    let event = finished(
        "m",
        vec![line(short, Role::Bookkeeping, 0, 1), line(&long, Role::Bookkeeping, 0, 1)],
    );
    assert_eq!(
        SqlText::new("sqlite", Detail::Summary).render(&event),
        format!(
            "-- revision 3f2a (up): m\n{short};\n-- 1 statement, 1 rows, 5036 bytes: \
             INSERT INTO journal VALUES ('2', 'xxxxxxxxxxxxxxxxxxxxxxxxxx …\n"
        )
    );
    assert!(SqlText::new("sqlite", Detail::Full).render(&event).contains(&long));
}

#[test]
fn a_summary_counts_row_work_and_says_that_it_is_one() {
    let mut text = SqlText::new("sqlite", Detail::Summary);
    let how = text.render(&Event::Rehearsing { how: "rehearsed".into() });
    assert!(how.contains("not complete"), "{how}");
    let event = finished(
        "m",
        vec![
            line("INSERT INTO a VALUES (1)", Role::Statement, 3, 1),
            line("INSERT INTO a VALUES (2)", Role::Statement, 3, 1),
            line("UPDATE a SET b = 1", Role::Statement, 4, 2),
        ],
    );
    assert_eq!(
        text.render(&event),
        "\n-- revision 3f2a (up): m\n-- 3f2a_x.rhai:3\n-- 2 statements, 2 rows, 48 bytes: \
         INSERT INTO a VALUES (1) …\n-- 3f2a_x.rhai:4\nUPDATE a SET b = 1;\n"
    );
}
