//! Every operation as text on every database, and its way back, compared with files that were
//! reviewed like code.
//!
//! A case is a folder `<operation>/<case>` with a `case.json`. `SANDSHIFT_BLESS=1` writes the
//! files beside it anew; read the difference before committing it. The same cases run for real in
//! `tests/lifecycle`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod case;
mod render;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use case::Case;
use sandshift::backend::open::DIALECTS;
use sandshift_model::operation::Operation;

#[test]
fn every_operation_reads_as_its_golden_text() {
    let mut report = String::new();
    for case in Case::all() {
        for dialect in DIALECTS.iter().filter(|dialect| case.is_for(dialect.name())) {
            let file = case.folder.join(format!("{}.sql", dialect.name()));
            compare(&file, &render::statements(&case, *dialect), &mut report);
        }
        compare(&case.folder.join("inverse.json"), &render::inverse(&case), &mut report);
    }
    assert!(report.is_empty(), "{report}\nto accept all of it, run with SANDSHIFT_BLESS=1");
}

#[test]
fn every_operation_has_a_case() {
    let seen: BTreeSet<String> = Case::all().into_iter().map(|case| case.operation_name).collect();
    let all: BTreeSet<String> = Operation::NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(seen, all);
}

/// Adds to the report what is not as the file says, or makes the file say it.
fn compare(file: &Path, actual: &str, report: &mut String) {
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("SANDSHIFT_BLESS").is_some() {
        fs::write(file, actual).unwrap();
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = file.strip_prefix(root).unwrap_or(file).display();
    let _ = writeln!(report, "{name}");
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    for line in old.iter().skip(same) {
        let _ = writeln!(report, "  - {line}");
    }
    for line in new.iter().skip(same) {
        let _ = writeln!(report, "  + {line}");
    }
}
