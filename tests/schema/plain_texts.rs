//! Texts of plain tables, and of tables that are nearly plain, drawn by lot.

use std::fmt::Write as _;

/// Numbers that are the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ (word >> 31)) % end as u64).unwrap()
    }

    /// True once in so many throws.
    pub(crate) fn once_in(&mut self, throws: usize) -> bool {
        self.below(throws) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A type as people write it, what it is called, and defaults for it.
type Kind = (&'static str, &'static str, &'static [&'static str]);

const WHOLE: &[&str] = &["0", "1", "-1", "32767", "- 7", "NULL"];
const BROKEN: &[&str] = &["0", "1.50", "0.5", "12345.678"];
const TEXTS: &[&str] = &["''", "'ACTIVE'", "'it''s'", "'ä \n, ('", "NULL", "'NULL::text'"];
const NOW: &[&str] = &["now()", "CURRENT_TIMESTAMP", "NOW ( )", "current_timestamp"];

const KINDS: &[Kind] = &[
    ("integer", "int", WHOLE),
    ("INT", "int", WHOLE),
    ("int4", "int", WHOLE),
    ("bigint", "int", WHOLE),
    ("int8", "int", WHOLE),
    ("smallint", "int", WHOLE),
    ("int2", "int", WHOLE),
    ("text", "text", TEXTS),
    ("varchar(20)", "varchar", TEXTS),
    ("Character  Varying (10485760)", "varchar", TEXTS),
    ("char varying", "varchar", TEXTS),
    ("varchar", "varchar", TEXTS),
    ("char(3)", "char3", &[]),
    ("character", "char1", &[]),
    ("CHAR", "char1", &[]),
    ("boolean", "bool", &["true", "FALSE", "NULL"]),
    ("bool", "bool", &["TRUE", "false"]),
    ("numeric(10, 2)", "numeric", BROKEN),
    ("decimal(5)", "numeric", BROKEN),
    ("numeric", "numeric", BROKEN),
    ("Numeric(1000,1000)", "numeric", &[]),
    ("real", "real", &[]),
    ("float4", "real", &[]),
    ("double precision", "double", &[]),
    ("float8", "double", &[]),
    ("date", "date", &[]),
    ("time", "time", &[]),
    ("time without time zone", "time", &[]),
    ("time(3) with time zone", "", &[]),
    ("timestamp", "stamp", NOW),
    ("timestamp without time zone", "stamp", NOW),
    ("timestamp(3)", "", &[]),
    ("timestamptz", "moment", NOW),
    ("TIMESTAMP WITH TIME ZONE", "moment", NOW),
    ("timestamptz(0)", "", &[]),
    ("interval", "interval", &[]),
    ("uuid", "uuid", &[]),
    ("json", "", &[]),
    ("jsonb", "jsonb", &[]),
    ("bytea", "bytea", &[]),
    ("inet", "", &[]),
];

/// Clauses of a table that are a little more than plain.
const ODD_CLAUSES: &[&str] = &[
    "odd serial",
    "odd bigserial",
    "odd integer GENERATED ALWAYS AS IDENTITY",
    "odd integer GENERATED ALWAYS AS (1 + 1) STORED",
    "odd integer CHECK (odd > 0)",
    "CHECK (true)",
    "odd integer[]",
    "odd integer ARRAY",
    "odd text COLLATE \"C\"",
    "odd integer DEFAULT 1 + 1",
    "odd integer DEFAULT '5'",
    "odd integer DEFAULT 007",
    "odd integer DEFAULT 1e2",
    "odd bigint DEFAULT 9223372036854775807",
    "odd smallint DEFAULT 70000",
    "odd numeric DEFAULT .5",
    "odd numeric DEFAULT -0.5",
    "odd boolean DEFAULT 'yes'",
    "odd text DEFAULT 'a' || 'b'",
    "odd text DEFAULT 'a'::text",
    "odd text DEFAULT E'a\\nb'",
    "odd text DEFAULT 'back\\slash'",
    "odd text DEFAULT $$dollar$$",
    "odd char(3) DEFAULT 'a'",
    "odd date DEFAULT CURRENT_DATE",
    "odd date DEFAULT '2020-01-01'",
    "odd timestamp DEFAULT LOCALTIMESTAMP",
    "odd timestamp(3) DEFAULT now()",
    "odd uuid DEFAULT gen_random_uuid()",
    "odd jsonb DEFAULT '{}'",
    "odd float DEFAULT 1",
    "odd \"char\"",
    "odd pg_catalog.int4",
    "odd name",
    "odd money",
    "odd bit(3)",
    "odd xml",
    "odd interval day",
    "odd integer UNIQUE DEFERRABLE",
    "odd integer, UNIQUE (odd) INCLUDE (odd)",
    "odd integer CONSTRAINT odd_said NOT NULL",
    "odd integer NOT NULL NOT NULL",
    "odd integer UNIQUE UNIQUE",
    "odd integer, UNIQUE (odd), UNIQUE (odd)",
    "odd integer, EXCLUDE USING btree (odd WITH =)",
    "\"odd name\" integer",
    "öde integer",
    "\"odd\"\"quote\" integer",
    "odd$ integer",
    "select_ integer, \"select\" integer",
    "time time",
    "a_name_of_sixty_bytes_a_name_of_sixty_bytes_a_name_of_sixty_bytes integer",
    "a_name_of_fifty_nine_bytes_a_name_of_fifty_nine_bytes_00000 integer UNIQUE",
];

