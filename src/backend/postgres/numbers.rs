//! Numbers that a rehearsal would use up: a sequence does not go back with its transaction.
//!
//! But what `ALTER SEQUENCE … RESTART` does is rolled back, since the sequence gets a new file and
//! the old one comes back at the end. So each sequence that a statement may draw from is restarted
//! where it stands before the statement runs. Other sessions that want a number of it wait for the
//! end of the rehearsal, as they do for a table that it alters.
//! <https://www.postgresql.org/docs/15/sql-altersequence.html#id-1.9.3.27.7>

use std::collections::BTreeSet;

use super::literal::text;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::lexis::Lexis;
use crate::backend::scan::{Scanner, Token};

/// The tables whose sequences are kept until the transaction ends.
#[derive(Debug, Default)]
pub(super) struct Kept {
    tables: BTreeSet<String>,
    all: bool,
}

/// Sequences that belong to a table or stand in a default of it; all of them when the table has
/// triggers, which may write anywhere.
const OF_TABLE: &str = "s.oid IN (\
     SELECT d.objid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass \
     AND d.refclassid = 'pg_class'::regclass AND d.refobjid = to_regclass(TABLE) AND d.deptype IN ('a', 'i') \
     UNION SELECT d.refobjid FROM pg_depend d JOIN pg_attrdef a ON a.oid = d.objid \
     WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass \
     AND a.adrelid = to_regclass(TABLE)) \
     OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(TABLE) AND NOT t.tgisinternal)";

/// Keeps the sequences that a statement may draw from, in the open transaction.
///
/// A sequence of another owner cannot be restarted and goes on.
pub(super) fn keep(wire: &mut Wire, sql: &str, kept: &mut Kept) -> Result<(), DatabaseError> {
    let which = match drawn_from(sql) {
        _ if kept.all => return Ok(()),
        Drawn::Nothing => return Ok(()),
        Drawn::Table(table) => {
            if !kept.tables.insert(table.clone()) {
                return Ok(());
            }
            let name = text(&table)
                .map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))?;
            OF_TABLE.replace("TABLE", &name)
        }
        Drawn::Anything => {
            kept.all = true;
            "true".to_owned()
        }
    };
    let block = format!(
        "DECLARE found record; next_value bigint; BEGIN \
         FOR found IN SELECT s.oid, q.seqincrement AS step FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid \
         WHERE s.relpersistence <> 't' AND ({which}) LOOP \
         BEGIN \
         EXECUTE format('SELECT CASE WHEN is_called THEN last_value + %s ELSE last_value END FROM %s', \
         found.step, found.oid::regclass) INTO next_value; \
         EXECUTE format('ALTER SEQUENCE %s RESTART WITH %s', found.oid::regclass, next_value); \
         EXCEPTION WHEN insufficient_privilege OR invalid_parameter_value OR numeric_value_out_of_range \
         THEN NULL; END; END LOOP; END"
    );
    let block =
        text(&block).map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))?;
    wire.write(&format!("DO {block}")).map(|_| ())
}

/// What a statement may draw numbers from.
#[derive(Debug, PartialEq, Eq)]
enum Drawn {
    Nothing,
    /// The table, as written.
    Table(String),
    Anything,
}

fn drawn_from(sql: &str) -> Drawn {
    let mut tokens = Scanner::new(sql, &Lexis::POSTGRES)
        .filter_map(Result::ok)
        .filter(Token::is_significant)
        .peekable();
    let Some(first) = tokens.next() else { return Drawn::Nothing };
    let is = |words: &[&str]| words.iter().any(|word| first.is(word));
    if is(&["INSERT", "DELETE", "UPDATE", "MERGE"]) {
        for word in ["INTO", "FROM", "ONLY"] {
            tokens.next_if(|token| token.is(word));
        }
        let mut table = String::new();
        while let Some(token) = tokens.next() {
            table.push_str(token.text);
            match tokens.next_if(|token| token.is_punct(".")) {
                Some(_) => table.push('.'),
                None => break,
            }
        }
        return Drawn::Table(table);
    }
    // A schema change draws from the sequences that it makes itself, which are gone with it.
    let is_quiet =
        is(&["CREATE", "ALTER", "DROP", "COMMENT", "SET", "RESET", "SAVEPOINT", "RELEASE"]);
    if is_quiet || is(&["ROLLBACK", "BEGIN", "COMMIT", "TRUNCATE", "GRANT", "REVOKE", "ANALYZE"]) {
        return Drawn::Nothing;
    }
    let reads = is(&["SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN"]);
    let calls = |sql: &str| sql.to_ascii_lowercase().contains("nextval");
    if reads && !calls(sql) { Drawn::Nothing } else { Drawn::Anything }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_statement_is_found_as_it_is_written() {
        let table = |sql| drawn_from(sql);
        let named = |name: &str| Drawn::Table(name.to_owned());
        assert_eq!(table("INSERT INTO \"a\".\"b c\" (x) VALUES (1)"), named("\"a\".\"b c\""));
        assert_eq!(table("/* x */ delete from only t where a"), named("t"));
        assert_eq!(table("UPDATE s . t SET a = 1"), named("s.t"));
        assert_eq!(table("CREATE TABLE t (a int)"), Drawn::Nothing);
        assert_eq!(table("SELECT 1"), Drawn::Nothing);
        assert_eq!(table("SELECT nextval('s')"), Drawn::Anything);
        assert_eq!(table("DO $$ BEGIN END $$"), Drawn::Anything);
        assert_eq!(table("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"), Drawn::Anything);
    }
}
