//! Row transforms for names: a script orchestrates, and this module does the row work.
//!
//! ```rhai
//! db.transform("persons", #{ read: ["full_name"], write: ["first_name", "last_name"] },
//!     module("normalise.wasm", "split-name"));
//! db.transform("persons", #{ read: ["city", "tags"], write: ["city_id"], refused: #{ into: "no_city" },
//!     lookups: #{ cities: ["id", "name"] } }, module("normalise.wasm", "settle"));
//! ```

use std::cell::OnceCell;
use std::collections::BTreeMap;

use sandshift_guest::prelude::*;
use sandshift_guest::transform::{Changes, Input, delete_row, insert_row, lookup_table};

/// Splits `full_name` at its last space: what stands behind it is the last name. Names such as
/// `Ludwig van Beethoven` keep their particle with the last name.
fn split_name(rows: &Input) -> Result<Changes> {
    rows.map(["first_name", "last_name"], |row| {
        let (first, last) = row.text("full_name")?.map_or((None, None), parts);
        Ok([first.into(), last.into()])
    })
}

/// Puts one space where there are several, and none around a name.
fn trim_name(rows: &Input) -> Result<Changes> {
    rows.map(["full_name"], |row| {
        let full = row.text("full_name")?;
        let words = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok([full.map(words).into()])
    })
}

thread_local! {
    /// The numbers of cities by their names, read once.
    static CITIES: OnceCell<BTreeMap<String, i64>> = const { OnceCell::new() };
}

/// Finds the number of each person's city, refuses those whose city nobody knows, gives each tag a row
/// of its own, and deletes who is tagged as gone.
fn settle(rows: &Input) -> Result<Changes> {
    rows.map(["city_id"], |row| {
        let tags: Option<String> = row.get("tags")?;
        for tag in tags.iter().flat_map(|tags| tags.split_whitespace()) {
            if tag == "gone" {
                delete_row();
                return Ok([Value::Null]);
            }
            insert_row("tags", row! { person: row.get::<i64>("id")?, tag: tag });
        }
        match row.text("city")? {
            None => Ok([Value::Null]),
            Some(city) => match number_of(city)? {
                Some(number) => Ok([number.into()]),
                None => Err(Error::new(format!("nobody knows the city `{city}`"))),
            },
        }
    })
}

fn number_of(city: &str) -> Result<Option<i64>> {
    CITIES.with(|cities| {
        if cities.get().is_none() {
            let rows = lookup_table("cities");
            let known = rows.iter().map(|row| Ok((row.get("name")?, row.get("id")?)));
            let _ = cities.set(known.collect::<Result<BTreeMap<String, i64>>>()?);
        }
        Ok(cities.get().and_then(|cities| cities.get(city).copied()))
    })
}

/// First and last name; who has one name has it as the first one.
fn parts(full: &str) -> (Option<String>, Option<String>) {
    const PARTICLES: [&str; 6] = ["von", "van", "de", "der", "di", "la"];
    let words: Vec<&str> = full.split_whitespace().collect();
    let Some(last) = words.len().checked_sub(1) else { return (None, None) };
    let is_particle = |word: &&str| PARTICLES.contains(&word.to_lowercase().as_str());
    let particles = words[..last].iter().rev().take_while(|word| is_particle(word)).count();
    // A name of particles alone, such as `La Di`, still has a first name.
    let at = (last - particles).max(1);
    let joined = |words: &[&str]| (!words.is_empty()).then(|| words.join(" "));
    (joined(&words[..at]), joined(&words[at.min(words.len())..]))
}

sandshift_guest::transforms! {
    "settle" => settle,
    "split-name" => split_name,
    "trim-name" => trim_name,
}

#[cfg(test)]
mod tests {
    use sandshift_guest::testing::{batch, rows_of};

    use super::*;

    fn split(name: impl Into<Value>) -> Vec<Value> {
        let input = Input::new(batch([row! { full_name: name.into() }]));
        rows_of(split_name(&input).unwrap().into_batch()).remove(0)
    }

    #[test]
    fn a_name_is_split_before_its_last_word() {
        assert_eq!(split("Ada King Lovelace"), ["Ada King".into(), "Lovelace".into()]);
        assert_eq!(split("  Göran   Östlund "), ["Göran".into(), "Östlund".into()]);
    }

    #[test]
    fn particles_belong_to_the_last_name() {
        assert_eq!(split("Ludwig van Beethoven"), ["Ludwig".into(), "van Beethoven".into()]);
        assert_eq!(split("La Di"), ["La".into(), "Di".into()]);
    }

    #[test]
    fn one_name_is_the_first_one_and_none_stays_none() {
        assert_eq!(split("Teller"), ["Teller".into(), Value::Null]);
        assert_eq!(split(""), [Value::Null, Value::Null]);
        assert_eq!(split(()), [Value::Null, Value::Null]);
    }

    #[test]
    fn a_batch_keeps_the_number_and_the_order_of_its_rows() {
        let names = ["A B", "C", "D E F"];
        let input = Input::new(batch(names.map(|name| row! { full_name: name })));
        let answer = trim_name(&input).unwrap().into_batch();
        assert_eq!(rows_of(answer), names.map(|name| vec![Value::from(name)]));
    }

    #[test]
    fn a_number_is_refused_with_its_row_and_column() {
        let input = Input::new(batch([row! { full_name: "A" }, row! { full_name: 7 }]));
        let said = split_name(&input).unwrap_err().to_string();
        assert!(said.contains("row 1") && said.contains("`full_name`"), "{said}");
    }
}
