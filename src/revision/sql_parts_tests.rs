use super::*;

const FILE: &str = "\u{feff}--! revision = \"1\"\n\n-- a\n/* b\n c */ -- d\n-- +up\nSELECT 1;\n-- +UP  PostgreSQL, mysql\r\nSELECT 2;\r\n--+up mariadb\nSELECT 3;\n  -- +down\n-- +Verify sqlite\nSELECT 4";

fn body<'a>(parts: &'a SqlParts, section: Section, names: &[&str]) -> Option<(&'a str, u32)> {
    parts.part(section, names).map(|part| (part.body.as_str(), part.line))
}

#[test]
fn the_most_specific_part_is_taken() {
    let parts = SqlParts::parse(FILE).expect("parses");
    let cases = [
        (Section::Up, &["sqlite"][..], Some(("SELECT 1;\n", 7))),
        (Section::Up, &["postgres"], Some(("SELECT 2;\r\n", 9))),
        (Section::Up, &["mysql"], Some(("SELECT 2;\r\n", 9))),
        (Section::Up, &["mariadb", "mysql"], Some(("SELECT 3;\n", 11))),
        (Section::Down, &["mariadb", "mysql"], Some(("", 13))),
        (Section::Verify, &["sqlite"], Some(("SELECT 4", 14))),
        (Section::Verify, &["postgres"], None),
    ];
    for (section, names, wanted) in cases {
        assert_eq!(body(&parts, section, names), wanted, "{section:?} {names:?}");
    }
    assert_eq!(parts.parts().len(), 5);
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let marker = |text: &str| text.to_owned();
    let cases = [
        ("", SqlPartsError::NoUp),
        ("-- +down\nSELECT 1", SqlPartsError::NoUp),
        ("--! a\nSELECT 1;\n-- +up\n", SqlPartsError::TextBeforeMarker { line: 2 }),
        ("/* a */ SELECT 1;\n-- +up\n", SqlPartsError::TextBeforeMarker { line: 1 }),
        ("/*! SELECT 1 */\n-- +up\n", SqlPartsError::TextBeforeMarker { line: 1 }),
        (
            "-- +up\n-- +UP\n",
            SqlPartsError::Duplicate { marker: marker("+up"), line: 2, first_line: 1 },
        ),
        (
            "-- +up\n-- +up mysql\n-- +up sqlite, mysql\n",
            SqlPartsError::Duplicate {
                marker: marker("+up sqlite, mysql"),
                line: 3,
                first_line: 2,
            },
        ),
        ("-- +up\n-- +donw\n", SqlPartsError::UnknownMarker { marker: marker("+donw"), line: 2 }),
        ("-- +up oracle\n", SqlPartsError::UnknownDatabase { database: marker("oracle"), line: 1 }),
    ];
    for (text, error) in cases {
        assert_eq!(SqlParts::parse(text), Err(error), "{text}");
    }
}

#[test]
fn only_a_line_of_its_own_is_a_marker() {
    let text = "-- +up\nSELECT 1 -- +down\n-- +1 for this\n-- up\n";
    let parts = SqlParts::parse(text).expect("parses");
    assert_eq!(body(&parts, Section::Up, &["sqlite"]), Some((&text[7..], 2)));
    assert_eq!(body(&parts, Section::Down, &["sqlite"]), None);
}
