//! PostgreSQL: pages that are read, and one `UPDATE` for each page from arrays.

use std::error::Error;

use postgres::{Client, NoTls, Row};

use crate::person::Person;
use crate::{PAGE_ROWS, add_columns};

const PAGE: &str = "SELECT id, full_name, email, details, joined_text FROM persons
    WHERE id > $1 ORDER BY id LIMIT $2";

const UPDATE: &str =
    "UPDATE persons SET first_name = new.first_name, last_name = new.last_name, city = new.city,
        joined_on = new.joined_on::date, email = new.email
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS new (id, first_name, last_name, city, joined_on, email)
    WHERE persons.id = new.id";

pub fn run(url: &str) -> Result<(), Box<dyn Error>> {
    let mut client = Client::connect(url, NoTls)?;
    let mut transaction = client.transaction()?;
    for statement in add_columns() {
        transaction.execute(&statement, &[])?;
    }
    let page = transaction.prepare(PAGE)?;
    let update = transaction.prepare(UPDATE)?;
    let mut last = i64::MIN;
    loop {
        let rows = transaction.query(&page, &[&last, &(PAGE_ROWS as i64)])?;
        let persons = rows.iter().map(person).collect::<Result<Vec<_>, _>>()?;
        let Some(end) = persons.last() else { break };
        last = end.id;
        let changes = persons.iter().map(Person::changes).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<i64> = persons.iter().map(|person| person.id).collect();
        let first: Vec<&str> = changes.iter().map(|new| new.first_name.as_str()).collect();
        let last_names: Vec<Option<&str>> =
            changes.iter().map(|new| new.last_name.as_deref()).collect();
        let cities: Vec<Option<&str>> = changes.iter().map(|new| new.city.as_deref()).collect();
        let dates: Vec<&str> = changes.iter().map(|new| new.joined_on.as_str()).collect();
        let emails: Vec<&str> = changes.iter().map(|new| new.email.as_str()).collect();
        transaction.execute(&update, &[&ids, &first, &last_names, &cities, &dates, &emails])?;
    }
    transaction.commit()?;
    Ok(())
}

fn person(row: &Row) -> Result<Person, postgres::Error> {
    Ok(Person {
        id: row.try_get(0)?,
        full_name: row.try_get(1)?,
        email: row.try_get(2)?,
        details: row.try_get(3)?,
        joined_text: row.try_get(4)?,
    })
}
