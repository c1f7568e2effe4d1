//! The options of `db.transform` that say when rows are committed, and how fast it goes.

use crate::host::{Commit, Load, Pace};

use super::errors::Failure;
use super::names;
use super::options::Options;

/// Milliseconds that a page should take unless the script says otherwise.
const TARGET_MILLIS: i64 = 500;

/// Milliseconds that a page that commits waits for a lock unless the script says otherwise.
const LOCK_MILLIS: u32 = 2_000;

/// Milliseconds at most: an hour.
const MOST_MILLIS: i64 = 3_600_000;

const SECONDS_PER_DAY: u32 = 86_400;

/// Takes out `commit` and what belongs to it.
pub(super) fn commit(options: &mut Options<'_, '_>) -> Result<Commit, Failure> {
    let word = options.text("commit")?;
    let target = millis(options, "target_ms")?;
    let pause = millis(options, "pause_ms")?;
    let window = window(options)?;
    let load = load(options)?;
    match word.as_deref() {
        None | Some("migration") => {
            let is_paced =
                target.is_some() || pause.is_some() || window.is_some() || load.is_some();
            if is_paced {
                let message =
                    "`target_ms`, `pause_ms`, `window` and `load` need `commit: \"batch\"`";
                return Err(options.call.misuse(message));
            }
            Ok(Commit::Migration)
        }
        Some("batch") => {
            let target = match target {
                None => u32::try_from(TARGET_MILLIS).ok(),
                Some(0) => None,
                millis => millis,
            };
            let pause_millis = pause.unwrap_or_default();
            Ok(Commit::Batch(Pace { target_millis: target, pause_millis, window, load }))
        }
        Some(other) => {
            let message = format!("`commit` is \"migration\" or \"batch\", not \"{other}\"");
            Err(options.call.misuse(message))
        }
    }
}

/// Takes out `lock_timeout_ms`: 0 is for as long as the session waits. A page that commits can be done again, so
/// that it waits shortly unless the script says otherwise.
pub(super) fn lock_millis(
    options: &mut Options<'_, '_>,
    commit: &Commit,
) -> Result<Option<u32>, Failure> {
    let given = millis(options, "lock_timeout_ms")?;
    Ok(match (given, commit) {
        (None, Commit::Batch(_)) => Some(LOCK_MILLIS),
        (given, _) => given.filter(|millis| *millis > 0),
    })
}

fn millis(options: &mut Options<'_, '_>, name: &'static str) -> Result<Option<u32>, Failure> {
    match options.integer(name)? {
        None => Ok(None),
        Some(given) if (0..=MOST_MILLIS).contains(&given) => Ok(u32::try_from(given).ok()),
        Some(_) => {
            let message = format!("`{name}` must be from 0 to {MOST_MILLIS} milliseconds");
            Err(options.call.misuse(message))
        }
    }
}

/// `window: "22:00-06:00"`, in UTC.
fn window(options: &mut Options<'_, '_>) -> Result<Option<(u32, u32)>, Failure> {
    let Some(text) = options.text("window")? else { return Ok(None) };
    let read = || {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (seconds(from.trim())?, seconds(to.trim())?);
        (from != to).then_some((from, to))
    };
    let message = "`window` is two times of day in UTC, such as \"22:00-06:00\"";
    read().map(Some).ok_or_else(|| options.call.misuse(message))
}

fn seconds(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours * 3_600 + minutes * 60;
    (minutes < 60 && seconds < SECONDS_PER_DAY).then_some(seconds)
}

/// `load: #{ sql: "SELECT …", most: 5 }`.
fn load(options: &mut Options<'_, '_>) -> Result<Option<Load>, Failure> {
    let Some(given) = options.some("load") else { return Ok(None) };
    let message = "`load` is a map such as `#{ sql: \"…\", most: 5 }`";
    let Some(mut map) = given.try_cast::<rhai::Map>() else {
        return Err(options.call.misuse(message));
    };
    let (Some(sql), Some(most)) = (map.remove("sql"), map.remove("most")) else {
        return Err(options.call.misuse(message));
    };
    let number = most.as_float().or_else(|_| most.as_int().map(|whole| whole as f64));
    let most = number.map_err(|_| options.call.misuse(message))?;
    if !map.is_empty() {
        return Err(options.call.misuse(message));
    }
    Ok(Some(Load { sql: names::per_dialect(options.call, sql, "`load.sql`")?, most }))
}
