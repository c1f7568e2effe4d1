use proptest::prelude::*;

use super::TokenKind::{
    Comment, Delimiter, Marker, Name, Number, Punct, Space, String as Text, Variable, Word,
};
use super::*;
use crate::error::{Coded, Kind};

/// The significant tokens of a text.
fn check(lexis: &Lexis, sql: &str, wanted: &[(TokenKind, &str)]) {
    let tokens = Scanner::new(sql, lexis).collect::<Result<Vec<_>, _>>().expect(sql);
    let tokens = tokens.iter().filter(|token| token.kind != Space);
    let found = tokens.map(|token| (token.kind, token.text)).collect::<Vec<_>>();
    assert_eq!(found, wanted, "{sql}");
}

fn error(lexis: &Lexis, sql: &str) -> ScanError {
    Scanner::new(sql, lexis).find_map(Result::err).expect(sql)
}

#[test]
fn strings_and_names_end_where_the_database_ends_them() {
    check(&Lexis::SQLITE, "'a\\'b", &[(Text, "'a\\'"), (Word, "b")]);
    check(&Lexis::MYSQL, "'a\\'b' \"c\\\"\"", &[(Text, "'a\\'b'"), (Text, "\"c\\\"\"")]);
    check(
        &Lexis::POSTGRES,
        "'a\\' E'\\'' e'\\\\'",
        &[(Text, "'a\\'"), (Text, "E'\\''"), (Text, "e'\\\\'")],
    );
    check(
        &Lexis::SQLITE,
        "'a''b' \"c\"\"d\" [e'f] `g``h`",
        &[(Text, "'a''b'"), (Name, "\"c\"\"d\""), (Name, "[e'f]"), (Name, "`g``h`")],
    );
    check(&Lexis::POSTGRES, "a[1]", &[(Word, "a"), (Punct, "["), (Number, "1"), (Punct, "]")]);
}

#[test]
fn an_escape_string_goes_on_behind_a_line_end() {
    let sql = "E'a' -- b\n '\\'c'";
    check(&Lexis::POSTGRES, sql, &[(Text, sql)]);
    check(&Lexis::POSTGRES, "E'a' 'b'", &[(Text, "E'a'"), (Text, "'b'")]);
    check(&Lexis::POSTGRES, "xe'\\'", &[(Word, "xe"), (Text, "'\\'")]);
    check(&Lexis::POSTGRES, "1E'\\''", &[(Number, "1"), (Text, "E'\\''")]);
}

#[test]
fn dollar_quotes_are_strings_in_postgres_only() {
    check(
        &Lexis::POSTGRES,
        "$$a;$b$$$ $x1$$$;$x$$x1$",
        &[(Text, "$$a;$b$$"), (Punct, "$"), (Text, "$x1$$$;$x$$x1$")],
    );
    check(
        &Lexis::POSTGRES,
        "a$$b$$ $1$$;$$ 1$$;$$",
        &[(Word, "a$$b$$"), (Variable, "$1"), (Text, "$$;$$"), (Number, "1"), (Text, "$$;$$")],
    );
    check(&Lexis::POSTGRES, "$ä$;$ä$ $1a$", &[(Text, "$ä$;$ä$"), (Variable, "$1"), (Word, "a$")]);
    check(&Lexis::MYSQL, "$$;a$", &[(Word, "$$"), (Punct, ";"), (Word, "a$")]);
}

#[test]
fn comments_end_where_the_database_ends_them() {
    check(&Lexis::SQLITE, "--a;\nb", &[(Comment, "--a;"), (Word, "b")]);
    check(&Lexis::MYSQL, "1--1", &[(Number, "1"), (Punct, "-"), (Punct, "-"), (Number, "1")]);
    check(
        &Lexis::MYSQL,
        "-- a\n--\tb\n--",
        &[(Comment, "-- a"), (Comment, "--\tb"), (Comment, "--")],
    );
    check(&Lexis::MYSQL, "#a;'\nb", &[(Comment, "#a;'"), (Word, "b")]);
    check(&Lexis::POSTGRES, "/* /* ; */ ' */ a", &[(Comment, "/* /* ; */ ' */"), (Word, "a")]);
    check(&Lexis::SQLITE, "/* /* ; */ a", &[(Comment, "/* /* ; */"), (Word, "a")]);
    check(&Lexis::SQLITE, "/*/;*/ /**/", &[(Comment, "/*/;*/"), (Comment, "/**/")]);
    check(&Lexis::POSTGRES, "--a\rb", &[(Comment, "--a"), (Word, "b")]);
    check(&Lexis::SQLITE, "--a\rb", &[(Comment, "--a\rb")]);
}

