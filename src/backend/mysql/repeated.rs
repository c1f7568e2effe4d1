//! Schema statements that are sent a second time to MySQL or MariaDB.
//!
//! Each is atomic: all clauses of an `ALTER TABLE` take effect, or none. So one clause that the
//! server refuses because its work is done tells that all of it is.

use crate::backend::lexis::Lexis;
use crate::backend::repeated::Repeated;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::statement_class::Phrase;

const TABLE_EXISTS: &str = "1050";
const NO_SUCH_TABLE_TO_DROP: &str = "1051";
const NO_SUCH_COLUMN: &str = "1054";
const COLUMN_EXISTS: &str = "1060";
const KEY_EXISTS: &str = "1061";
const SECOND_PRIMARY_KEY: &str = "1068";
const NOTHING_TO_DROP: &str = "1091";
const NO_SUCH_TABLE: &str = "1146";
const NO_SUCH_KEY: &str = "1176";
/// A foreign key or check of the name is there; older servers say that they cannot make the table.
const CONSTRAINT_EXISTS: [&str; 4] = ["1826", "3822", "1005 errno: 121", "1022"];

/// Says what comes of it.
pub(super) fn repeated(sql: &str) -> Repeated {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::MYSQL) else { return Repeated::Unknown };
    if tokens.iter().any(|token| token.kind == TokenKind::Marker) {
        return Repeated::Unknown;
    }
    let phrase = Phrase::new(&tokens);
    let Some(first) = phrase.first() else { return Repeated::Unknown };
    match first.text.to_ascii_uppercase().as_str() {
        "CREATE" => create(phrase.from(1)),
        "DROP" => dropped(phrase.from(1)),
        "ALTER" if phrase.from(1).begins(&["TABLE"]) => alter_table(&tokens[2..]),
        "RENAME" if phrase.from(1).begins(&["TABLE"]) => rename_tables(phrase),
        "TRUNCATE" | "GRANT" | "REVOKE" | "ANALYZE" | "OPTIMIZE" | "CHECK" | "FLUSH" => {
            Repeated::Same
        }
        _ => Repeated::Unknown,
    }
}

