//! A child, as its parent holds it: what is said, what is heard, how long is waited, and how it ended.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::ending;
use super::frame::{self, FrameError};
use super::walls::Bounds;
use super::wire::error::process as failed;
use super::wire::{FromChild, Judged, ToChild, error::GuestFault};
use super::{Launch, walls};
use crate::error::{GuestError, ProcessFault};
use crate::limits::Limits;

/// How often somebody who waits looks up.
const LOOK: Duration = Duration::from_millis(20);

/// How long a child may take to end by itself: with an error that says where it stood.
const GRACE: Duration = Duration::from_secs(2);

/// As many looks as there are in that time, and so many messages.
const STOPPING_LOOKS: usize = (GRACE.as_millis() / LOOK.as_millis()) as usize;

/// What is heard and was not taken yet; a child that says more waits.
const UNHEARD: usize = 16;

/// Why a child is of no use any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lost {
    /// It ended, or its pipe did.
    Ended,
    /// It has said nothing for too long.
    Silent,
    /// It did not end when somebody wanted it to.
    Cancelled,
    /// It talks rubbish.
    Rubbish(String),
}

/// What a worker hears.
pub(super) type Heard = (Result<Judged, GuestFault>, Vec<u8>);

/// What a child says, or why it says no more.
type Said = Result<(FromChild, Vec<u8>), Lost>;

type Workers = Arc<Mutex<BTreeMap<u32, SyncSender<Heard>>>>;

/// A running child.
#[derive(Debug)]
pub(super) struct Process {
    child: Mutex<Child>,
    input: Mutex<ChildStdin>,
    heard: Mutex<Receiver<Said>>,
    workers: Workers,
    /// The first reason why it is of no use any more.
    lost: Mutex<Option<Lost>>,
    /// How often it was heard or waited for since it was told to stop; 0 when it was not.
    stopping: AtomicUsize,
    limits: Limits,
}

impl Process {
    /// Starts a child.
    ///
    /// # Errors
    ///
    /// [`ProcessFault::NoWalls`] where it does not start, or there are no walls for it.
    pub(super) fn start(launch: &Launch, limits: &Limits) -> Result<Self, GuestError> {
        let no_walls = |message| failed(ProcessFault::NoWalls, message);
        if !walls::STAND {
            let message = "guests of the shared profile need walls that only Linux has";
            return Err(no_walls(message.to_owned()));
        }
        Self::spawn(launch, limits).map_err(|error| {
            no_walls(format!(
                "the process for the guest, `{}`, does not start: {error}",
                launch.program.display()
            ))
        })
    }

    fn spawn(launch: &Launch, limits: &Limits) -> io::Result<Self> {
        let mut command = Command::new(&launch.program);
        // Ctrl-C is for the parent, which then tells its child: one that died of it would look as if it had failed.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .arg(&launch.argument)
            .args(Bounds::of(limits).arguments())
            // Nothing of the surroundings is any business of it, passwords least of all.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        never_wait(&input)?;
        let workers = Workers::default();
        let (sender, heard) = sync_channel(UNHEARD);
        let routed = Arc::clone(&workers);
        let listening = thread::Builder::new().name("guest pipe".to_owned());
        listening.spawn(move || listen(output, &sender, &routed))?;
        Ok(Self {
            child: Mutex::new(child),
            input: Mutex::new(input),
            heard: Mutex::new(heard),
            workers,
            lost: Mutex::new(None),
            stopping: AtomicUsize::new(0),
            limits: limits.clone(),
        })
    }

    /// Says something.
    ///
    /// # Errors
    ///
    /// [`Lost`] when the child does not hear it.
    pub(super) fn say(&self, head: &ToChild, tail: &[u8]) -> Result<(), Lost> {
        let head =
            frame::head(head, tail).map_err(|error| self.lose(Lost::Rubbish(error.to_string())))?;
        let mut input = lock(&self.input);
        self.write(&mut input, &head)?;
        self.write(&mut input, tail)
    }

