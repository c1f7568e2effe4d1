//! The server's own dump of a schema, brought into a form in which equal schemas are equal texts.

use sandshift_test_servers::{TestDatabase, schema_dump};

use crate::stage::server::Server;

/// The dump of a database; none on SQLite, where there is no witness but our own eyes.
///
/// The order of objects and of the columns within a table, the names of the database and of
/// definers, and our own tables leave no trace in it.
pub(crate) fn dump(database: &TestDatabase, server: Server) -> Option<String> {
    let text = schema_dump(database)?.unwrap();
    let mut objects = match server {
        Server::Sqlite => return None,
        Server::Postgres => postgres(&text),
        Server::MariaDb => mariadb(&text, &database.name),
    };
    objects.retain(|object| !object.is_empty() && !object.contains("sandshift_"));
    objects.sort();
    Some(objects.join("\n\n"))
}

/// Before each object `pg_dump` writes a comment with its name.
fn postgres(text: &str) -> Vec<String> {
    text.split("\n-- Name: ").skip(1).map(|part| any_order(&without_noise(part))).collect()
}

fn without_noise(part: &str) -> String {
    let is_noise = |line: &&str| {
        line.is_empty()
            || *line == "--"
            || line.starts_with('\\')
            || line.starts_with("SET default_")
            || line.contains("SET (pg_attver=")
            || line.starts_with("-- PostgreSQL database dump")
    };
    // The rest of the first line is that of the comment.
    let text = part.lines().skip(1).filter(|line| !is_noise(line)).collect::<Vec<_>>().join("\n");
    // Two names of one moment.
    text.replace("DEFAULT now()", "DEFAULT CURRENT_TIMESTAMP")
}

/// `mariadb-dump` ends statements with the delimiter of the moment.
fn mariadb(text: &str, database: &str) -> Vec<String> {
    let mut delimiter = ";".to_owned();
    let mut objects = Vec::new();
    let mut object = Vec::new();
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("DELIMITER ") {
            delimiter = next.to_owned();
            continue;
        }
        let ended = line.trim_end().strip_suffix(delimiter.as_str());
        object.push(ended.unwrap_or(line).trim_end().to_owned());
        if ended.is_some() {
            objects.push(std::mem::take(&mut object).join("\n"));
        }
    }
    objects.retain(|text| is_definition(text) && !is_stand_in(text));
    objects.into_iter().map(|object| any_order(&plain(&object, database))).collect()
}

/// Settings of the session may speak of creating as well.
fn is_definition(text: &str) -> bool {
    let words = text.trim_start_matches(|c: char| "/*!".contains(c) || c.is_ascii_digit());
    words.trim_start().starts_with("CREATE")
}

/// Until all views can be made, a view of constants stands for each.
fn is_stand_in(text: &str) -> bool {
    text.starts_with("/*!50001 CREATE VIEW")
}

fn plain(object: &str, database: &str) -> String {
    let text = object.replace(&format!("`{database}`."), "");
    let text = without(&text, " AUTO_INCREMENT=", |c| !c.is_ascii_digit());
    // A trigger has the quotes that its author gave it.
    without(&text, "DEFINER=", char::is_whitespace).replace('`', "")
}

/// The text without each of the words that begin so.
fn without(text: &str, beginning: &str, ends: impl Fn(char) -> bool) -> String {
    let mut parts = text.split(beginning);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.find(&ends).map_or("", |end| &part[end..]));
    }
    plain
}

/// The lines between the parentheses of a table sorted, without the commas behind them.
fn any_order(object: &str) -> String {
    let is_table =
        object.lines().next().is_some_and(|line| line.contains("TABLE") && line.ends_with('('));
    let lines: Vec<&str> = object.lines().collect();
    let end = lines.iter().position(|line| line.starts_with(')'));
    let (true, Some(end)) = (is_table, end) else { return object.to_owned() };
    let mut parts: Vec<&str> =
        lines[1..end].iter().map(|line| line.trim_end_matches(',')).collect();
    parts.sort_unstable();
    [&lines[..1], &parts, &lines[end..]].concat().join("\n")
}

#[test]
fn equal_schemas_have_equal_dumps() {
    let cases = [
        (
            Server::Postgres,
            "CREATE TABLE a (x int NOT NULL, y text DEFAULT 'z'); CREATE VIEW v AS SELECT x FROM a;
             CREATE TABLE b (x int); CREATE TABLE sandshift_own (x int PRIMARY KEY);",
            "CREATE TABLE b (x int); CREATE TABLE a (y text DEFAULT 'z', x int NOT NULL);
             CREATE VIEW v AS SELECT x FROM a;",
            "CREATE TABLE b (x int); CREATE TABLE a (y text DEFAULT 'z', x int);
             CREATE VIEW v AS SELECT x FROM a;",
        ),
        (
            Server::MariaDb,
            "CREATE TABLE a (x int NOT NULL, y text DEFAULT 'z'); CREATE VIEW v AS SELECT x FROM a;
             CREATE TABLE b (x int AUTO_INCREMENT PRIMARY KEY); INSERT INTO b VALUES (7);
             CREATE TABLE sandshift_own (x int PRIMARY KEY); CREATE SEQUENCE s;
             CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.y = 1;",
            "CREATE SEQUENCE s; CREATE TABLE b (x int AUTO_INCREMENT PRIMARY KEY);
             CREATE TABLE a (y text DEFAULT 'z', x int NOT NULL); CREATE VIEW v AS SELECT x FROM a;
             CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.y = 1;",
            "CREATE SEQUENCE s; CREATE TABLE b (x int AUTO_INCREMENT PRIMARY KEY);
             CREATE TABLE a (y text DEFAULT 'z', x int NOT NULL); CREATE VIEW v AS SELECT x FROM a;
             CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.y = 2;",
        ),
    ];
    for (server, one, same, other) in cases {
        let [one, same, other] = [one, same, other].map(|sql| {
            let database = server.database();
            sandshift_test_servers::shell(&database, sql).unwrap();
            dump(&database, server).unwrap()
        });
        assert_eq!(one, same);
        assert_ne!(one, other);
        assert!(one.contains("CREATE TABLE") && one.contains("VIEW"), "{one}");
    }
}