fn create(phrase: Phrase<'_, '_>) -> Repeated {
    if phrase.begins(&["OR", "REPLACE"]) {
        return Repeated::Same;
    }
    // `DEFINER = user@host` and the like stand before the word for the object.
    let objects: [(&[&str], &[&'static str]); 8] = [
        (&["TABLE", "VIEW", "SEQUENCE"], &[TABLE_EXISTS]),
        (&["INDEX"], &[KEY_EXISTS]),
        (&["TRIGGER"], &["1359"]),
        (&["PROCEDURE", "FUNCTION", "PACKAGE"], &["1304"]),
        (&["EVENT"], &["1537"]),
        (&["DATABASE", "SCHEMA"], &["1007"]),
        (&["USER", "ROLE"], &["1396"]),
        (&["SERVER"], &["1476"]),
    ];
    for (at, token) in phrase.iter().enumerate() {
        if let Some((_, codes)) = objects.iter().find(|(words, _)| token.is_any(words)) {
            let asks_first = phrase.from(at + 1).begins(&["IF", "NOT", "EXISTS"]);
            return if asks_first { Repeated::Same } else { Repeated::Refused(codes.to_vec()) };
        }
    }
    Repeated::Unknown
}

fn dropped(phrase: Phrase<'_, '_>) -> Repeated {
    if phrase.holds(&["IF", "EXISTS"]) {
        return Repeated::Same;
    }
    let several = phrase.outside_brackets().any(|(_, token)| token.is_punct(","));
    let codes: &[&'static str] = match phrase.first() {
        // Of several tables some may have been dropped before a kill.
        _ if several => return Repeated::Unknown,
        Some(object) if object.is_any(&["TABLE", "VIEW", "SEQUENCE"]) => {
            &[NO_SUCH_TABLE_TO_DROP, "4091", "4092"]
        }
        Some(object) if object.is("INDEX") => &[NOTHING_TO_DROP],
        Some(object) if object.is("TRIGGER") => &["1360"],
        Some(object) if object.is_any(&["PROCEDURE", "FUNCTION", "PACKAGE"]) => &["1305"],
        Some(object) if object.is("EVENT") => &["1539"],
        Some(object) if object.is_any(&["DATABASE", "SCHEMA"]) => &["1008"],
        _ => return Repeated::Unknown,
    };
    Repeated::Refused(codes.to_vec())
}

/// One pair only: of several, the first may be back where it was.
fn rename_tables(phrase: Phrase<'_, '_>) -> Repeated {
    if phrase.iter().any(|token| token.is_punct(",")) {
        return Repeated::Unknown;
    }
    Repeated::Refused(vec![NO_SUCH_TABLE, TABLE_EXISTS])
}

/// The tokens behind `ALTER TABLE`.
fn alter_table(tokens: &[Token<'_>]) -> Repeated {
    let phrase = Phrase::new(tokens);
    let skipped = if phrase.begins(&["IF", "EXISTS"]) { 2 } else { 0 };
    let mut name = skipped + 1;
    if tokens.get(name).is_some_and(|token| token.is_punct(".")) {
        name += 2;
    }
    let tokens = tokens.get(name..).unwrap_or_default();
    let ends = Phrase::new(tokens).outside_brackets().filter(|(_, token)| token.is_punct(","));
    let mut begin = 0;
    let mut clauses = Vec::new();
    for end in ends.map(|(at, _)| at).chain([tokens.len()]) {
        clauses.push(clause(Phrase::new(&tokens[begin..end])));
        begin = end + 1;
    }
    Repeated::all(clauses)
}

fn clause(phrase: Phrase<'_, '_>) -> Repeated {
    const SAME: [&str; 21] = [
        "MODIFY",
        "ALTER",
        "COMMENT",
        "ENGINE",
        "DEFAULT",
        "CHARACTER",
        "CHARSET",
        "COLLATE",
        "CONVERT",
        "AUTO_INCREMENT",
        "ROW_FORMAT",
        "ALGORITHM",
        "LOCK",
        "FORCE",
        "MAX_ROWS",
        "MIN_ROWS",
        "KEY_BLOCK_SIZE",
        "PAGE_COMPRESSED",
        "ENABLE",
        "DISABLE",
        "ORDER",
    ];
    let Some(first) = phrase.first() else { return Repeated::Unknown };
    let rest = phrase.from(1);
    if first.is_any(&SAME) {
        Repeated::Same
    } else if first.is("ADD") {
        added(rest)
    } else if first.is("DROP") {
        let partition = rest.begins_any(&["PARTITION", "SYSTEM"]);
        let asks_first = rest.holds(&["IF", "EXISTS"]);
        match (partition, asks_first) {
            (true, _) => Repeated::Unknown,
            (false, true) => Repeated::Same,
            (false, false) => Repeated::Refused(vec![NOTHING_TO_DROP]),
        }
    } else if first.is("CHANGE") {
        Repeated::Refused(vec![NO_SUCH_COLUMN])
    } else if first.is("RENAME") {
        let code = match rest {
            rest if rest.begins(&["COLUMN"]) => NO_SUCH_COLUMN,
            rest if rest.begins_any(&["INDEX", "KEY"]) => NO_SUCH_KEY,
            _ => NO_SUCH_TABLE,
        };
        Repeated::Refused(vec![code])
    } else {
        Repeated::Unknown
    }
}

/// What is behind `ADD`. Without a name the server makes up a free one, and would add it twice.
fn added(phrase: Phrase<'_, '_>) -> Repeated {
    let is_named = |phrase: Phrase<'_, '_>| {
        let name = |token: &Token<'_>| matches!(token.kind, TokenKind::Word | TokenKind::Name);
        phrase.first().is_some_and(|token| name(token) && !token.is_any(&["USING", "TYPE"]))
    };
    if phrase.holds(&["IF", "NOT", "EXISTS"]) {
        return Repeated::Same;
    }
    if phrase.begins(&["PRIMARY", "KEY"]) {
        return Repeated::Refused(vec![SECOND_PRIMARY_KEY]);
    }
    if phrase.begins(&["CONSTRAINT"]) {
        if !is_named(phrase.from(1)) || phrase.from(1).begins_any(&["FOREIGN", "CHECK", "UNIQUE"]) {
            return Repeated::Unknown;
        }
        let mut codes = CONSTRAINT_EXISTS.to_vec();
        codes.extend([KEY_EXISTS, SECOND_PRIMARY_KEY]);
        return Repeated::Refused(codes);
    }
    if phrase.begins_any(&["FOREIGN", "CHECK", "PARTITION", "SYSTEM", "PERIOD"]) {
        return Repeated::Unknown;
    }
    if phrase.begins_any(&["INDEX", "KEY", "UNIQUE", "FULLTEXT", "SPATIAL"]) {
        let name = phrase.from(1).without(&["INDEX", "KEY"]);
        let code = Repeated::Refused(vec![KEY_EXISTS]);
        return if is_named(name) { code } else { Repeated::Unknown };
    }
    // A column; one that is unique or a key by a word of its own comes with it or not at all.
    Repeated::Refused(vec![COLUMN_EXISTS])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(sql: &str, code: &str) -> bool {
        matches!(repeated(sql), Repeated::Refused(codes) if codes.contains(&code))
    }

    #[test]
    fn what_is_there_already_or_no_longer_is_refused() {
        for (sql, code) in [
            ("CREATE TABLE `a` (`if` INT)", "1050"),
            ("CREATE DEFINER = root@localhost SQL SECURITY INVOKER VIEW v AS SELECT 1", "1050"),
            ("CREATE UNIQUE INDEX i ON t (a)", "1061"),
            ("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1", "1359"),
            ("DROP TABLE t", "1051"),
            ("DROP INDEX i ON t", "1091"),
            ("RENAME TABLE a TO b", "1146"),
            ("ALTER TABLE t ADD COLUMN a INT, ADD INDEX `i` (`a`)", "1060"),
            ("ALTER TABLE `d`.`t` ADD a INT", "1060"),
            ("ALTER TABLE t ADD CONSTRAINT `fk` FOREIGN KEY (a) REFERENCES b (c)", "1826"),
            ("ALTER TABLE t MODIFY COLUMN a INT, DROP COLUMN b", "1091"),
            ("ALTER TABLE t RENAME COLUMN a TO b", "1054"),
            ("ALTER TABLE t RENAME INDEX a TO b", "1176"),
            ("ALTER TABLE t RENAME TO u", "1146"),
            ("ALTER TABLE t ADD PRIMARY KEY (a)", "1068"),
        ] {
            assert!(refused(sql, code), "{sql}: {:?}", repeated(sql));
        }
    }

    #[test]
    fn what_asks_first_or_only_sets_does_the_same_again() {
        for sql in [
            "CREATE TABLE IF NOT EXISTS a (b INT)",
            "CREATE OR REPLACE VIEW v AS SELECT 1",
            "DROP TABLE IF EXISTS a, b",
            "ALTER TABLE t MODIFY a DECIMAL(10, 2), COMMENT = 'a, b'",
            "TRUNCATE TABLE t",
        ] {
            assert_eq!(repeated(sql), Repeated::Same, "{sql}");
        }
    }

    #[test]
    fn what_would_come_twice_is_not_known() {
        for sql in [
            "ALTER TABLE t ADD INDEX (a)",
            "ALTER TABLE t ADD UNIQUE KEY USING BTREE (a)",
            "ALTER TABLE t ADD CHECK (a > 0)",
            "ALTER TABLE t ADD CONSTRAINT CHECK (a > 0)",
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (c)",
            "ALTER TABLE t ADD COLUMN a INT, ADD CHECK (a > 0)",
            "DROP TABLE a, b",
            "RENAME TABLE a TO b, b TO a",
            "CALL p()",
            "/*!50000 CREATE TABLE a (b INT) */",
        ] {
            assert_eq!(repeated(sql), Repeated::Unknown, "{sql}");
        }
    }
}
