//! What no operation says: columns, options and sequences that change in place, and which types of
//! the server's own keep every value.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::conversion::{Conversion, conversion};
use sandshift_model::object::Sequence;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::MysqlDialect;
use super::change_column::alter;
use super::types::{column_type, first_word};
use crate::backend::dialect::{DialectError, RestatedOptions};

impl MysqlDialect {
    /// The column once more, as a whole.
    pub(super) fn restated_column(
        &self,
        table: &Table,
        column: &Column,
        catalog: &Catalog,
    ) -> Result<Vec<String>, DialectError> {
        let clause = format!("MODIFY COLUMN {}", self.column(column, table, catalog)?);
        Ok(vec![alter(&self.table_name(&table.name)?, &[clause]).sql])
    }

    /// Engine, character set and collation; none where other words go, which the server keeps.
    pub(super) fn restated_options(
        &self,
        from: &Table,
        to: &Table,
    ) -> Result<Option<RestatedOptions>, DialectError> {
        let (old, new) = (&from.options, &to.options);
        let mut clauses = Vec::new();
        for word in old.native.iter().filter(|word| !new.native.contains(word)) {
            let own = key(word);
            if new.native.iter().any(|other| key(other) == own) {
                continue;
            }
            let Some(plain) = plain_option(&own) else { return Ok(None) };
            clauses.push(plain.to_owned());
        }
        if old.engine != new.engine {
            clauses.push(format!("ENGINE={}", new.engine.as_deref().unwrap_or("InnoDB")));
        }
        let collates_columns = old.charset != new.charset || old.collation != new.collation;
        if collates_columns {
            let collation = self.table_collation(to);
            let charset = collation.split('_').next().unwrap_or("utf8mb4").to_owned();
            clauses.push(format!("CONVERT TO CHARACTER SET {charset} COLLATE {collation}"));
        }
        clauses.extend(new.native.iter().filter(|word| !old.native.contains(word)).cloned());
        let statements = vec![alter(&self.table_name(&to.name)?, &clauses).sql];
        Ok(Some(RestatedOptions { statements, collates_columns }))
    }

    /// The same sequence, counting on from where it stands.
    pub(super) fn restated_sequence(&self, to: &Sequence) -> Result<Vec<String>, DialectError> {
        let name = self.table_name(&to.name)?;
        let (step, start) = (to.increment.unwrap_or(1), to.start.unwrap_or(1));
        let native = to.native.as_ref().map(|words| format!(" {words}")).unwrap_or_default();
        let sql = format!("ALTER SEQUENCE {name} INCREMENT BY {step} START WITH {start}{native}");
        Ok(vec![sql])
    }
}

/// The name of an option, in lower case.
fn key(option: &str) -> String {
    option.split('=').next().unwrap_or_default().trim().to_lowercase()
}

/// What takes an option away; none for options that the server keeps.
fn plain_option(key: &str) -> Option<&'static str> {
    Some(match key {
        "row_format" => "ROW_FORMAT=DEFAULT",
        "key_block_size" => "KEY_BLOCK_SIZE=0",
        "max_rows" => "MAX_ROWS=0",
        "min_rows" => "MIN_ROWS=0",
        "avg_row_length" => "AVG_ROW_LENGTH=0",
        "checksum" => "CHECKSUM=0",
        "pack_keys" => "PACK_KEYS=DEFAULT",
        "stats_persistent" => "STATS_PERSISTENT=DEFAULT",
        "stats_auto_recalc" => "STATS_AUTO_RECALC=DEFAULT",
        "stats_sample_pages" => "STATS_SAMPLE_PAGES=DEFAULT",
        _ => return None,
    })
}

/// As [`conversion`], with the types that only these servers have.
pub(super) fn conversion_of(from: &ColumnType, to: &ColumnType) -> Conversion {
    let known = conversion(from, to);
    if known != Conversion::Narrowing {
        return known;
    }
    let spelled = |ty: &ColumnType| column_type(ty, &Catalog::default()).ok();
    match (spelled(from), spelled(to)) {
        (Some(from), Some(to)) if widens(&from.to_lowercase(), &to.to_lowercase()) => {
            Conversion::Widening
        }
        _ => Conversion::Narrowing,
    }
}

fn widens(from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    let (word, wider) = (first_word(from), first_word(to));
    if word == wider && matches!(word, "enum" | "set") {
        // The places of the values are what is stored, so that new ones may only follow.
        return to.starts_with(from.trim_end_matches(')'));
    }
    let ranks: [&[&str]; 3] = [
        &["tinyint", "smallint", "mediumint", "int", "bigint"],
        &["tinytext", "text", "mediumtext", "longtext"],
        &["tinyblob", "blob", "mediumblob", "longblob"],
    ];
    let unsigned = |text: &str| text.contains("unsigned");
    ranks.iter().any(|ranks| {
        let rank = |word: &str| ranks.iter().position(|one| *one == word);
        let (Some(old), Some(new)) = (rank(word), rank(wider)) else { return false };
        match (unsigned(from), unsigned(to)) {
            (false, true) => false,
            (true, false) => old < new,
            _ => old <= new,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::widens;

    #[test]
    fn types_of_the_servers_own_widen() {
        assert!(widens("enum('a','b')", "enum('a','b','c')"));
        assert!(!widens("enum('a','b')", "enum('b','a')"));
        assert!(widens("tinyint(4)", "int(11)"));
        assert!(widens("int(10) unsigned", "bigint(20)"));
        assert!(!widens("int(11)", "int(10) unsigned"));
        assert!(widens("text", "longtext"));
    }
}
