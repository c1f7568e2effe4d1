//! Stands between the program and a server, counts what the program asks, and does a deed at the n-th request.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::frames::{Frames, Wire};

/// On which side of the server's work the deed is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The server never sees the request.
    Before,
    /// The server has the request, and the program never sees the answer.
    After,
}

/// What is done.
pub(crate) enum Deed {
    /// The program is killed by this, and nothing of it passes any more.
    Kill(Box<dyn Fn() + Send + Sync>),
    /// The connections that are open are cut; later ones pass.
    Cut,
    /// Something else is done by this; all passes.
    Beside(Box<dyn Fn() + Send + Sync>),
}

/// At which request, counted from 1 over all connections, what is done.
pub(crate) struct Plan {
    pub(crate) at: u32,
    pub(crate) side: Side,
    pub(crate) deed: Deed,
}

/// A port that leads to a server for as long as the value lives.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    way: Arc<Way>,
}

struct Way {
    server: u16,
    wire: Wire,
    plan: Option<Plan>,
    seen: AtomicU32,
    commits: Mutex<Vec<u32>>,
    is_closed: AtomicBool,
    open: Mutex<Vec<Pair>>,
}

/// The two halves of a connection through the proxy.
#[derive(Clone)]
struct Pair {
    client: Arc<TcpStream>,
    server: Arc<TcpStream>,
    is_cut: Arc<AtomicBool>,
}

impl Pair {
    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        // A half that is closed already is as good as one that is closed now.
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

impl Proxy {
    pub(crate) fn to(server: u16, wire: Wire, plan: Option<Plan>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, is_closed) = (AtomicU32::new(0), AtomicBool::new(false));
        let (commits, open) = (Mutex::default(), Mutex::default());
        let way = Way { server, wire, plan, seen, commits, is_closed, open };
        let way = Arc::new(way);
        let accepting = Arc::clone(&way);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.is_closed.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(client) = client {
                    accepting.connect(client);
                }
            }
        });
        Self { port, way }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> u32 {
        self.way.seen.load(Ordering::SeqCst)
    }

    /// Those of the requests that end a transaction and keep it.
    pub(crate) fn commits(&self) -> Vec<u32> {
        self.way.commits.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.way.is_closed.store(true, Ordering::SeqCst);
        self.way.open.lock().unwrap().iter().for_each(Pair::cut);
        // Wakes the thread that waits for clients, so that it sees the mark.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Way {
    fn connect(self: &Arc<Self>, client: TcpStream) {
        // A server that is gone closes the door on its client.
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else { return };
        for half in [&client, &server] {
            half.set_nodelay(true).unwrap();
        }
        let (client, server) = (Arc::new(client), Arc::new(server));
        let pair = Pair { client, server, is_cut: Arc::default() };
        self.open.lock().unwrap().push(pair.clone());
        let (way, questions) = (Arc::clone(self), pair.clone());
        thread::spawn(move || {
            way.ask(&questions);
            questions.cut();
        });
        thread::spawn(move || {
            answer(&pair);
            // Whoever is to be killed must not see before that the connection is cut.
            if !pair.is_cut.load(Ordering::SeqCst) {
                pair.cut();
            }
        });
    }

    /// Passes on what the client says, until one side closes or the deed ends it.
    fn ask(&self, pair: &Pair) {
        let mut frames = Frames::new(self.wire);
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = (&*pair.client).read(&mut buffer) {
            frames.feed(&buffer[..count]);
            while let Some(frame) = frames.next() {
                let number = match frame.is_request {
                    true => self.seen.fetch_add(1, Ordering::SeqCst) + 1,
                    false => 0,
                };
                if frame.is_request && frame.bytes.windows(6).any(|word| word == b"COMMIT") {
                    self.commits.lock().unwrap().push(number);
                }
                let due = self.plan.as_ref().filter(|plan| plan.at == number);
                if due.is_some_and(|plan| !self.goes_on(plan, pair, &frame.bytes)) {
                    return;
                }
                if due.is_none() && (&*pair.server).write_all(&frame.bytes).is_err() {
                    return;
                }
            }
        }
    }

    /// Does the deed at this request; tells whether the connection stays.
    fn goes_on(&self, plan: &Plan, pair: &Pair, request: &[u8]) -> bool {
        if let Deed::Beside(act) = &plan.deed {
            act();
            return (&*pair.server).write_all(request).is_ok();
        }
        let open = self.open.lock().unwrap();
        // From here on no answer gets through.
        open.iter().for_each(|pair| pair.is_cut.store(true, Ordering::SeqCst));
        if plan.side == Side::After {
            let _ = (&*pair.server).write_all(request);
        }
        if let Deed::Kill(kill) = &plan.deed {
            kill();
        }
        open.iter().for_each(Pair::cut);
        false
    }
}

fn answer(pair: &Pair) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = (&*pair.server).read(&mut buffer) {
        if pair.is_cut.load(Ordering::SeqCst)
            || (&*pair.client).write_all(&buffer[..count]).is_err()
        {
            return;
        }
    }
}
