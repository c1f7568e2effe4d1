//! Statements that refuse a transaction and are sent a second time to PostgreSQL.
//!
//! All others are sent in a transaction together with their mark in the journal, so that nobody ever has to ask.

use crate::backend::lexis::Lexis;
use crate::backend::repeated::Repeated;
use crate::backend::statement_class::Phrase;

const EXISTS: &str = "42P07";
const DATABASE_EXISTS: &str = "42P04";
const OBJECT_EXISTS: &str = "42710";
const NO_SUCH_OBJECT: &str = "42704";
const NO_SUCH_DATABASE: &str = "3D000";

/// Says what comes of it.
pub(super) fn repeated(sql: &str) -> Repeated {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::POSTGRES) else { return Repeated::Unknown };
    let phrase = Phrase::new(&tokens);
    if phrase.begins_any(&["VACUUM", "REINDEX", "CLUSTER", "ANALYZE", "SET", "RESET", "DISCARD"])
        || phrase.begins(&["ALTER", "SYSTEM"])
        || phrase.begins(&["ALTER", "DATABASE"])
    {
        return Repeated::Same;
    }
    if phrase.begins(&["CREATE"]) {
        let what = phrase.from(1).without(&["UNIQUE"]);
        return if what.begins(&["INDEX", "CONCURRENTLY"]) {
            index(what.from(2))
        } else if what.begins(&["DATABASE"]) {
            Repeated::Refused(vec![DATABASE_EXISTS])
        } else if what.begins_any(&["TABLESPACE", "SUBSCRIPTION"]) {
            Repeated::Refused(vec![OBJECT_EXISTS])
        } else {
            Repeated::Unknown
        };
    }
    if phrase.begins(&["DROP"]) {
        if phrase.holds(&["IF", "EXISTS"]) {
            return Repeated::Same;
        }
        let what = phrase.from(1);
        return if what.begins(&["INDEX", "CONCURRENTLY"])
            || what.begins_any(&["TABLESPACE", "SUBSCRIPTION"])
        {
            Repeated::Refused(vec![NO_SUCH_OBJECT])
        } else if what.begins(&["DATABASE"]) {
            Repeated::Refused(vec![NO_SUCH_DATABASE])
        } else {
            Repeated::Unknown
        };
    }
    Repeated::Unknown
}

/// An index that is made concurrently; without a name there would be a second one.
fn index(phrase: Phrase<'_, '_>) -> Repeated {
    if phrase.begins(&["IF", "NOT", "EXISTS"]) {
        Repeated::Same
    } else if phrase.begins(&["ON"]) {
        Repeated::Unknown
    } else {
        Repeated::Refused(vec![EXISTS])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_with_a_name_tells_and_one_without_does_not() {
        let named = repeated("CREATE UNIQUE INDEX CONCURRENTLY \"i\" ON t (a)");
        assert_eq!(named, Repeated::Refused(vec!["42P07"]));
        assert_eq!(repeated("CREATE INDEX CONCURRENTLY ON t (a)"), Repeated::Unknown);
        let dropped = repeated("DROP INDEX CONCURRENTLY i");
        assert_eq!(dropped, Repeated::Refused(vec!["42704"]));
        assert_eq!(repeated("VACUUM t"), Repeated::Same);
        assert_eq!(repeated("CALL p()"), Repeated::Unknown);
    }
}
