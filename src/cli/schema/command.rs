//! Runs the command that prints a schema.

use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use super::error::SchemaError;
use crate::cli::settings::Words;
use crate::clock::Clock;

/// What a command may print.
const MOST_BYTES: u64 = 64 << 20;

/// How much is shown of what it complains about, from the end, in bytes.
const COMPLAINT_BYTES: usize = 4 << 10;

/// How often it is looked whether the command has ended.
const POLL: Duration = Duration::from_millis(5);

/// The command as a person would type it.
pub(super) fn name(words: &Words) -> String {
    match words {
        Words::Shell(text) => text.clone(),
        Words::Direct(words) => words.join(" "),
    }
}

/// Runs a command in a folder and gives what it prints on its standard output.
///
/// # Errors
///
/// It does not start, fails, takes too long, or prints nothing or no text.
pub(super) fn output(
    words: &Words,
    folder: &Path,
    dialect: &str,
    timeout: Duration,
    clock: Clock,
) -> Result<String, SchemaError> {
    let command = name(words);
    let not_started = |fault: io::Error| SchemaError::NotStarted {
        command: command.clone(),
        reason: match fault.kind() {
            ErrorKind::NotFound => "it is not there".to_owned(),
            _ => fault.to_string(),
        },
    };
    let mut child = prepared(words, folder, dialect).spawn().map_err(not_started)?;
    let printed = hear(child.stdout.take(), MOST_BYTES + 1);
    let complaint = hear(child.stderr.take(), u64::MAX);
    let deadline = (clock.elapsed_micros)().saturating_add(micros(timeout));
    let left = || Duration::from_micros(deadline.saturating_sub((clock.elapsed_micros)()));
    let too_slow = || SchemaError::TooSlow { command: command.clone(), timeout };
    // Whoever still holds the other end of the pipe keeps it from ending, be it a child of the command.
    let Ok(printed) = printed.recv_timeout(left()) else {
        end(&mut child);
        return Err(too_slow());
    };
    if printed.len() as u64 > MOST_BYTES {
        end(&mut child);
        return Err(SchemaError::TooMuch { command, most_bytes: MOST_BYTES });
    }
    let status = loop {
        match child.try_wait().map_err(not_started)? {
            Some(status) => break status,
            None if left().is_zero() => {
                end(&mut child);
                return Err(too_slow());
            }
            None => thread::sleep(POLL),
        }
    };
    let said = complaint.recv_timeout(left()).unwrap_or_default();
    judged(command, status, printed, &tail(&said))
}

fn judged(
    command: String,
    status: ExitStatus,
    printed: Vec<u8>,
    said: &str,
) -> Result<String, SchemaError> {
    let said = said.to_owned();
    if !status.success() {
        return Err(SchemaError::Failed { command, status: status.to_string(), said });
    }
    match String::from_utf8(printed) {
        Err(_) => Err(SchemaError::NotText { what: format!("the output of `{command}`") }),
        Ok(text) if text.trim().is_empty() => Err(SchemaError::Silent { command, said }),
        Ok(text) => Ok(text),
    }
}

fn prepared(words: &Words, folder: &Path, dialect: &str) -> Command {
    let mut command = match words {
        Words::Shell(text) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", text]);
            shell
        }
        Words::Direct(words) => {
            let mut direct = Command::new(words.first().map_or("", String::as_str));
            direct.args(words.iter().skip(1));
            direct
        }
    };
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
    }
    // A group of its own, so that what the command starts can be ended with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
        .env("SANDSHIFT_DIALECT", dialect)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Reads a pipe to its end, on a thread of its own; what is beyond `most_bytes` is left.
fn hear(pipe: Option<impl Read + Send + 'static>, most_bytes: u64) -> Receiver<Vec<u8>> {
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before a fault is all that there is.
            let _ = pipe.take(most_bytes).read_to_end(&mut bytes);
        }
        // Nobody waits any more when the command took too long.
        let _ = sender.send(bytes);
    });
    ended
}

/// Ends a command and all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        // The standard library ends single processes only.
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
    // It may have ended by itself meanwhile; a child that is not waited for stays a zombie.
    let _ = child.kill();
    let _ = child.wait();
}

/// The end of what a command complained about, in whole lines.
fn tail(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let text = text.trim();
    if text.len() <= COMPLAINT_BYTES {
        return text.to_owned();
    }
    let mut from = text.len() - COMPLAINT_BYTES;
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let rest = &text[from..];
    format!("…\n{}", rest.split_once('\n').map_or(rest, |(_, lines)| lines))
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
