//! A schema that is read with tables known from the last reading is the schema that is read without, and
//! fails as it fails without.

use std::fs;
use std::path::PathBuf;

use sandshift::clock::Clock;
use sandshift::error::Coded as _;
use sandshift::report::Watcher;
use sandshift::schema::declared::{self, Declared, DeclaredError, Made, Reading, Surroundings};
use sandshift_model::catalog::Catalog;
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::{TestDatabase, schema_dump, shell};
use tempfile::TempDir;

use crate::stage::image::{Order, difference, schema};
use crate::stage::server::{Server, connect};

/// A database to read declared schemas beside, and a file that keeps tables.
pub(crate) struct Reader {
    pub(crate) database: TestDatabase,
    folder: TempDir,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { database: Server::Postgres.database(), folder: TempDir::new().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("kept").join("tables")
    }

    /// Tells whether there is a file of the last reading.
    pub(crate) fn has_file(&self) -> bool {
        self.file().exists()
    }

    /// Reads with what is known.
    pub(crate) fn read(&self, text: &str) -> Result<Reading, DeclaredError> {
        self.read_with(text, Made::Unknown { kept: Some(self.file()) })
    }

    /// Reads with what the text alone tells, and keeps nothing.
    pub(crate) fn read_plain(&self, text: &str) -> Result<Reading, DeclaredError> {
        self.read_with(text, Made::Unknown { kept: None })
    }

    /// Reads with nothing known, and keeps nothing.
    pub(crate) fn read_anew(&self, text: &str) -> Result<Reading, DeclaredError> {
        self.read_with(text, Made::All)
    }

    fn read_with(&self, text: &str, made: Made) -> Result<Reading, DeclaredError> {
        let declared = Declared::Sql { file: "schema.sql".into(), text: text.to_owned() };
        let surroundings = Surroundings {
            compilation: Default::default(),
            limits: Limits::default(),
            parameters: Default::default(),
            clock: Clock { now_micros: || 0, elapsed_micros: || 0 },
            watcher: Watcher::nobody(),
            known: Catalog::default(),
            made,
        };
        declared::read(&declared, &mut *connect(&self.database), None, &surroundings).unwrap()
    }

    /// Reads one text after the other, each also anew: what comes of it has to be the same, be it a
    /// catalog or an error. Gives how many tables were known each time.
    #[track_caller]
    pub(crate) fn same(&self, texts: &[&str]) -> Vec<usize> {
        texts.iter().map(|text| self.same_once(text)).collect()
    }

    #[track_caller]
    fn same_once(&self, text: &str) -> usize {
        self.same_as_anew(self.read(text), text)
    }

    /// What was read has to be the same as when it is read anew; gives how many tables were known.
    #[track_caller]
    pub(crate) fn same_as_anew(&self, read: Result<Reading, DeclaredError>, text: &str) -> usize {
        match (read, self.read_anew(text)) {
            (Ok(known), Ok(anew)) => {
                assert_eq!(anew.known, 0);
                let texts = [&anew, &known].map(|read| schema(&read.catalog, Order::Kept));
                if let Some(lines) = difference(&texts[0], &texts[1]) {
                    panic!(
                        "with {} known tables it is another schema:\n{lines}\n{text}",
                        known.known
                    );
                }
                assert_eq!(known.catalog, anew.catalog, "{text}");
                known.known
            }
            (Err(known), Err(anew)) => {
                let told = |error: &DeclaredError| {
                    (error.to_string(), error.code(), error.hint(), error.place())
                };
                assert_eq!(told(&known), told(&anew), "{text}");
                0
            }
            (known, anew) => panic!("{known:?}\nbut anew\n{anew:?}\n{text}"),
        }
    }
}

/// The setting leaves no table plain, so that all of them are known from the file or not at all.
const SCHEMA: &str = "
SET geqo = on;
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE FUNCTION one() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE teams (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE persons (
    id serial PRIMARY KEY,
    team_id integer REFERENCES teams,
    mood mood DEFAULT 'ok',
    age positive CHECK (age < 200)
);
CREATE INDEX ON persons (team_id);
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id integer NOT NULL REFERENCES persons (id),
    one integer DEFAULT one(),
    line varchar(20)
);
COMMENT ON TABLE notes IS 'what is noted';
COMMENT ON COLUMN notes.line IS 'the note';
CREATE TABLE alone (a integer);
";

/// How many tables of it are known at most.
const ALL: usize = 4;

/// The text with something in the place of something else.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(SCHEMA.contains(from), "{from}");
    SCHEMA.replacen(from, to, 1)
}

/// Reads the schema, another text, and the schema again; gives how many tables were known of the two.
#[track_caller]
fn between(other: &str) -> [usize; 2] {
    let known = Reader::new().same(&[SCHEMA, other, SCHEMA]);
    assert_eq!(known[0], 0);
    [known[1], known[2]]
}

#[test]
fn tables_are_known_again() {
    assert_eq!(Reader::new().same(&[SCHEMA, SCHEMA, SCHEMA]), [0, ALL, ALL]);
}

