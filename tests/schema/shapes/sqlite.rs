//! The corners of SQLite.

use super::Corner;

pub(super) const CORNERS: &[Corner] = &[
    // Generated columns.
    &[
        &[
            "CREATE TABLE x_computed (id INTEGER PRIMARY KEY, a INTEGER, g INTEGER AS (a * 2) STORED)",
            "INSERT INTO x_computed VALUES (1, 5), (2, NULL)",
        ],
        &[
            "CREATE TABLE x_computed (id INTEGER PRIMARY KEY, a BIGINT, g BIGINT AS (a + 1) VIRTUAL, h TEXT)",
            "CREATE INDEX x_computed_g ON x_computed (g DESC)",
            "INSERT INTO x_computed VALUES (1, 5, NULL), (2, NULL, NULL)",
        ],
        &[
            "CREATE TABLE x_computed (id INTEGER PRIMARY KEY, a INTEGER, g INTEGER)",
            "INSERT INTO x_computed VALUES (1, 5, 7), (2, NULL, 8)",
        ],
    ],
    // Columns that number themselves.
    &[
        &[
            "CREATE TABLE x_numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)",
            "INSERT INTO x_numbered VALUES (1, 'one')",
        ],
        &[
            "CREATE TABLE x_numbered (id INTEGER PRIMARY KEY, a VARCHAR(20) NOT NULL)",
            "INSERT INTO x_numbered VALUES (1, 'one')",
        ],
        &[
            "CREATE TABLE x_numbered (id INTEGER NOT NULL, a TEXT, UNIQUE (id))",
            "INSERT INTO x_numbered VALUES (1, 'one')",
        ],
    ],
    // Partial indexes, expressions, descending keys.
    &[
        &[
            "CREATE TABLE x_indexed (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)",
            "CREATE INDEX x_one ON x_indexed (lower(b)) WHERE a > 0",
            "CREATE UNIQUE INDEX x_two ON x_indexed (a DESC, lower(b))",
            "INSERT INTO x_indexed VALUES (1, 1, 'A'), (2, NULL, 'b')",
        ],
        &[
            "CREATE TABLE x_indexed (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)",
            "CREATE INDEX x_one ON x_indexed (lower(b))",
            "CREATE INDEX x_two ON x_indexed (a, b COLLATE NOCASE DESC)",
            "INSERT INTO x_indexed VALUES (1, 1, 'A'), (2, NULL, 'b')",
        ],
        &[
            "CREATE TABLE x_indexed (id INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(90) NOT NULL DEFAULT 'c')",
            "CREATE UNIQUE INDEX x_one ON x_indexed ((a + 1)) WHERE b <> 'z'",
            "INSERT INTO x_indexed VALUES (1, 1, 'A'), (2, NULL, 'b')",
        ],
    ],
    // STRICT.
    &[
        &[
            "CREATE TABLE x_strict (id INTEGER PRIMARY KEY, a INTEGER, b ANY) STRICT",
            "INSERT INTO x_strict VALUES (1, 2, 'b')",
        ],
        &[
            "CREATE TABLE x_strict (id INTEGER PRIMARY KEY, a INTEGER NOT NULL CHECK (a > 0), b ANY, c TEXT DEFAULT 'it''s') STRICT",
            "CREATE VIEW x_strictly AS SELECT a, b FROM x_strict",
            "INSERT INTO x_strict VALUES (1, 2, 'b', 'c')",
        ],
    ],
    // WITHOUT ROWID, where the key stays: such a table is never without.
    &[
        &[
            "CREATE TABLE x_rowless (id INTEGER, part TEXT, a INTEGER, PRIMARY KEY (id, part)) WITHOUT ROWID",
            "INSERT INTO x_rowless VALUES (1, 'p', 2)",
        ],
        &[
            "CREATE TABLE x_rowless (id INTEGER, part TEXT, a TEXT, b INTEGER UNIQUE, PRIMARY KEY (id, part)) WITHOUT ROWID",
            "INSERT INTO x_rowless VALUES (1, 'p', '2', 3)",
        ],
    ],
    // Collations.
    &[
        &[
            "CREATE TABLE x_collated (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE DEFAULT 'x')",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
        &[
            "CREATE TABLE x_collated (id INTEGER PRIMARY KEY, a VARCHAR(20) COLLATE RTRIM NOT NULL)",
            "CREATE VIEW x_sorted AS SELECT a FROM x_collated ORDER BY a",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
        &[
            "CREATE TABLE x_collated (id INTEGER PRIMARY KEY, a TEXT UNIQUE)",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
    ],
    // Keys of two columns that point to their own table.
    &[
        &[
            "CREATE TABLE x_tree (id INTEGER, part INTEGER, up_id INTEGER, up_part INTEGER, PRIMARY KEY (id, part), CONSTRAINT x_up FOREIGN KEY (up_id, up_part) REFERENCES x_tree (id, part) ON DELETE CASCADE)",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
        &[
            "CREATE TABLE x_tree (id INTEGER, part INTEGER, up_id INTEGER, up_part INTEGER, PRIMARY KEY (part, id), CONSTRAINT x_up FOREIGN KEY (up_part, up_id) REFERENCES x_tree (part, id) DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
        &[
            "CREATE TABLE x_tree (id INTEGER PRIMARY KEY, part INTEGER, up_id INTEGER REFERENCES x_tree (id), up_part INTEGER)",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
    ],
    // Tables that point to each other.
    &[
        &[
            "CREATE TABLE x_left (id INTEGER PRIMARY KEY, r INTEGER REFERENCES x_right (id))",
            "CREATE TABLE x_right (id INTEGER PRIMARY KEY, l INTEGER REFERENCES x_left (id))",
        ],
        &[
            "CREATE TABLE x_left (id INTEGER PRIMARY KEY, r INTEGER NOT NULL DEFAULT 1 REFERENCES x_right (id) ON DELETE SET NULL)",
            "CREATE TABLE x_right (id INTEGER PRIMARY KEY, l BIGINT REFERENCES x_left (id) ON UPDATE CASCADE)",
        ],
        &["CREATE TABLE x_right (id INTEGER PRIMARY KEY, l INTEGER UNIQUE REFERENCES x_right (l))"],
    ],
    // Words about conflicts.
    &[
        &[
            "CREATE TABLE x_clashes (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, a TEXT NOT NULL ON CONFLICT IGNORE, UNIQUE (a) ON CONFLICT FAIL)",
            "INSERT INTO x_clashes VALUES (1, 'a')",
        ],
        &[
            "CREATE TABLE x_clashes (id INTEGER PRIMARY KEY, a TEXT NOT NULL, UNIQUE (a))",
            "INSERT INTO x_clashes VALUES (1, 'a')",
        ],
    ],
    // Triggers of views.
    &[
        &[
            "CREATE TABLE x_base (id INTEGER PRIMARY KEY, a INTEGER)",
            "CREATE VIEW x_window AS SELECT id, a FROM x_base",
            "CREATE TRIGGER x_instead INSTEAD OF INSERT ON x_window BEGIN INSERT INTO x_base VALUES (NEW.id, NEW.a); END",
        ],
        &[
            "CREATE TABLE x_base (id INTEGER PRIMARY KEY, a TEXT)",
            "CREATE VIEW x_window AS SELECT id, a AS b FROM x_base",
            "CREATE TRIGGER x_instead INSTEAD OF DELETE ON x_window WHEN OLD.id > 0 BEGIN DELETE FROM x_base WHERE id = OLD.id; END",
        ],
    ],
    // Types that no other database has.
    &[
        &[
            "CREATE TABLE x_typed (id INTEGER PRIMARY KEY, a, b MONEY, c NUMERIC DEFAULT (1 + 2))",
            "INSERT INTO x_typed VALUES (1, 2, 3, 4)",
        ],
        &[
            "CREATE TABLE x_typed (id INTEGER PRIMARY KEY, a BLOB, b MONEY NOT NULL, c NUMERIC DEFAULT 7)",
            "INSERT INTO x_typed VALUES (1, 2, 3, 4)",
        ],
    ],
];
