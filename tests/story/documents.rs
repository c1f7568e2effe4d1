//! What the documents tell people to type can be typed: commands parse, scripts compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md"), root.join("scripts/README.md")];
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    files
}

/// The fenced blocks of one language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// The commands in blocks of the shell, in CI files and between backticks in sentences and tables.
fn commands(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for language in ["sh", "yaml", "text"] {
        lines.extend(blocks(text, language).iter().flat_map(|b| b.lines().map(str::to_owned)));
    }
    lines.extend(text.split('`').skip(1).step_by(2).map(str::to_owned));
    let mut commands = Vec::new();
    for line in lines {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let line = line.trim_start_matches("- run: ");
        for part in line.split(['|', ';', '>']).flat_map(|part| part.split("&&")) {
            let part = part.trim().replace("cargo run --release -- ", "sandshift ");
            if part.starts_with("sandshift ") && !part.contains('…') {
                commands.push(part);
            }
        }
    }
    commands
}

/// Words as a shell would cut them.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate().flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    quoted.skip(1).collect()
}

#[test]
fn every_command_of_the_documents_can_be_typed() {
    let mut seen = 0;
    for file in documents() {
        for command in commands(&fs::read_to_string(&file).unwrap()) {
            // With `--help` behind it a command is only parsed.
            let mut tool = Command::new(env!("CARGO_BIN_EXE_sandshift"));
            let output = tool.args(words(&command)).arg("--help").output().unwrap();
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: `{command}`: {complaint}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} commands found");
}

#[test]
fn every_script_of_the_documents_compiles() {
    let mut seen = 0;
    for file in documents() {
        for script in blocks(&fs::read_to_string(&file).unwrap(), "rhai") {
            let whole = match script.contains("fn up(") {
                true => script.clone(),
                false => format!("{script}\nfn up(db) {{}}"),
            };
            if let Err(error) = RhaiGuest::compile(&whole, &Limits::default()) {
                panic!("{}: {error:?}\n{script}", file.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 8, "only {seen} scripts found");
}
