//! The corners of MariaDB.

use super::Corner;

pub(super) const CORNERS: &[Corner] = &[
    // Generated columns.
    &[
        &[
            "CREATE TABLE x_computed (id int PRIMARY KEY, a int, g int AS (a * 2) STORED)",
            "INSERT INTO x_computed (id, a) VALUES (1, 5), (2, NULL)",
        ],
        &[
            "CREATE TABLE x_computed (id int PRIMARY KEY, a bigint, g bigint AS (a + 1) VIRTUAL, h text)",
            "CREATE INDEX x_computed_g ON x_computed (g)",
            "INSERT INTO x_computed (id, a) VALUES (1, 5), (2, NULL)",
        ],
        &[
            "CREATE TABLE x_computed (id int PRIMARY KEY, a int, g int)",
            "INSERT INTO x_computed VALUES (1, 5, 7), (2, NULL, 8)",
        ],
    ],
    // Columns that number themselves.
    &[
        &[
            "CREATE TABLE x_numbered (id int AUTO_INCREMENT PRIMARY KEY, a text)",
            "INSERT INTO x_numbered (a) VALUES ('one')",
        ],
        &[
            "CREATE TABLE x_numbered (id int PRIMARY KEY, a varchar(90) NOT NULL)",
            "INSERT INTO x_numbered VALUES (1, 'one')",
        ],
        &[
            "CREATE TABLE x_numbered (id int, a text, n bigint NOT NULL AUTO_INCREMENT, UNIQUE x_by_number (n))",
            "INSERT INTO x_numbered (id, a) VALUES (1, 'one')",
        ],
    ],
    // Prefixes and descending keys.
    &[
        &[
            "CREATE TABLE x_indexed (id int PRIMARY KEY, a int, b text)",
            "CREATE INDEX x_one ON x_indexed (b(10), a DESC)",
            "INSERT INTO x_indexed VALUES (1, 1, 'A')",
        ],
        &[
            "CREATE TABLE x_indexed (id int PRIMARY KEY, a int, b text)",
            "CREATE INDEX x_one ON x_indexed (b(20))",
            "CREATE UNIQUE INDEX x_two ON x_indexed (a DESC, b(5))",
            "INSERT INTO x_indexed VALUES (1, 1, 'A')",
        ],
        &[
            "CREATE TABLE x_indexed (id int PRIMARY KEY, a int, b varchar(90))",
            "CREATE INDEX x_one ON x_indexed (b)",
            "INSERT INTO x_indexed VALUES (1, 1, 'A')",
        ],
    ],
    // Indexes of words and of places.
    &[
        &[
            "CREATE TABLE x_words (id int PRIMARY KEY, a text, b text, FULLTEXT x_found (a))",
            "INSERT INTO x_words VALUES (1, 'a', 'b')",
        ],
        &[
            "CREATE TABLE x_words (id int PRIMARY KEY, a text, b text, p point NOT NULL DEFAULT (point(1, 2)), FULLTEXT x_found (a, b), SPATIAL x_placed (p))",
            "INSERT INTO x_words (id, a, b) VALUES (1, 'a', 'b')",
        ],
    ],
    // Moments that follow the row.
    &[
        &[
            "CREATE TABLE x_moments (id int PRIMARY KEY, at datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6))",
            "INSERT INTO x_moments VALUES (1, '2026-01-01')",
        ],
        &[
            "CREATE TABLE x_moments (id int PRIMARY KEY, at datetime(6) NOT NULL DEFAULT current_timestamp(6), b int)",
            "INSERT INTO x_moments VALUES (1, '2026-01-01', 1)",
        ],
        &[
            "CREATE TABLE x_moments (id int PRIMARY KEY, at datetime(6))",
            "INSERT INTO x_moments VALUES (1, '2026-01-01')",
        ],
    ],
    // Events.
    &[
        &[
            "CREATE TABLE x_swept (id int PRIMARY KEY, a int)",
            "CREATE EVENT x_sweep ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01 00:00:00' DO DELETE FROM x_swept WHERE a < 0",
        ],
        &[
            "CREATE TABLE x_swept (id int PRIMARY KEY, a bigint)",
            "CREATE EVENT x_sweep ON SCHEDULE EVERY 2 DAY STARTS '2036-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s so' DO DELETE FROM x_swept",
        ],
    ],
    // Character sets and collations.
    &[
        &[
            "CREATE TABLE x_collated (id int PRIMARY KEY, a varchar(20) COLLATE utf8mb4_bin DEFAULT 'x')",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
        &[
            "CREATE TABLE x_collated (id int PRIMARY KEY, a varchar(20) CHARACTER SET latin1 NOT NULL, KEY x_collated_a (a))",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
        &[
            "CREATE TABLE x_collated (id int PRIMARY KEY, a varchar(20)) COLLATE utf8mb4_unicode_ci",
            "INSERT INTO x_collated VALUES (1, 'a')",
        ],
    ],
    // Comments.
    &[
        &[
            "CREATE TABLE x_said (id int PRIMARY KEY, a int COMMENT 'it''s a \\\\ column') COMMENT 'it''s'",
        ],
        &["CREATE TABLE x_said (id int PRIMARY KEY, a int COMMENT 'another') COMMENT 'a table'"],
        &["CREATE TABLE x_said (id int PRIMARY KEY COMMENT 'a key', a int)"],
    ],
    // Keys of two columns that point to their own table.
    &[
        &[
            "CREATE TABLE x_tree (id int, part int, up_id int, up_part int, PRIMARY KEY (id, part), CONSTRAINT x_up FOREIGN KEY (up_id, up_part) REFERENCES x_tree (id, part) ON DELETE CASCADE)",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
        &[
            "CREATE TABLE x_tree (id int, part int, up_id int, up_part int, PRIMARY KEY (part, id), CONSTRAINT x_up FOREIGN KEY (up_part, up_id) REFERENCES x_tree (part, id))",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
        &[
            "CREATE TABLE x_tree (id int PRIMARY KEY, part int NOT NULL, up_id int, up_part int, CONSTRAINT x_up FOREIGN KEY (up_id) REFERENCES x_tree (id))",
            "INSERT INTO x_tree VALUES (1, 1, NULL, NULL), (2, 1, 1, 1)",
        ],
    ],
    // Tables that point to each other.
    &[
        &[
            "CREATE TABLE x_left (id int PRIMARY KEY, r int)",
            "CREATE TABLE x_right (id int PRIMARY KEY, l int, CONSTRAINT x_to_left FOREIGN KEY (l) REFERENCES x_left (id))",
            "ALTER TABLE x_left ADD CONSTRAINT x_circle FOREIGN KEY (r) REFERENCES x_right (id)",
        ],
        &[
            "CREATE TABLE x_left (id bigint PRIMARY KEY, r bigint)",
            "CREATE TABLE x_right (id bigint PRIMARY KEY, l bigint, CONSTRAINT x_to_left FOREIGN KEY (l) REFERENCES x_left (id) ON UPDATE CASCADE)",
            "ALTER TABLE x_left ADD CONSTRAINT x_circle FOREIGN KEY (r) REFERENCES x_right (id) ON DELETE SET NULL",
        ],
    ],
    // Sequences with words of their own, and columns that count by one.
    &[
        &[
            "CREATE SEQUENCE x_count MINVALUE 5 MAXVALUE 500 CYCLE",
            "CREATE TABLE x_counted (id int PRIMARY KEY DEFAULT (nextval(x_count)), a int)",
        ],
        &[
            "CREATE SEQUENCE x_count START WITH 3 INCREMENT BY 2 NOCACHE",
            "CREATE TABLE x_counted (id int PRIMARY KEY, a int DEFAULT (1 + 2))",
        ],
    ],
    // Types that no other database has.
    &[
        &[
            "CREATE TABLE x_typed (id int PRIMARY KEY, a tinyint unsigned, s set('a','b'), e enum('x','y'), y year)",
            "INSERT INTO x_typed VALUES (1, 2, 'a', 'x', 2026)",
        ],
        &[
            "CREATE TABLE x_typed (id int PRIMARY KEY, a int unsigned NOT NULL, s set('a','b','c'), e enum('x','y','z') DEFAULT 'y', y year)",
            "INSERT INTO x_typed VALUES (1, 2, 'a', 'x', 2026)",
        ],
    ],
];
