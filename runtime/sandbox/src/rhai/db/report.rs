//! Parameters of the run, log lines and progress.

use rhai::Dynamic;

use crate::host::Level;

use super::super::call::Call;
use super::super::errors::{Failure, stop};
use super::super::method::{Answer, Method, method};

pub(super) const METHODS: &[Method] = &[
    method("param(name, default?)", param),
    method("log(message)", |call| say(call, Level::Info)),
    method("warn(message)", |call| say(call, Level::Warn)),
    // The engine itself hands what a function called `debug` gives to its debug output, which
    // is the log of the host.
    method("debug(message)", |call| Ok(call.text(0, "the message")?.into())),
    method("progress(done, total?)", progress),
];

fn param(call: &mut Call<'_>) -> Answer {
    let name = call.text(0, "the parameter")?;
    let given = call.host(|host| Ok(host.param(&name)))?;
    match given {
        Some(value) => Ok(value.into()),
        None if call.count() > 1 => Ok(call.any(1)),
        None => {
            let hint = format!("give it with `-x {name}=…`, or write a default behind the name");
            Err(call.misuse_with(format!("the parameter `{name}` was not given"), Some(hint)))
        }
    }
}

fn say(call: &mut Call<'_>, level: Level) -> Answer {
    let message = call.text(0, "the message")?;
    call.run.say(level, &message).map_err(stop)?;
    Ok(Dynamic::UNIT)
}

fn progress(call: &mut Call<'_>) -> Answer {
    let done = count(call, 0)?;
    let total = if call.peek(1).is_unit() { None } else { Some(count(call, 1)?) };
    call.host(|host| {
        host.progress(done, total);
        Ok(Dynamic::UNIT)
    })
}

fn count(call: &mut Call<'_>, at: usize) -> Result<u64, Failure> {
    let number = call.integer(at, "the number")?;
    u64::try_from(number).map_err(|_| call.misuse("the number cannot be negative"))
}