/// What stands behind a table or as statements of their own, a little more than plain; `{t}` is the table
/// and `{c}` a column of it.
const ODD_STATEMENTS: &[&str] = &[
    "CREATE INDEX ON {t} ({c}) WHERE {c} IS NOT NULL;",
    "CREATE INDEX ON {t} (({c} IS NULL));",
    "CREATE INDEX ON {t} ({c}) INCLUDE ({c});",
    "CREATE INDEX ON {t} USING hash ({c});",
    "CREATE INDEX ON {t} ({c}, {c});",
    "CREATE INDEX ON {t} ({c}); CREATE INDEX ON {t} ({c});",
    "CREATE INDEX ON {t} ({c}) WITH (fillfactor = 70);",
    "COMMENT ON TABLE {t} IS E'a\\tb';",
    "COMMENT ON TABLE {t} IS 'a' \n 'b';",
    "COMMENT ON TABLE {t} IS $$x$$;",
    "ALTER TABLE {t} ADD COLUMN odd integer;",
    "ALTER TABLE {t} ALTER COLUMN {c} SET STATISTICS 7;",
    "ALTER TABLE {t} ADD CHECK ({c} IS NOT NULL) NOT VALID;",
    "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY;",
    "CREATE INDEX ON public.{t} ({c});",
    "CREATE VIEW v_{number} AS SELECT {c} FROM {t};",
    "CREATE TABLE u_{number} (LIKE {t});",
    "CREATE SEQUENCE s_{number} OWNED BY {t}.{c};",
];

struct Drawn {
    name: String,
    /// The name of each column, and what its type is called.
    columns: Vec<(String, &'static str)>,
    /// Columns that a foreign key may point to.
    keys: Vec<Vec<usize>>,
}

/// Draws a text of so many tables; `odd` of a hundred are a little more than plain.
pub(crate) fn text(dice: &mut Dice, tables: usize, odd: usize) -> String {
    let mut text = String::new();
    let mut drawn: Vec<Drawn> = Vec::new();
    for number in 0..tables {
        let name = if dice.once_in(5) { format!("\"T{number}\"") } else { format!("t{number}") };
        let mut table = Table { dice, before: &drawn, number, elements: Vec::new(), name };
        let (is_odd, columns) = (table.dice.below(100) < odd, table.columns());
        let keys = table.keys(&columns);
        table.foreign_keys(&columns, &keys);
        if is_odd && table.dice.once_in(2) {
            let clause = table.dice.of(ODD_CLAUSES);
            table.elements.push(clause.to_owned());
        }
        let (elements, name) = (table.elements.join(",\n    "), table.name);
        let exists = if dice.once_in(6) { "IF NOT EXISTS " } else { "" };
        let _ = writeln!(text, "CREATE TABLE {exists}{name} (\n    {elements}\n);");
        let own = Drawn { name, columns, keys };
        behind(dice, &own, number, &mut text);
        if is_odd && !own.columns[0].1.is_empty() && dice.once_in(2) {
            let statement = dice.of(ODD_STATEMENTS);
            let (number, (column, _)) = (number.to_string(), &own.columns[0]);
            let named = statement.replace("{t}", &own.name).replace("{c}", column);
            let _ = writeln!(text, "{}", named.replace("{number}", &number));
        }
        drawn.push(own);
    }
    text
}

/// A table while it is drawn.
struct Table<'d> {
    dice: &'d mut Dice,
    before: &'d [Drawn],
    number: usize,
    elements: Vec<String>,
    name: String,
}

