//! The one line that journal and dry run have of a transform, written and read back.

use sandshift_sandbox::host::TransformReport;

use super::digest::Digest;
use crate::report::escape::escape;

const BEGIN: &str = "-- transform of ";

/// Words behind the counts that are there only when they are not 0.
const INSERTED: &str = "inserted into other tables";
const REFUSED: &str = "refused";

/// Writes the line.
pub(super) fn write(table: &str, report: TransformReport, digest: Digest) -> String {
    let TransformReport { read, changed, deleted, inserted, refused } = report;
    let table = shown(table);
    let mut line =
        format!("{BEGIN}{table}: {read} rows read, {changed} changed, {deleted} deleted");
    for (rows, what) in [(inserted, INSERTED), (refused, REFUSED)] {
        if rows > 0 {
            line += &format!(", {rows} {what}");
        }
    }
    format!("{line}; digest {digest}")
}

/// What the line of a transform of this table begins with.
pub(crate) fn begin(table: &str) -> String {
    format!("{BEGIN}{}: ", shown(table))
}

/// The name of a table as it stands in the line.
pub(crate) fn shown(table: &str) -> String {
    escape(table).replace(['\n', '\t'], " ")
}

/// Reads a line: the table as it stands there, and the counts. None for any other text.
pub(crate) fn read(line: &str) -> Option<(String, TransformReport)> {
    let (counts, _digest) = line.strip_prefix(BEGIN)?.rsplit_once("; digest ")?;
    let (table, counts) = counts.rsplit_once(": ")?;
    let mut report = TransformReport::default();
    for count in counts.split(", ") {
        let (rows, what) = count.split_once(' ')?;
        let rows = rows.parse().ok()?;
        match what {
            "rows read" => report.read = rows,
            "changed" => report.changed = rows,
            "deleted" => report.deleted = rows,
            INSERTED => report.inserted = rows,
            REFUSED => report.refused = rows,
            _ => return None,
        }
    }
    Some((table.to_owned(), report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let some =
            TransformReport { read: 700, changed: 583, deleted: 1, inserted: 584, refused: 116 };
        let few = TransformReport { read: 1, ..TransformReport::default() };
        for (table, report) in [("persons", some), ("odd: 5 changed\n; digest x", few)] {
            let line = write(table, report, Digest::default());
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(read(&line), Some((shown(table), report)));
        }
        assert_eq!(read("UPDATE persons SET city = NULL"), None);
        assert_eq!(read("-- transform of persons: many rows; digest 0"), None);
    }
}