#[test]
fn a_changed_table_is_made_anew_with_those_that_point_to_it() {
    // Also `notes` and `alone` stay known, which do not name it.
    assert_eq!(between(&with("teams (id integer", "teams (id bigint")), [2, 2]);
    assert_eq!(between(&with("age < 200", "age < 150")), [2, 2]);
    assert_eq!(between(&with("(a integer)", "(a integer, b text)")), [3, 3]);
    assert_eq!(between(&format!("{SCHEMA}CREATE INDEX ON persons (age);")), [2, 2]);
}

#[test]
fn a_new_table_may_point_to_known_ones() {
    let new = "CREATE TABLE fresh (
        id integer PRIMARY KEY REFERENCES persons,
        team text REFERENCES teams (name) ON DELETE CASCADE,
        note bigint REFERENCES notes (id));";
    assert_eq!(between(&format!("{SCHEMA}{new}")), [ALL, ALL]);
    let unique = "CREATE UNIQUE INDEX two ON alone (a);";
    let to_index = "CREATE TABLE fresh (a integer REFERENCES alone (a));";
    let reader = Reader::new();
    let texts = [format!("{SCHEMA}{unique}"), format!("{SCHEMA}{unique}{to_index}")];
    assert_eq!(reader.same(&[&texts[0], &texts[1]]), [0, ALL]);
}

#[test]
fn a_key_of_a_type_of_ones_own_is_made_as_a_whole() {
    let own =
        "CREATE TABLE sized (id positive PRIMARY KEY); CREATE TABLE plain (id integer UNIQUE);";
    let new = "CREATE TABLE fresh (a integer REFERENCES sized, b integer REFERENCES plain (id));";
    let reader = Reader::new();
    let texts = [format!("{SCHEMA}{own}"), format!("{SCHEMA}{own}{new}")];
    assert_eq!(reader.same(&[&texts[0], &texts[1], &texts[1]]), [0, ALL + 1, ALL + 3]);
}

#[test]
fn a_wrong_foreign_key_fails_as_it_fails_without_known_tables() {
    // Another type, a column that is gone, no key at all, and one that comes later.
    assert_eq!(between(&with("teams (id integer", "teams (id text"))[0], 0);
    assert_eq!(between(&with("persons (id)", "persons (number)"))[0], 0);
    assert_eq!(between(&with("id serial PRIMARY KEY", "id serial"))[0], 0);
    let late = "CREATE TABLE fresh (a integer REFERENCES alone (a));
        CREATE UNIQUE INDEX two ON alone (a);";
    assert_eq!(between(&format!("{SCHEMA}{late}"))[0], 0);
    let no_key = "CREATE TABLE fresh (a integer REFERENCES alone (a));";
    assert_eq!(between(&format!("{SCHEMA}{no_key}"))[0], 0);
    let to_plain = "CREATE TABLE fresh (a varchar(20) REFERENCES notes (line));";
    assert_eq!(between(&format!("{SCHEMA}{to_plain}"))[0], 0);
}

#[test]
fn what_tables_are_made_of_is_not_known_when_it_changes() {
    for (from, to) in [
        ("('ok', 'bad')", "('ok', 'good', 'bad')"),
        ("VALUE > 0", "VALUE > 1"),
        ("'SELECT 1'", "'SELECT 2'"),
        ("RETURNS integer", "RETURNS smallint"),
        ("CREATE TYPE", "CREATE EXTENSION citext; CREATE TYPE"),
    ] {
        assert_eq!(between(&with(from, to)), [0, 0], "{to}");
    }
}

#[test]
fn a_text_that_may_touch_anything_knows_nothing() {
    let block = "DO $$ BEGIN EXECUTE 'ALTER TABLE al' || 'one ADD b text'; END $$;";
    assert_eq!(between(&format!("{SCHEMA}{block}")), [0, ALL]);
    let reader = Reader::new();
    let text = format!("{SCHEMA}{block}");
    assert_eq!(reader.same(&[&text, &text]), [0, 0]);
}

#[test]
fn names_that_meet_are_found() {
    for other in [
        "CREATE TABLE persons_team_id_idx (a integer);",
        "CREATE TABLE persons_id_seq (a integer);",
        "CREATE VIEW notes_id_seq AS SELECT 1 AS a;",
        "CREATE SEQUENCE teams_name_key;",
        "CREATE TABLE first (a integer, CONSTRAINT notes_pkey UNIQUE (a));",
    ] {
        let reader = Reader::new();
        let texts = [format!("{other}{SCHEMA}"), format!("{SCHEMA}{other}")];
        reader.same(&[SCHEMA, &texts[0], SCHEMA, &texts[1]]);
    }
    let check = "CREATE TABLE first (b integer, CONSTRAINT persons_age_check CHECK (b > 1));";
    let reader = Reader::new();
    let text = format!("{check}{SCHEMA}");
    reader.same(&[SCHEMA, &text, SCHEMA, &text]);
    let index = "CREATE TABLE first (a integer); CREATE INDEX IF NOT EXISTS one_name ON first (a);";
    let last = "CREATE INDEX IF NOT EXISTS one_name ON alone (a);";
    let texts = [format!("{index}{SCHEMA}{last}"), format!("{SCHEMA}{last}")];
    reader.same(&[&texts[0], &texts[1], &texts[0], &texts[0]]);
}