    fn write(&self, input: &mut ChildStdin, mut rest: &[u8]) -> Result<(), Lost> {
        let mut waited = Duration::ZERO;
        while !rest.is_empty() {
            match input.write(rest) {
                Ok(0) => return Err(self.lose(Lost::Ended)),
                Ok(written) => (rest, waited) = (&rest[written..], Duration::ZERO),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    wait_for_room(input);
                    waited += LOOK;
                    if waited > GRACE && self.limits.cancel.is_due() {
                        return Err(self.lose(Lost::Cancelled));
                    }
                    if waited > self.patience() {
                        return Err(self.lose(Lost::Silent));
                    }
                }
                Err(_) => return Err(self.lose(Lost::Ended)),
            }
        }
        Ok(())
    }

    /// Waits for what the child says next.
    ///
    /// # Errors
    ///
    /// [`Lost`] when nothing comes.
    pub(super) fn hear(&self) -> Result<(FromChild, Vec<u8>), Lost> {
        let heard = self.wait(&lock(&self.heard))?;
        heard.map_err(|lost| self.lose(lost))
    }

    /// Lets a worker hear what is said to it.
    pub(super) fn listen_as(&self, worker: u32) -> Receiver<Heard> {
        let (sender, heard) = sync_channel(1);
        let mut workers = lock(&self.workers);
        workers.insert(worker, sender);
        heard
    }

    /// Forgets a worker.
    pub(super) fn stop_listening_as(&self, worker: u32) {
        lock(&self.workers).remove(&worker);
    }

    /// Waits for an answer, as long as the guest may compute, and lets it know when somebody wants it to stop.
    ///
    /// # Errors
    ///
    /// [`Lost`] when nothing comes.
    pub(super) fn wait<T>(&self, from: &Receiver<T>) -> Result<T, Lost> {
        let mut waited = Duration::ZERO;
        loop {
            self.pass_on_cancel()?;
            match from.recv_timeout(LOOK) {
                Ok(heard) => return Ok(heard),
                Err(RecvTimeoutError::Disconnected) => return Err(self.lose(Lost::Ended)),
                Err(RecvTimeoutError::Timeout) => waited += LOOK,
            }
            if waited > self.patience() {
                return Err(self.lose(Lost::Silent));
            }
        }
    }

    /// Lets the child know that somebody wants it to stop; one that goes on talking or computing after that is given
    /// up.
    fn pass_on_cancel(&self) -> Result<(), Lost> {
        if !self.limits.cancel.is_due() {
            return Ok(());
        }
        match self.stopping.fetch_add(1, Relaxed) {
            0 => self.say(&ToChild::Cancel, &[]),
            looks if looks < STOPPING_LOOKS => Ok(()),
            _ => Err(self.lose(Lost::Cancelled)),
        }
    }

    /// The engine looks at the same clock, and says better where it stood.
    fn patience(&self) -> Duration {
        self.limits.script_time + GRACE
    }

    /// Notes that the child is of no use any more; the first reason counts.
    pub(super) fn lose(&self, lost: Lost) -> Lost {
        lock(&self.lost).get_or_insert(lost).clone()
    }

    /// Tells whether the child is of no use any more.
    pub(super) fn is_lost(&self) -> bool {
        lock(&self.lost).is_some()
    }

    /// Tells whether the child still runs, as far as is known.
    pub(super) fn runs(&self) -> bool {
        !self.is_lost() && matches!(lock(&self.child).try_wait(), Ok(None))
    }

    /// Ends a child that is of no use any more, and says why.
    pub(super) fn end(&self, lost: Lost) -> GuestError {
        let lost = match self.lose(lost) {
            // It could not be spoken to any more; what it said last is known better.
            Lost::Ended => self.last_words().unwrap_or(Lost::Ended),
            lost => lost,
        };
        let mut child = lock(&self.child);
        if lost == Lost::Ended {
            // What it died of is known a moment after its pipe has ended.
            wait_shortly(&mut child);
        }
        let ended = child.try_wait().ok().flatten();
        // One that has ended is left alone; one that only closed its pipe is not.
        let _ = child.kill();
        let _ = child.wait();
        let complaint = child.stderr.take().map(complaint).unwrap_or_default();
        ending::error(&lost, ended, &complaint, &self.limits)
    }
}

/// Words of a child that are listened to after it was lost.
const LAST_WORDS: usize = 1_000;

impl Process {
    /// What was wrong with the last words of a child, if anything was.
    fn last_words(&self) -> Option<Lost> {
        let heard = lock(&self.heard);
        let mut words = std::iter::from_fn(|| heard.recv_timeout(GRACE).ok());
        // One that goes on talking has not ended.
        words.by_ref().take(LAST_WORDS).find_map(Result::err)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        // A child that is not waited for stays a zombie.
        let _ = child.wait();
    }
}

/// Hears the child to its end, and hands on what it says to whoever waits for it.
fn listen(mut output: ChildStdout, heard: &SyncSender<Said>, workers: &Workers) {
    let lost = loop {
        match frame::read::<FromChild>(&mut output) {
            // One that ended in the middle of a word has ended, most often for want of memory.
            Ok(None) | Err(FrameError::Cut) => break Lost::Ended,
            Err(error) => break Lost::Rubbish(error.to_string()),
            Ok(Some(frame)) => match frame.head {
                FromChild::Judged { worker, judged } => {
                    let sender = lock(workers).get(&worker).cloned();
                    let is_wanted = sender.map(|sender| sender.try_send((judged, frame.tail)));
                    if !matches!(is_wanted, Some(Ok(()))) {
                        break Lost::Rubbish(
                            "it answers for rows that it does not have".to_owned(),
                        );
                    }
                }
                head => {
                    if heard.send(Ok((head, frame.tail))).is_err() {
                        return;
                    }
                }
            },
        }
    };
    // Whoever waits for rows must not wait on.
    lock(workers).clear();
    // Nobody is there any more when the guest has ended in another way.
    let _ = heard.send(Err(lost));
}

/// Bytes of what is said on standard error that are worth telling.
const COMPLAINT_BYTES: u64 = 4 << 10;

/// What a child that has ended said on standard error.
fn complaint(stderr: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = stderr.take(COMPLAINT_BYTES).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait_shortly(child: &mut Child) {
    let mut waited = Duration::ZERO;
    while waited < GRACE && matches!(child.try_wait(), Ok(None)) {
        let pause = Duration::from_millis(1);
        thread::sleep(pause);
        waited += pause;
    }
}

/// Lets no write wait for a child that does not read.
#[cfg(unix)]
fn never_wait(pipe: &ChildStdin) -> io::Result<()> {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    fcntl(pipe, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(())
}

#[cfg(not(unix))]
fn never_wait(_pipe: &ChildStdin) -> io::Result<()> {
    Ok(())
}

/// Waits until there is room in the pipe, but not longer than one look.
#[cfg(unix)]
fn wait_for_room(pipe: &ChildStdin) {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let look = PollTimeout::try_from(LOOK).unwrap_or(PollTimeout::ZERO);
    // What went wrong shows at the next write.
    let _ = poll(&mut [PollFd::new(pipe.as_fd(), PollFlags::POLLOUT)], look);
}

#[cfg(not(unix))]
fn wait_for_room(_pipe: &ChildStdin) {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
