//! The transform itself, from the old values of a row to the new ones.

use std::error::Error;

use serde::Deserialize;

/// What is read of a row.
pub struct Person {
    pub id: i64,
    pub full_name: String,
    pub email: String,
    pub details: String,
    pub joined_text: String,
}

/// What is written.
pub struct Changes {
    pub first_name: String,
    pub last_name: Option<String>,
    pub city: Option<String>,
    pub joined_on: String,
    pub email: String,
}

#[derive(Deserialize)]
struct Details {
    address: Option<Address>,
}

#[derive(Deserialize)]
struct Address {
    city: Option<String>,
}

impl Person {
    /// Computes the new values.
    ///
    /// # Errors
    ///
    /// When the details are no JSON, or the date is not as `31.12.2020`.
    pub fn changes(&self) -> Result<Changes, Box<dyn Error>> {
        let (first_name, last_name) = match self.full_name.split_once(' ') {
            Some((first, last)) => (first.to_owned(), Some(last.to_owned())),
            None => (self.full_name.clone(), None),
        };
        let details: Details = serde_json::from_str(&self.details)?;
        let city = details.address.and_then(|address| address.city);
        Ok(Changes {
            first_name,
            last_name,
            city,
            joined_on: date(&self.joined_text)?,
            email: self.email.to_lowercase(),
        })
    }
}

fn date(text: &str) -> Result<String, Box<dyn Error>> {
    let mut parts = text.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year), None) => Ok(format!("{year}-{month}-{day}")),
        _ => Err(format!("`{text}` is no date").into()),
    }
}