#[test]
fn statements_that_change_places_are_another_schema() {
    let teams = "CREATE TABLE teams (id integer PRIMARY KEY, name text NOT NULL UNIQUE);\n";
    let late = format!("{}{teams}", with(teams, ""));
    assert_eq!(between(&late), [0, ALL]);
    let one = "CREATE TABLE alone (a integer);\n";
    assert_eq!(between(&format!("{one}{}", with(one, ""))), [3, 3]);
    let (create, add) = ("CREATE TYPE size AS ENUM ('s');", "ALTER TYPE size RENAME TO width;");
    let sized = "CREATE TABLE sized (is_of size);";
    let texts = [format!("{create}{sized}{add}"), format!("{create}{add}{sized}")];
    let reader = Reader::new();
    assert_eq!(reader.same(&[&texts[0], &texts[1], &texts[0], &texts[0]]), [0, 0, 1, 1]);
}

#[test]
fn settings_before_a_table_belong_to_it() {
    let schema = "CREATE SCHEMA other; SET search_path = other;";
    assert_eq!(between(&format!("{schema}{SCHEMA}")), [0, 0]);
    let reader = Reader::new();
    let texts = [format!("CREATE SCHEMA other;{SCHEMA}"), format!("{schema}{SCHEMA}")];
    assert_eq!(reader.same(&[&texts[0], &texts[1], &texts[1]]), [0, 0, ALL]);
    // A new table that points to a known one, while names mean another schema than when it is read.
    let fresh = format!("{}CREATE TABLE fresh (a integer REFERENCES teams);", texts[1]);
    assert_eq!(reader.same(&[&fresh]), [ALL]);
}

#[test]
fn what_other_objects_name_is_made() {
    let view = format!("{SCHEMA}CREATE VIEW listed AS SELECT * FROM alone;");
    let reader = Reader::new();
    assert_eq!(reader.same(&[&view, &view]), [0, 3]);
    let changed = view.replace("(a integer)", "(a bigint)");
    assert_eq!(reader.same(&[&changed]), [3]);
    for more in [
        "COMMENT ON INDEX persons_team_id_idx IS 'by team';",
        "ALTER TABLE persons ENABLE ROW LEVEL SECURITY;",
        "ALTER TABLE persons ALTER COLUMN mood SET STORAGE PLAIN;",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER tr BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION f();",
    ] {
        let text = format!("{SCHEMA}{more}");
        assert_eq!(Reader::new().same(&[&text, &text]), [0, 3], "{more}");
    }
    // A clause that the description of the table does not hold.
    let text = with("(a integer)", "(a text COMPRESSION pglz)");
    assert_eq!(Reader::new().same(&[&text, &text]), [0, 3]);
}

#[test]
fn a_dump_is_known_again() {
    let database = Server::Postgres.database();
    shell(&database, SCHEMA).unwrap();
    let dump = schema_dump(&database).unwrap().unwrap();
    let changed = dump.replace("a integer", "a integer,\n    b text");
    assert_ne!(dump, changed);
    // The sequence of `persons` has statements of its own.
    assert_eq!(Reader::new().same(&[&dump, &dump, &changed]), [0, 2, 1]);
}

#[test]
fn a_file_that_is_damaged_is_as_good_as_none() {
    let damages: [fn(&mut Vec<u8>); 6] = [
        |bytes| bytes.clear(),
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(7)),
        |bytes| {
            let at = bytes.windows(5).position(|window| window == b"alone").unwrap();
            bytes[at] = b'b';
        },
        // A later form of the file.
        |bytes| {
            let at = bytes.iter().position(|byte| *byte == b'\n').unwrap();
            bytes[at - 1] = b'9';
        },
        |bytes| bytes.extend_from_slice(&[0xff, 0xfe, b'\n']),
    ];
    let known = [0, 2, 0, 3, 0, 4];
    for (damage, expected) in damages.into_iter().zip(known) {
        let reader = Reader::new();
        reader.same(&[SCHEMA]);
        let mut bytes = fs::read(reader.file()).unwrap();
        damage(&mut bytes);
        fs::write(reader.file(), bytes).unwrap();
        let found = reader.same(&[SCHEMA, SCHEMA]);
        assert!(found[0] <= expected, "{found:?}");
        assert_eq!(found[1], ALL);
    }
    let reader = Reader::new();
    fs::create_dir_all(reader.file()).unwrap();
    assert_eq!(reader.same(&[SCHEMA, SCHEMA]), [0, 0], "a folder is in the place of the file");
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_what_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let reader = Reader::new();
    reader.same(&[SCHEMA]);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = reader.file();
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}