impl Table<'_> {
    fn columns(&mut self) -> Vec<(String, &'static str)> {
        let mut columns = Vec::new();
        for at in 0..1 + self.dice.below(7) {
            let name = match self.dice.below(6) {
                0 => format!("\"Col{at}\""),
                1 => format!("C{at}"),
                2 => format!("\"order{at}\""),
                _ => format!("c{at}"),
            };
            let (spelled, kind, defaults) = self.dice.of(KINDS);
            let mut clauses =
                vec![self.dice.of(&["", " NOT NULL", " NULL", " not  null"]).to_owned()];
            if !defaults.is_empty() && self.dice.once_in(2) {
                let default = format!(" DEFAULT {}", self.dice.of(defaults));
                let at = self.dice.below(2);
                clauses.insert(at, default);
            }
            self.elements.push(format!("{name} {spelled}{}", clauses.concat()));
            columns.push((name, kind));
        }
        columns
    }

    /// Keys of this table, some of them with names.
    fn keys(&mut self, columns: &[(String, &'static str)]) -> Vec<Vec<usize>> {
        let mut keys: Vec<Vec<usize>> = Vec::new();
        let able: Vec<usize> = (0..columns.len())
            .filter(|at| !columns[*at].1.is_empty() && !may_be_null(&self.elements[*at]))
            .collect();
        for (what, chance) in [("PRIMARY KEY", 4), ("UNIQUE", 2), ("UNIQUE", 1)] {
            if able.is_empty() || self.dice.below(5) >= chance {
                continue;
            }
            let first = self.dice.below(able.len());
            let mut key = vec![able[first]];
            if able.len() > 1 && self.dice.once_in(3) {
                key.push(able[(first + 1) % able.len()]);
            }
            let is_same = |other: &Vec<usize>| {
                other.len() == key.len() && other.iter().all(|at| key.contains(at))
            };
            if keys.iter().any(is_same) {
                continue;
            }
            if key.len() == 1 && self.dice.once_in(2) {
                let _ = write!(self.elements[key[0]], " {what}");
            } else {
                let named = self.said("k", keys.len());
                self.elements.push(format!("{named}{what} ({})", list(columns, &key)));
            }
            keys.push(key);
        }
        keys
    }

    fn foreign_keys(&mut self, columns: &[(String, &'static str)], keys: &[Vec<usize>]) {
        for at in 0..columns.len() {
            if !self.dice.once_in(3) {
                continue;
            }
            let own =
                Drawn { name: self.name.clone(), columns: columns.to_vec(), keys: keys.to_vec() };
            let target = match self.before.len() {
                0 => &own,
                _ if self.dice.once_in(4) => &own,
                tables => &self.before[self.dice.below(tables)],
            };
            let fits =
                |key: &&Vec<usize>| key.len() == 1 && target.columns[key[0]].1 == columns[at].1;
            let Some(key) = target.keys.iter().find(fits) else { continue };
            let mut clause = format!("{} ({})", target.name, target.columns[key[0]].0);
            for event in [" ON DELETE ", " on update "] {
                if self.dice.once_in(2) {
                    let actions = ["CASCADE", "set null", "SET  DEFAULT", "RESTRICT", "NO ACTION"];
                    clause = clause + event + self.dice.of(&actions);
                }
            }
            let named = self.said("f", at);
            if self.dice.once_in(2) {
                let _ = write!(self.elements[at], " {named}REFERENCES {clause}");
            } else {
                let column = &columns[at].0;
                self.elements.push(format!("{named}FOREIGN KEY ({column}) REFERENCES {clause}"));
            }
        }
    }

    fn said(&mut self, what: &str, at: usize) -> String {
        match self.dice.once_in(2) {
            true => format!("CONSTRAINT {what}{at}_of_t{} ", self.number),
            false => String::new(),
        }
    }
}

/// Tells whether the text of a column says `NULL`, which no column of a primary key may.
fn may_be_null(element: &str) -> bool {
    element.contains(" NULL") && !element.contains("NOT NULL")
}

fn list(columns: &[(String, &'static str)], key: &[usize]) -> String {
    let names: Vec<&str> = key.iter().map(|at| columns[*at].0.as_str()).collect();
    names.join(", ")
}

/// Indexes, comments and a key that is added afterwards.
fn behind(dice: &mut Dice, own: &Drawn, number: usize, text: &mut String) {
    let (name, columns) = (&own.name, &own.columns);
    let able: Vec<&str> = columns
        .iter()
        .filter(|(_, kind)| !kind.is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    for at in 0..dice.below(3).min(able.len()) {
        let order = dice.of(&["", " DESC", " ASC", " NULLS FIRST", " desc nulls last"]);
        let mut keys = format!("{}{order}", able[at]);
        if able.len() > at + 1 && dice.once_in(3) {
            keys = format!("{keys}, {}", able[at + 1]);
        }
        let unique = if dice.once_in(4) { "UNIQUE " } else { "" };
        let said = if dice.once_in(2) { format!("\"I{at}_{number}\" ") } else { String::new() };
        let using = if dice.once_in(4) { " USING btree" } else { "" };
        let _ = writeln!(text, "CREATE {unique}INDEX {said}ON {name}{using} ({keys});");
    }
    if dice.once_in(4) {
        let comment = dice.of(&["'what it is'", "''", "NULL", "'it''s ä \\ b'"]);
        let _ = writeln!(text, "COMMENT ON TABLE {name} IS {comment};");
        let _ = writeln!(text, "COMMENT ON COLUMN {name}.{} IS {comment};", columns[0].0);
    }
    let has_key = |at: usize| own.keys.iter().any(|key| key.as_slice() == [at]);
    if let Some(at) = (0..columns.len()).find(|at| columns[*at].1 == "int" && !has_key(*at))
        && dice.once_in(3)
    {
        let said =
            if dice.once_in(2) { format!("CONSTRAINT late_{number} ") } else { String::new() };
        let _ = writeln!(text, "ALTER TABLE ONLY {name} ADD {said}UNIQUE ({});", columns[at].0);
    }
}
