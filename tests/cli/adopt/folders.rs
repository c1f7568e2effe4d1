//! Folders of plain SQL, laid out as each tool wants them.

use super::write;
use crate::project::Project;

/// A migration.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) number: &'static str,
    pub(crate) name: &'static str,
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) transaction: bool,
}

/// A folder of one tool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folder {
    pub(crate) tool: &'static str,
    pub(crate) path: &'static str,
}

/// Makes a table of its own name and drops it.
pub(crate) fn table(number: &'static str, name: &'static str) -> Version {
    let table = name.replace(' ', "_");
    Version {
        number,
        name,
        up: format!(
            "-- {name}\nCREATE TABLE {table} (id INTEGER PRIMARY KEY);\n\
                     INSERT INTO {table} VALUES (1);\n"
        ),
        down: format!("DROP TABLE {table};\n"),
        transaction: true,
    }
}

/// Three tables; as texts, the last version stands before the second.
pub(crate) fn three() -> Vec<Version> {
    vec![table("1", "first one"), table("2", "second one"), table("10", "third one")]
}

impl Folder {
    pub(crate) fn of(tool: &'static str) -> Self {
        let path = match tool {
            "dbmate" => "db/migrations",
            "flyway" => "sql",
            _ => "migrations",
        };
        Self { tool, path }
    }

    /// The file that goes up, as its tool reads it.
    pub(crate) fn up_text(&self, version: &Version) -> String {
        let (up, down) = (&version.up, &version.down);
        match (self.tool, version.transaction) {
            ("sqlx", false) => format!("-- no-transaction\n{up}"),
            ("dbmate", true) => format!("-- migrate:up\n{up}\n-- migrate:down\n{down}"),
            ("dbmate", false) => format!(
                "-- migrate:up transaction:false\n{up}\n-- migrate:down transaction:false\n{down}"
            ),
            _ => up.clone(),
        }
    }

    /// The file names and texts of a version.
    pub(crate) fn files(&self, version: &Version) -> Vec<(String, String)> {
        let Version { number, down, .. } = version;
        let up = self.up_text(version);
        let down = match (self.tool, version.transaction) {
            ("sqlx", false) => format!("-- no-transaction\n{down}"),
            _ => down.clone(),
        };
        let name = version.name.replace(' ', "_");
        match self.tool {
            "sqlx" | "golang-migrate" => {
                vec![
                    (format!("{number}_{name}.up.sql"), up),
                    (format!("{number}_{name}.down.sql"), down),
                ]
            }
            "flyway" => {
                let mut files = vec![
                    (format!("V{number}__{name}.sql"), up),
                    (format!("U{number}__{name}.sql"), down),
                ];
                if !version.transaction {
                    let conf = "executeInTransaction=false\n".to_owned();
                    files.push((format!("V{number}__{name}.sql.conf"), conf));
                }
                files
            }
            "dbmate" => vec![(format!("{number}_{name}.sql"), up)],
            "diesel" => {
                let mut files = vec![
                    (format!("{number}_{name}/up.sql"), up),
                    (format!("{number}_{name}/down.sql"), down),
                ];
                if !version.transaction {
                    let metadata = "run_in_transaction = false\n".to_owned();
                    files.push((format!("{number}_{name}/metadata.toml"), metadata));
                }
                files
            }
            tool => panic!("{tool}"),
        }
    }

    pub(crate) fn write(&self, project: &Project, versions: &[Version]) {
        for (name, text) in versions.iter().flat_map(|version| self.files(version)) {
            write(project, &format!("{}/{name}", self.path), &text);
        }
    }

    /// Settings for running the folder as it is, on an empty database.
    pub(crate) fn settings(&self, project: &Project) {
        let text =
            format!("[project]\nmigrations = [\"{}\"]\nlayout = \"{}\"\n", self.path, self.tool);
        project.write("sandshift.toml", text);
    }
}
