//! MariaDB: pages that are read, and one statement of many rows for each page that meets the rows that are there.
//!
//! The columns that may not be NULL have to be sent although they stay as they are.

use std::error::Error;

use mysql::prelude::Queryable;
use mysql::{Conn, Opts, Params, TxOpts, Value};

use crate::person::Person;
use crate::{PAGE_ROWS, add_columns};

const PAGE: &str = "SELECT id, full_name, email, details, joined_text FROM persons
    WHERE id > ? ORDER BY id LIMIT ?";

const INSERT: &str = "INSERT INTO persons
    (id, full_name, details, joined_text, first_name, last_name, city, joined_on, email) VALUES ";

const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";

const UPDATE: &str =
    " ON DUPLICATE KEY UPDATE first_name = VALUES(first_name), last_name = VALUES(last_name),
    city = VALUES(city), joined_on = VALUES(joined_on), email = VALUES(email)";

pub fn run(url: &str) -> Result<(), Box<dyn Error>> {
    let mut connection = Conn::new(Opts::from_url(url)?)?;
    for statement in add_columns() {
        connection.query_drop(statement)?;
    }
    let mut transaction = connection.start_transaction(TxOpts::default())?;
    let page = transaction.prep(PAGE)?;
    let mut last = i64::MIN;
    loop {
        let read = |(id, full_name, email, details, joined_text)| Person {
            id,
            full_name,
            email,
            details,
            joined_text,
        };
        let persons: Vec<Person> = transaction.exec_map(&page, (last, PAGE_ROWS), read)?;
        let Some(end) = persons.last() else { break };
        last = end.id;
        // The driver keeps prepared statements by their text, so that full pages share one.
        let rows = vec![ROW; persons.len()].join(", ");
        let mut values: Vec<Value> = Vec::with_capacity(persons.len() * 9);
        for person in persons {
            let new = person.changes()?;
            values.extend([
                person.id.into(),
                person.full_name.into(),
                person.details.into(),
                person.joined_text.into(),
                new.first_name.into(),
                new.last_name.into(),
                new.city.into(),
                new.joined_on.into(),
                new.email.into(),
            ]);
        }
        transaction.exec_drop(format!("{INSERT}{rows}{UPDATE}"), Params::Positional(values))?;
    }
    transaction.commit()?;
    Ok(())
}
