//! What holds for the whole house: who may depend on whom, and who may do what.
//!
//! Each test reads the sources as text. Comments never count, and unit tests count only where a
//! rule is about files; a finding names file and line.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the sources has to fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file, in lines.
const MOST_LINES: usize = 500;

/// The files under `src/backend` that talk to a database.
const CONNECTION_FILES: &[&str] = &[
    "backup.rs",
    "blank.rs",
    "connection.rs",
    "decode.rs",
    "error.rs",
    "failure.rs",
    "inspect.rs",
    "lock.rs",
    "open.rs",
    "options.rs",
    "rows.rs",
    "runtime.rs",
    "scratch.rs",
    "wire.rs",
];

/// A source file, its comments and unit tests blanked out line by line.
struct Source {
    /// The path from the root of the workspace, with `/`.
    path: String,
    lines: usize,
    code: String,
}

impl Source {
    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(&format!("{folder}/"))
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Each place with one of the words, as `path:line: word`.
    fn finds(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (number, line) in self.code.lines().enumerate() {
            let hits = words.iter().flat_map(|word| line.matches(*word));
            found.extend(hits.map(|word| format!("{}:{}: `{word}`", self.path, number + 1)));
        }
        found
    }
}

/// Every source file of the house, but for what is built.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "runtime", "tests", "benches", "guests"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        Source { path, lines: text.lines().count(), code: code_of(&text) }
    };
    let sources: Vec<Source> = files.iter().map(read).collect();
    assert!(sources.iter().any(|s| s.path == "src/lib.rs"), "no sources were found");
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The text with blanks in place of comments and of everything from the unit tests on, which
/// stand last in a file.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if rest.starts_with("#[cfg(test)]\nmod") && rest.contains("mod tests {") {
            rest.len()
        } else {
            let length = literal(rest).unwrap_or(first.len_utf8());
            code.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        };
        code.extend(rest[..skipped].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[skipped..];
    }
    code
}

/// The length of a text or character literal at the beginning, quotes included.
fn literal(text: &str) -> Option<usize> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        return body.find(&end).map(|at| 1 + hashes + 1 + at + end.len());
    }
    if text.starts_with("'\\''") || text.starts_with("'\"'") {
        return Some(
            text[1..].find('\'').map_or(3, |_| if text.starts_with("'\\") { 4 } else { 3 }),
        );
    }
    let body = text.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 2),
            _ => {}
        }
    }
    None
}

#[track_caller]
fn none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

/// The findings of words in the files that a rule is about.
fn found_in(about: impl Fn(&Source) -> bool, words: &[&str]) -> Vec<String> {
    sources().iter().filter(|source| about(source)).flat_map(|source| source.finds(words)).collect()
}

fn is_host(source: &Source) -> bool {
    source.is_in("src") && !source.is_in("src/cli") && source.path != "src/main.rs"
}

fn is_library(source: &Source) -> bool {
    is_host(source) || source.is_in("runtime/model/src") || source.is_in("runtime/sandbox/src")
}

#[test]
fn the_model_depends_on_serde_alone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/model/Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let names: Vec<&String> = manifest["dependencies"].as_table().unwrap().keys().collect();
    assert_eq!(names, ["serde"], "runtime/model/Cargo.toml: [dependencies] is more than serde");
    for other in ["build-dependencies", "target"] {
        assert!(!manifest.contains_key(other), "runtime/model/Cargo.toml: there is [{other}]");
    }
}

#[test]
fn dialects_do_no_input_or_output() {
    let pure =
        |source: &Source| source.is_in("src/backend") && !CONNECTION_FILES.contains(&source.name());
    let words = ["sqlx", "tokio", "std::fs", "std::net", "std::env", "std::process"];
    none(found_in(pure, &words), "only connection files may talk to the world");
}

#[test]
fn nothing_below_the_command_line_prints() {
    let words = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "stdout()", "stderr()"];
    none(found_in(is_library, &words), "only src/cli and src/main.rs print");
}

#[test]
fn nothing_below_the_command_line_reads_arguments_or_the_environment() {
    let words = ["std::env", "env::args", "env::var", "env::current_dir"];
    none(found_in(is_library, &words), "only src/cli and src/main.rs read the environment");
}

#[test]
fn nothing_below_the_command_line_reads_the_clock() {
    let words = ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"];
    // A stopwatch measures how long something takes and tells no time: a wait for a lock, how long a statement
    // has run, and how long a guest.
    let stopwatches = [
        "src/backend/mysql/lock.rs",
        "src/backend/sqlite/walls/deadline.rs",
        "src/backend/watchdog.rs",
        "runtime/sandbox/src/rhai/watch.rs",
        "runtime/sandbox/src/wasm/clock.rs",
    ];
    let checked =
        |source: &Source| is_library(source) && !stopwatches.contains(&source.path.as_str());
    none(found_in(checked, &words), "the clock is read in src/cli and src/main.rs and handed down");
}

#[test]
fn the_sandbox_names_no_database() {
    let names = ["sqlite", "postgres", "mysql", "mariadb"];
    let mut found = Vec::new();
    for mut source in sources().into_iter().filter(|s| s.is_in("runtime/sandbox/src")) {
        source.code = source.code.to_lowercase();
        found.extend(source.finds(&names));
    }
    none(found, "the sandbox knows no database");
}

