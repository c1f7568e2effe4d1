//! The transform as somebody writes it by hand who wants it fast: pages over the primary key, and one bulk statement or
//! one prepared statement for what was computed. Everything is one transaction where the database allows it.

mod mariadb;
mod person;
mod postgres;
mod sqlite;

use std::error::Error;

/// Rows of one page.
const PAGE_ROWS: usize = 5_000;

/// The columns that are added, in words that all three databases take.
const NEW_COLUMNS: [&str; 4] =
    ["first_name VARCHAR(100)", "last_name VARCHAR(100)", "city VARCHAR(100)", "joined_on DATE"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("sqlite"), Some(file)) => sqlite::run(&file),
        (Some("postgres"), Some(url)) => postgres::run(&url),
        (Some("mariadb"), Some(url)) => mariadb::run(&url),
        _ => Err("usage: pages sqlite FILE | postgres URL | mariadb URL".into()),
    }
}

fn add_columns() -> impl Iterator<Item = String> {
    NEW_COLUMNS.iter().map(|column| format!("ALTER TABLE persons ADD COLUMN {column}"))
}
