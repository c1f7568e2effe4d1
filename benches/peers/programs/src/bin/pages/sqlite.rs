//! SQLite: pages that are read, and one prepared `UPDATE` for each row, which costs no round trip there.

use std::error::Error;

use rusqlite::{Connection, Row, params};

use crate::person::Person;
use crate::{PAGE_ROWS, add_columns};

const PAGE: &str = "SELECT id, full_name, email, details, joined_text FROM persons
    WHERE id > ?1 ORDER BY id LIMIT ?2";

const UPDATE: &str = "UPDATE persons
    SET first_name = ?1, last_name = ?2, city = ?3, joined_on = ?4, email = ?5 WHERE id = ?6";

pub fn run(file: &str) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(file)?;
    let transaction = connection.transaction()?;
    for statement in add_columns() {
        transaction.execute(&statement, [])?;
    }
    {
        let mut page = transaction.prepare(PAGE)?;
        let mut update = transaction.prepare(UPDATE)?;
        let mut last = i64::MIN;
        loop {
            let rows = page.query_map(params![last, PAGE_ROWS as i64], person)?;
            let persons = rows.collect::<Result<Vec<_>, _>>()?;
            let Some(end) = persons.last() else { break };
            last = end.id;
            for person in &persons {
                let new = person.changes()?;
                update.execute(params![
                    new.first_name,
                    new.last_name,
                    new.city,
                    new.joined_on,
                    new.email,
                    person.id
                ])?;
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        full_name: row.get(1)?,
        email: row.get(2)?,
        details: row.get(3)?,
        joined_text: row.get(4)?,
    })
}
