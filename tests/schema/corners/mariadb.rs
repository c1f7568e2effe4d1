//! Corners of MariaDB.

use super::{Case, there_and_back};
use crate::stage::server::Server;

/// Two shapes of a table `t` with rows `(id, n, name)`, and what stands around it.
#[track_caller]
fn table(old: &str, new: &str, around: &[&str]) {
    let from: Vec<&str> = [old].iter().chain(around).copied().collect();
    let to: Vec<&str> = [new].iter().chain(around).copied().collect();
    there_and_back(
        Server::MariaDb,
        &Case {
            from: &from,
            to: &to,
            rows: &["INSERT INTO t (id, n, name) VALUES (1, 1, 'a'), (2, 2, 'b')"],
            then: &[("SELECT concat(id, name) FROM t ORDER BY id", "1a 2b")],
        },
    );
}

const PLAIN: &str =
    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT NOT NULL, name VARCHAR(20))";

#[test]
fn options_of_a_table_change() {
    for options in
        ["CHARSET latin1", "COLLATE utf8mb4_bin", "ENGINE MyISAM", "ROW_FORMAT=COMPRESSED"]
    {
        table(PLAIN, &format!("{PLAIN} {options}"), &[]);
    }
}

#[test]
fn a_character_set_of_a_column_changes() {
    let new = PLAIN.replace("VARCHAR(20)", "VARCHAR(20) CHARACTER SET latin1");
    table(PLAIN, &new, &["CREATE VIEW v AS SELECT name FROM t"]);
}

#[test]
fn a_sign_changes() {
    table(
        PLAIN,
        &PLAIN.replace("n INT", "n INT UNSIGNED"),
        &["CREATE VIEW v AS SELECT n FROM t", "CREATE VIEW w AS SELECT n FROM v"],
    );
}

#[test]
fn a_number_comes_and_goes() {
    table(
        PLAIN,
        &PLAIN.replace("id INT NOT NULL", "id INT NOT NULL AUTO_INCREMENT"),
        &[
            "CREATE TABLE child (id INT PRIMARY KEY, t_id INT, CONSTRAINT c FOREIGN KEY (t_id) REFERENCES t (id))",
        ],
    );
}

#[test]
fn lists_grow_and_shrink() {
    for kind in ["ENUM", "SET"] {
        let old = PLAIN.replace("VARCHAR(20)", &format!("{kind}('a','b')"));
        let new = PLAIN.replace("VARCHAR(20)", &format!("{kind}('x','a','b','c') DEFAULT 'c'"));
        table(&old, &new, &["CREATE VIEW v AS SELECT name FROM t"]);
    }
}

#[test]
fn a_moment_of_the_last_change_comes_and_goes() {
    let with = |more: &str| {
        format!(
            "CREATE TABLE t (id INT PRIMARY KEY, n INT, name VARCHAR(9), at DATETIME NOT NULL DEFAULT current_timestamp(){more})"
        )
    };
    table(&with(""), &with(" ON UPDATE current_timestamp()"), &[]);
}

#[test]
fn a_generated_column_with_an_index_changes() {
    let with = |sum: &str| {
        format!(
            "CREATE TABLE t (id INT PRIMARY KEY, n INT, name VARCHAR(9), g INT AS ({sum}) STORED, KEY by_g (g), CONSTRAINT c CHECK (g > 0))"
        )
    };
    table(&with("n + 1"), &with("n + 2"), &["CREATE VIEW v AS SELECT g FROM t"]);
}

#[test]
fn a_key_changes_that_a_foreign_key_needs() {
    let with = |keys: &str| {
        format!("CREATE TABLE t (id INT NOT NULL, n INT NOT NULL, name VARCHAR(9), {keys})")
    };
    let child = "CREATE TABLE child (id INT PRIMARY KEY, t_id INT, CONSTRAINT c FOREIGN KEY (t_id) REFERENCES t (id))";
    table(&with("PRIMARY KEY (id)"), &with("PRIMARY KEY (id, n)"), &[child]);
    table(&with("PRIMARY KEY (id)"), &with("PRIMARY KEY (n), UNIQUE KEY u (id)"), &[child]);
}

#[test]
fn an_index_changes_that_a_foreign_key_needs() {
    let with = |key: &str| {
        format!(
            "CREATE TABLE t (id INT PRIMARY KEY, n INT, name VARCHAR(9), {key}, CONSTRAINT c FOREIGN KEY (n) REFERENCES p (id))"
        )
    };
    let parent = "CREATE TABLE p (id INT PRIMARY KEY)";
    let (old, new) = (with("KEY a (n)"), with("KEY b (n, name)"));
    there_and_back(
        Server::MariaDb,
        &Case {
            from: &[parent, &old],
            to: &[parent, &new],
            rows: &["INSERT INTO p VALUES (1)", "INSERT INTO t VALUES (1, 1, 'a')"],
            then: &[("SELECT name FROM t", "a")],
        },
    );
}

#[test]
fn a_key_is_there_for_a_number_only_for_a_moment() {
    let with = |id: &str, keys: &str| {
        format!("CREATE TABLE t (id INT NOT NULL {id}, n INT NOT NULL, name VARCHAR(9), {keys})")
    };
    table(
        &with("AUTO_INCREMENT", "PRIMARY KEY (id)"),
        &with("AUTO_INCREMENT", "PRIMARY KEY (n), KEY k (id)"),
        &[],
    );
}
