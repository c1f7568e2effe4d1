//! The compiler as a child process, which can be ended.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sandshift_model::origin::Origin;

use super::super::errors;
use super::serve;
use crate::error::{GuestError, ProcessFault, Resource};
use crate::limits::{Limits, Profile};

/// Machine code is three times as long as its component; more than this is no honest answer.
const CODE_PER_BYTE: u64 = 64;

/// What the machine code of the shortest component may take, which is mostly padding.
const CODE_BYTES: u64 = 4 << 20;

/// What the compiler may say on standard error.
const COMPLAINT_BYTES: u64 = 4 << 10;

const MIB: usize = 1 << 20;

/// Compiles a component in a child, within its time and its memory.
pub(super) fn compile(
    program: &Path,
    argument: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, GuestError> {
    let mut child = start(program, argument, limits).map_err(|error| {
        errors::host_defect(&format!("`{}` does not start: {error}", program.display()))
    })?;
    let patience = limits.compile_time * (1 + bytes.len() / MIB) as u32;
    let answer = talk(&mut child, bytes, patience);
    if answer.is_err() {
        // It may have ended by itself meanwhile; a child that is not waited for stays a zombie.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| errors::host_defect(&error.to_string()))?;
    let (code, complaint) = answer.map_err(|silence| match silence {
        Silence::Slow => errors::limit(
            Resource::Time,
            format!("{} s to compile it", patience.as_secs()),
            Origin::default(),
        ),
        Silence::Io(error) => errors::host_defect(&format!("its compiler: {error}")),
    })?;
    match status.code() {
        Some(0) => Ok(code),
        _ if serve::NO_MEMORY.iter().any(|words| complaint.contains(words)) => {
            let limit = format!("{} bytes of memory to compile it", limits.compile_memory_bytes);
            Err(errors::limit(Resource::Memory, limit, Origin::default()))
        }
        Some(code) if code == i32::from(serve::NO_WALLS) => Err(GuestError::Process {
            fault: ProcessFault::NoWalls,
            message: format!("the compiler of the module cannot be shut in: {complaint}"),
            origin: Origin::default(),
        }),
        Some(code) if code == i32::from(serve::BROKEN) => Err(errors::broken(&complaint)),
        _ => Err(died(status, &complaint)),
    }
}

fn start(program: &Path, argument: &str, limits: &Limits) -> io::Result<Child> {
    Command::new(program)
        .arg(argument)
        .arg(limits.compile_memory_bytes.to_string())
        .args((limits.profile == Profile::Shared).then_some(serve::SHARED))
        // Nothing of the surroundings is any business of it, passwords least of all.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

enum Silence {
    Slow,
    Io(io::Error),
}

/// Hands the bytes over and waits for the code, and for what is said about them.
fn talk(child: &mut Child, bytes: &[u8], patience: Duration) -> Result<(Vec<u8>, String), Silence> {
    let stdin = child.stdin.take();
    let most = CODE_BYTES + bytes.len() as u64 * CODE_PER_BYTE;
    let code = hear(child.stdout.take(), most);
    let complaint = hear(child.stderr.take(), COMPLAINT_BYTES);
    thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that does not read to the end says why in its own way.
                let _ = stdin.write_all(bytes);
            }
        });
        let heard = code.wait(patience).and_then(|code| match code.len() as u64 == most {
            // What was cut off would be no machine code.
            true => Err(Silence::Io(io::Error::other("its answer is too long"))),
            false => Ok(code),
        });
        if heard.is_err() {
            // The writer waits for a reader that has gone astray.
            let _ = child.kill();
        }
        let complaint = complaint.wait(patience).unwrap_or_default();
        let complaint = String::from_utf8_lossy(&complaint);
        Ok((heard?, errors::fragment(&complaint)))
    })
}

/// A pipe that is read to its end by a thread of its own.
struct Hearing {
    ended: mpsc::Receiver<io::Result<Vec<u8>>>,
    _thread: Option<JoinHandle<()>>,
}

fn hear(pipe: Option<impl Read + Send + 'static>, most_bytes: u64) -> Hearing {
    let (sender, ended) = mpsc::channel();
    let thread = pipe.map(|pipe| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.take(most_bytes).read_to_end(&mut bytes).map(|_| bytes);
            // Nobody listens any more when the patience was over.
            let _ = sender.send(read);
        })
    });
    Hearing { ended, _thread: thread }
}

impl Hearing {
    fn wait(&self, patience: Duration) -> Result<Vec<u8>, Silence> {
        match self.ended.recv_timeout(patience) {
            Ok(read) => read.map_err(Silence::Io),
            Err(RecvTimeoutError::Timeout) => Err(Silence::Slow),
            Err(RecvTimeoutError::Disconnected) => Ok(Vec::new()),
        }
    }
}

/// The compiler ended in a way that it did not choose, which is a defect of it.
fn died(status: ExitStatus, complaint: &str) -> GuestError {
    let reason = if complaint.is_empty() { String::new() } else { format!(": {complaint}") };
    errors::broken(&format!("its compiler died of it ({status}){reason}"))
}
