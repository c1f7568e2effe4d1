//! The transform as a module: names are split, a field is taken out of JSON, a date is read, an address lower-cased.

use sandshift_guest::prelude::*;
use sandshift_guest::transform::{Changes, Input};
use serde::Deserialize;

#[derive(Deserialize)]
struct Details {
    address: Option<Address>,
}

#[derive(Deserialize)]
struct Address {
    city: Option<String>,
}

fn split(rows: &Input) -> Result<Changes> {
    rows.map(["first_name", "last_name", "city", "joined_on", "email"], |row| {
        let name = row.text("full_name")?.unwrap_or_default();
        let (first, last) = match name.split_once(' ') {
            Some((first, last)) => (first, Some(last)),
            None => (name, None),
        };
        let details = row.text("details")?.unwrap_or_default();
        let details: Details = serde_json::from_str(details).map_err(|error| Error::new(error.to_string()))?;
        let city = details.address.and_then(|address| address.city);
        let email = row.text("email")?.unwrap_or_default();
        Ok([first.into(), last.into(), city.into(), date(row)?, email.to_lowercase().into()])
    })
}

fn date(row: &Row) -> Result<Value> {
    let text = row.text("joined_text")?.unwrap_or_default();
    let mut parts = text.split('.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) => Ok(Value::date(format!("{year}-{month}-{day}"))),
        _ => Err(Error::new(format!("`{text}` is no date"))),
    }
}

sandshift_guest::transforms! { "split" => split }
