//! What each function of the empty WASI says.

use sandshift_model::origin::Origin;
use wasmtime::component::Val;

use crate::error::GuestError;

use super::super::errors;
use super::super::state::State;
use super::console::Stream;

/// Bytes that a module may print or draw at once.
const PIECE_BYTES: u64 = 64 << 10;

/// The clock of the host counts microseconds.
const RESOLUTION_NANOS: u32 = 1_000;

/// The numbers of things.
const INPUT: u32 = 0;
const OUTPUT: u32 = 1;
const ERRORS: u32 = 2;
const MOMENT: u32 = 3;

pub(super) enum Answer {
    Nothing,
    Value(Val),
    /// A thing of this number, which is the module's own from now on.
    Thing(u32),
}

/// Answers a call by its name without a version.
pub(super) fn to(
    call: &str,
    arguments: &[Val],
    things: &[u32],
    state: &mut State,
) -> wasmtime::Result<Answer> {
    let value = match call.strip_prefix("wasi:").unwrap_or(call) {
        "cli/environment.get-environment"
        | "cli/environment.get-arguments"
        | "filesystem/preopens.get-directories" => Val::List(Vec::new()),
        "cli/environment.initial-cwd"
        | "cli/terminal-stdin.get-terminal-stdin"
        | "cli/terminal-stdout.get-terminal-stdout"
        | "cli/terminal-stderr.get-terminal-stderr"
        | "filesystem/types.filesystem-error-code" => Val::Option(None),
        "cli/stdin.get-stdin" => return Ok(Answer::Thing(INPUT)),
        "cli/stdout.get-stdout" => return Ok(Answer::Thing(OUTPUT)),
        "cli/stderr.get-stderr" => return Ok(Answer::Thing(ERRORS)),
        "cli/exit.exit" | "cli/exit.exit-with-code" => return Err(exit(state)),
        "clocks/wall-clock.now" => moment(micros(state)),
        "clocks/wall-clock.resolution" => time(0, RESOLUTION_NANOS),
        "clocks/monotonic-clock.now" => Val::U64(micros(state).saturating_mul(1_000)),
        "clocks/monotonic-clock.resolution" => Val::U64(u64::from(RESOLUTION_NANOS)),
        "random/random.get-random-bytes" | "random/insecure.get-insecure-random-bytes" => {
            random_bytes(arguments, state)?
        }
        "random/random.get-random-u64" | "random/insecure.get-insecure-random-u64" => {
            Val::U64(random(state))
        }
        "random/insecure-seed.insecure-seed" => {
            Val::Tuple(vec![Val::U64(random(state)), Val::U64(random(state))])
        }
        "io/streams.[method]output-stream.check-write" => done(Some(Val::U64(PIECE_BYTES))),
        "io/streams.[method]output-stream.write"
        | "io/streams.[method]output-stream.blocking-write-and-flush" => {
            print(arguments, things, state)?;
            done(None)
        }
        "io/streams.[method]output-stream.flush"
        | "io/streams.[method]output-stream.blocking-flush" => done(None),
        "io/streams.[method]input-stream.read"
        | "io/streams.[method]input-stream.blocking-read"
        | "io/streams.[method]input-stream.skip"
        | "io/streams.[method]input-stream.blocking-skip" => closed(),
        "io/streams.[method]output-stream.subscribe"
        | "io/streams.[method]input-stream.subscribe" => return Ok(Answer::Thing(MOMENT)),
        "io/poll.[method]pollable.ready" => Val::Bool(true),
        "io/poll.[method]pollable.block" => return Ok(Answer::Nothing),
        "io/poll.poll" => Val::List((0..things.len() as u32).map(Val::U32).collect()),
        _ => return Err(missing(call, state)),
    };
    Ok(Answer::Value(value))
}

fn micros(state: &State) -> u64 {
    u64::try_from(state.facts.now_micros).unwrap_or_default()
}

fn moment(micros: u64) -> Val {
    time(micros / 1_000_000, (micros % 1_000_000) as u32 * 1_000)
}

fn time(seconds: u64, nanoseconds: u32) -> Val {
    let field = |name: &str, value| (name.to_owned(), value);
    Val::Record(vec![
        field("seconds", Val::U64(seconds)),
        field("nanoseconds", Val::U32(nanoseconds)),
    ])
}

fn done(value: Option<Val>) -> Val {
    Val::Result(Ok(value.map(Box::new)))
}

fn closed() -> Val {
    Val::Result(Err(Some(Box::new(Val::Variant("closed".to_owned(), None)))))
}

fn random(state: &mut State) -> u64 {
    let bytes = state.draw(|draw| draw.bytes(8));
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn random_bytes(arguments: &[Val], state: &mut State) -> wasmtime::Result<Val> {
    let most = usize::try_from(PIECE_BYTES).unwrap_or(usize::MAX);
    let length = match arguments {
        [Val::U64(length)] => usize::try_from(*length).unwrap_or(usize::MAX),
        _ => 0,
    };
    if length > most {
        let message = format!("{length} random bytes at once, more than {most}");
        return Err(state.end(errors::misuse(message, None)));
    }
    let bytes = state.draw(|draw| draw.bytes(length));
    Ok(Val::List(bytes.into_iter().map(Val::U8).collect()))
}

/// Standard output is said aloud, standard error as a warning.
fn print(arguments: &[Val], things: &[u32], state: &mut State) -> wasmtime::Result<()> {
    let [_, Val::List(items)] = arguments else { return Ok(()) };
    let byte = |item: &Val| match item {
        Val::U8(byte) => *byte,
        _ => b'?',
    };
    let bytes: Vec<u8> = items.iter().map(byte).collect();
    match things {
        [OUTPUT] => state.print(Stream::Output, &bytes),
        [ERRORS] => state.print(Stream::Errors, &bytes),
        _ => Ok(()),
    }
}

fn exit(state: &mut State) -> wasmtime::Error {
    let message = "the module ended itself with `exit`".to_owned();
    state.end(GuestError::Thrown { message, origin: Origin::default() })
}

fn missing(call: &str, state: &mut State) -> wasmtime::Error {
    let message = format!("the module calls `{call}`, which a migration's WASI does not have");
    let hint = "there are no files, no network and no waiting in a migration";
    state.end(errors::misuse(message, Some(hint)))
}