#[test]
fn the_text_of_an_executable_comment_is_scanned() {
    check(
        &Lexis::MYSQL,
        "/*!50003 a */ /*M!100100b*//*+ c */",
        &[
            (Marker, "/*!50003"),
            (Word, "a"),
            (Marker, "*/"),
            (Marker, "/*M!100100"),
            (Word, "b"),
            (Marker, "*/"),
            (Comment, "/*+ c */"),
        ],
    );
    check(
        &Lexis::MYSQL,
        "/*! a /* b */ */",
        &[(Marker, "/*!"), (Word, "a"), (Comment, "/* b */"), (Marker, "*/")],
    );
    check(&Lexis::SQLITE, "/*! a */", &[(Comment, "/*! a */")]);
}

#[test]
fn an_executable_comment_that_servers_end_differently_is_refused() {
    for sql in [
        "/*!99999 ' */ COMMIT; -- ' */",
        "/*!99999 -- */ COMMIT\n*/",
        "/*! a /*! b */ */",
        "/*! `*/`*/",
    ] {
        assert_eq!(error(&Lexis::MYSQL, sql).kind(), Kind::Refused, "{sql}");
    }
}

#[test]
fn variables_and_numbers_take_no_more_than_the_database_gives_them() {
    check(
        &Lexis::SQLITE,
        "$a(') :b::c @d ?1 ? #e",
        &[
            (Variable, "$a(')"),
            (Variable, ":b::c"),
            (Variable, "@d"),
            (Variable, "?1"),
            (Punct, "?"),
            (Variable, "#e"),
        ],
    );
    check(
        &Lexis::MYSQL,
        "@@session.a @begin u@h",
        &[(Variable, "@@session.a"), (Variable, "@begin"), (Word, "u"), (Variable, "@h")],
    );
    check(
        &Lexis::MYSQL,
        "1e5 1.5 .5 1..9 1abc",
        &[
            (Number, "1e5"),
            (Number, "1.5"),
            (Number, ".5"),
            (Number, "1"),
            (Punct, "."),
            (Number, ".9"),
            (Word, "1abc"),
        ],
    );
}

#[test]
fn a_byte_order_mark_is_blank_where_the_database_skips_it() {
    check(&Lexis::POSTGRES, "\u{feff}a", &[(Word, "a")]);
    check(&Lexis::POSTGRES, "a \u{feff}b", &[(Word, "a"), (Word, "\u{feff}b")]);
    check(&Lexis::SQLITE, "a \u{feff}b", &[(Word, "a"), (Word, "b")]);
    check(&Lexis::SQLITE, "\u{a0}a", &[(Word, "\u{a0}a")]);
}

#[test]
fn a_delimiter_ends_words_and_hides_in_strings() {
    let mut scanner = Scanner::new("END$$ '$$' 1 $$", &Lexis::MYSQL);
    scanner.set_delimiter(Some("$$"));
    let kinds = scanner.map(|token| token.expect("scans").kind).filter(|kind| *kind != Space);
    assert_eq!(kinds.collect::<Vec<_>>(), [Word, Delimiter, Text, Number, Delimiter]);
}

#[test]
fn an_opening_without_an_end_is_named_with_its_place() {
    for (lexis, sql, what) in [
        (Lexis::SQLITE, "é\n é 'a''", "string"),
        (Lexis::SQLITE, "é\n é [a", "bracketed name"),
        (Lexis::SQLITE, "é\n é \"a", "quoted name"),
        (Lexis::POSTGRES, "é\n é /* /* */", "comment"),
        (Lexis::POSTGRES, "é\n é $a$ $b$", "dollar-quoted string"),
        (Lexis::POSTGRES, "é\n é E'\\'", "string"),
        (Lexis::MYSQL, "é\n é '\\'", "string"),
        (Lexis::MYSQL, "é\n é `a", "quoted name"),
        (Lexis::MYSQL, "é\n é /*! a", "executable comment"),
    ] {
        assert_eq!(
            error(&lexis, sql),
            ScanError::Unterminated { what, line: 2, column: 4 },
            "{sql}"
        );
    }
}

fn lexis() -> impl Strategy<Value = Lexis> {
    prop::sample::select(vec![Lexis::SQLITE, Lexis::POSTGRES, Lexis::MYSQL])
}

proptest! {
    #[test]
    fn tokens_cover_any_text_that_scans(
        lexis in lexis(),
        text in "([-'\"`/*$!;\\\\#\\[\\]eE?@:(){}. \n\r\0]|[a-z1-9é\u{feff}]){0,40}",
    ) {
        if let Ok(tokens) = Scanner::new(&text, &lexis).collect::<Result<Vec<_>, _>>() {
            let joined = tokens.iter().map(|token| token.text).collect::<String>();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn any_bytes_are_scanned_without_a_panic(
        lexis in lexis(),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let text = String::from_utf8_lossy(&bytes);
        let mut scanner = Scanner::new(&text, &lexis);
        scanner.set_delimiter(Some("//"));
        prop_assert!(scanner.count() <= text.len() + 1);
    }
}