#[test]
fn sql_text_is_made_only_in_the_backend() {
    let words = [
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ", "DROP ", "PRAGMA ",
        "BEGIN", "COMMIT",
    ]
    .map(|word| format!("\"{word}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let elsewhere = |source: &Source| {
        let sources = ["src", "runtime/model/src", "runtime/sandbox/src"];
        let tests = source.name().ends_with("_tests.rs");
        sources.iter().any(|folder| source.is_in(folder)) && !source.is_in("src/backend") && !tests
    };
    none(found_in(elsewhere, &words), "a text literal outside of src/backend begins as SQL");
}

#[test]
fn dynamic_sql_reaches_a_driver_through_one_function_per_connection() {
    let word = ["AssertSqlSafe", "("].concat();
    let mut found = Vec::new();
    for source in sources() {
        let hits = source.finds(&[&word]);
        let allowed = usize::from(source.is_in("src/backend"));
        found.extend(hits.into_iter().skip(allowed));
    }
    none(found, "dynamic SQL is declared safe in a second place");
}

#[test]
fn one_file_alone_is_trusted_beyond_the_compiler() {
    let trusted = |s: &Source| s.path == "runtime/sandbox/src/wasm/code/native.rs";
    let program = |s: &Source| s.is_in("src") || s.is_in("runtime");
    let words = ["allow(unsafe_code", "expect(unsafe_code", "unsafe {", "unsafe fn", "unsafe impl"];
    none(found_in(|s| program(s) && !trusted(s), &words), "`unsafe` is for loading machine code");
    let native = found_in(trusted, &words);
    assert_eq!(native.len(), 2, "{native:?}");
}

#[test]
fn files_are_short() {
    let long = |s: &Source| format!("{}:{}: {} lines", s.path, MOST_LINES + 1, s.lines);
    let found = sources().iter().filter(|s| s.lines > MOST_LINES).map(long).collect();
    none(found, "a file does one thing and has at most 500 lines");
}

#[test]
fn no_file_is_a_drawer_for_leftovers() {
    let drawers = ["utils", "util", "helpers", "helper", "common", "misc"];
    let is_drawer =
        |s: &&Source| s.path.trim_end_matches(".rs").split('/').any(|part| drawers.contains(&part));
    let found = sources().iter().filter(is_drawer).map(|s| format!("{}:1", s.path)).collect();
    none(found, "a file is named after the one thing that it does");
}

#[test]
fn arrows_never_point_up() {
    let rules: [(&str, &[&str]); 6] = [
        ("src/backend", &["session", "runner", "revision", "transform", "report", "cli"]),
        ("src/revision", &["backend", "session", "runner", "transform", "report", "cli"]),
        ("src/session", &["runner", "cli"]),
        ("src/runner", &["cli"]),
        ("src/schema", &["runner", "cli"]),
        ("src/lint", &["runner", "cli"]),
    ];
    let mut found = found_in(is_host, &["use crate::cli", "crate::cli::"]);
    for (folder, above) in rules {
        let paths: Vec<String> = above.iter().map(|module| format!("crate::{module}")).collect();
        let words: Vec<&str> = paths.iter().map(String::as_str).collect();
        found.extend(found_in(|source| source.is_in(folder), &words));
    }
    let engines = |source: &Source| source.is_in("runtime/model/src");
    found.extend(found_in(engines, &["sandshift_sandbox", "sandshift::"]));
    // What is bound from the contract of modules lives in a package of the same name.
    let sandbox =
        |s: &Source| s.is_in("runtime/sandbox/src") && !s.is_in("runtime/sandbox/src/wasm");
    found.extend(found_in(sandbox, &["sandshift::"]));
    none(found, "a part uses one that stands above it");
}

#[test]
fn comments_and_unit_tests_are_no_code_but_texts_are() {
    let text = "let a = \"// no comment\"; // gone\nlet q = '\"'; /* gone\n */ let b = r#\"\"x\"#;\n#[cfg(test)]\nmod tests {\n gone }";
    let code = code_of(text);
    assert!(code.contains("// no comment") && code.contains("let b = r#\"\"x\"#;"), "{code}");
    assert!(!code.contains("gone"), "{code}");
    assert_eq!(code.lines().nth(2).map(str::trim), Some("let b = r#\"\"x\"#;"));
}

/// The folders whose tests have the numbers of the threat model in their names; elsewhere numbers up to 37 are those of
/// acceptance cases.
const HOSTILE: [&str; 3] = ["tests/hostile", "tests/child", "runtime/sandbox"];

#[test]
fn every_case_of_the_threat_model_has_a_test_with_its_number() {
    let sources = sources();
    let names = |folder: &str| -> Vec<String> {
        let inside = sources.iter().filter(|source| source.is_in(folder));
        inside.flat_map(|source| source.code.split("fn case_").skip(1).map(str::to_owned)).collect()
    };
    let hostile: Vec<String> = HOSTILE.iter().flat_map(|folder| names(folder)).collect();
    let everywhere: Vec<String> = ["tests", "runtime"].iter().flat_map(|f| names(f)).collect();
    let has = |names: &[String], case: &str| {
        let starts = format!("{case}_");
        let joined = format!("_and_{case}_");
        names.iter().any(|name| {
            let name = name.split('(').next().unwrap_or_default();
            name.starts_with(&starts) || name.contains(&joined)
        })
    };
    let mut missing = Vec::new();
    for number in 1..=54 {
        let case = format!("{number:02}");
        let found = has(&hostile, &case) || number > 37 && has(&everywhere, &case);
        missing.extend((!found).then_some(case));
    }
    missing.extend((!has(&hostile, "25b")).then(|| "25b".to_owned()));
    assert!(missing.is_empty(), "no test tries these: {missing:?}");
}
