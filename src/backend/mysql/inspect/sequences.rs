//! Sequences of MariaDB.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::Sequence;

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::literal::quote_text;
use crate::backend::mysql::qualifier::quoted;

/// Adds the sequences, by one question for their names and one for all of their options.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let names = connection.texts(
        "SELECT TABLE_NAME FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SEQUENCE' \
         AND TABLE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    if names.is_empty() {
        return Ok(());
    }
    let option_of = |name: &String| {
        format!(
            "SELECT {}, start_value, increment, minimum_value, maximum_value, cache_size, \
             cycle_option FROM {}",
            quote_text(name),
            quoted(name)
        )
    };
    let questions: Vec<String> = names.iter().flatten().flatten().map(option_of).collect();
    for row in connection.texts(&questions.join(" UNION ALL "))? {
        let sequence = sequence(Fields::of(row))?;
        catalog.sequences.insert(sequence.name.clone(), sequence);
    }
    Ok(())
}

/// What the server takes without a word is left out.
fn sequence(mut fields: Fields) -> Result<Sequence, DatabaseError> {
    let name = fields.object()?;
    let mut number = || fields.text().parse::<i64>().unwrap_or_default();
    let (start, increment) = (number(), number());
    let (min, max, cache) = (number(), number(), number());
    let cycle = number() != 0;
    // The outermost numbers are the server's own.
    let (lowest, highest) = match increment < 0 {
        true => (i64::MIN + 1, -1),
        false => (1, i64::MAX - 1),
    };
    let default_start = if increment < 0 { max } else { min };
    let native = [
        (min != lowest).then(|| format!("MINVALUE {min}")),
        (max != highest).then(|| format!("MAXVALUE {max}")),
        (cache != 1000).then(|| format!("CACHE {cache}")),
        cycle.then(|| "CYCLE".to_owned()),
    ];
    let native: Vec<String> = native.into_iter().flatten().collect();
    Ok(Sequence {
        name,
        start: Some(start).filter(|start| *start != default_start),
        increment: Some(increment).filter(|increment| *increment != 1),
        native: (!native.is_empty()).then(|| native.join(" ")),
    })
}
