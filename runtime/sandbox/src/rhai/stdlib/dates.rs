//! Dates and times: parse, format, compute, compare. `now()` is the same all through a migration.

use std::cmp::Ordering;

use jiff::civil;
use jiff::{Span, Timestamp};
use rhai::{Dynamic, Engine};

use super::super::call::{Call, kind};
use super::super::errors::{Failure, stop, thrown};
use super::super::method::{Answer, Method, method};
use super::super::moment::{Date, DateTime, Time, compare};

pub(crate) const FUNCTIONS: &[Method] = &[
    method("now()", now),
    method("today()", today),
    method("parse_date(text, format?)", parse_date),
    method("parse_time(text, format?)", parse_time),
    method("parse_datetime(text, format?)", parse_datetime),
    method("from_unix(seconds)", from_unix),
];

fn now(call: &mut Call<'_>) -> Answer {
    let facts = call.run.facts().map_err(stop)?;
    DateTime::from_micros(facts.now_micros).map(Dynamic::from).map_err(thrown)
}

fn today(call: &mut Call<'_>) -> Answer {
    let facts = call.run.facts().map_err(stop)?;
    let now =
        DateTime::from_micros(facts.now_micros).and_then(|now| now.civil()).map_err(thrown)?;
    Ok(Dynamic::from(Date::from(now.date())))
}

fn parse_date(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let date = match call.optional_text(1, "the format")? {
        Some(format) => civil::Date::strptime(format, &text),
        None => text.trim().parse(),
    };
    date.map(|date| Dynamic::from(Date::from(date))).map_err(|_| no(&text, "date"))
}

fn parse_time(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let time = match call.optional_text(1, "the format")? {
        Some(format) => civil::Time::strptime(format, &text),
        None => text.trim().parse(),
    };
    time.map(|time| Dynamic::from(Time::from(time))).map_err(|_| no(&text, "time"))
}

/// A text with an offset is a moment and comes out in UTC; one without has no zone.
fn parse_datetime(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let parsed = match call.optional_text(1, "the format")? {
        Some(format) => {
            let broken =
                jiff::fmt::strtime::parse(format, &text).map_err(|_| no(&text, "datetime"))?;
            match broken.to_timestamp() {
                Ok(moment) => DateTime::from_micros(moment.as_microsecond()),
                Err(_) => {
                    broken.to_datetime().map(|t| DateTime::new(t, false)).map_err(|e| e.to_string())
                }
            }
        }
        None => match text.trim().parse::<Timestamp>() {
            Ok(moment) => DateTime::from_micros(moment.as_microsecond()),
            Err(_) => {
                let plain = text.trim().parse::<civil::DateTime>();
                plain.map(|t| DateTime::new(t, false)).map_err(|e| e.to_string())
            }
        },
    };
    parsed.map(Dynamic::from).map_err(|_| no(&text, "datetime"))
}

fn from_unix(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    let micros = if let Ok(seconds) = given.as_int() {
        seconds.checked_mul(1_000_000)
    } else if let Ok(seconds) = given.as_float() {
        let micros = (seconds * 1e6).round();
        (micros.abs() < 9.0e18).then_some(micros as i64)
    } else {
        return Err(call.wrong("the seconds", "a number", kind(&given)));
    };
    let micros = micros.ok_or_else(|| thrown("a moment outside the calendar"))?;
    DateTime::from_micros(micros).map(Dynamic::from).map_err(thrown)
}

fn no(text: &str, what: &str) -> Failure {
    thrown(format!("`{}` is no {what}", text.chars().take(60).collect::<String>()))
}

/// The canonical text of a date or time.
pub(crate) fn text(value: &Dynamic) -> Option<String> {
    let date = value.read_lock::<Date>().map(|date| date.0.clone());
    let time = || value.read_lock::<Time>().map(|time| time.0.clone());
    let moment = || value.read_lock::<DateTime>().map(|moment| moment.text.clone());
    date.or_else(time).or_else(moment)
}

/// Registers the types with their fields, methods and comparisons.
pub(crate) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Date>("Date")
        .register_type_with_name::<Time>("Time")
        .register_type_with_name::<DateTime>("DateTime");
    for name in ["to_string", "to_debug"] {
        engine
            .register_fn(name, |date: &mut Date| date.0.clone())
            .register_fn(name, |time: &mut Time| time.0.clone())
            .register_fn(name, |moment: &mut DateTime| moment.text.clone());
    }
    fields(engine);
    arithmetic(engine);
    comparisons(engine);
}

fn fields(engine: &mut Engine) {
    type Number = Result<i64, Failure>;
    macro_rules! field {
        ($name:literal, $ty:ty, $get:expr) => {
            engine.register_get($name, |value: &mut $ty| -> Number {
                let get: fn(_) -> i64 = $get;
                value.civil().map(get).map_err(thrown)
            });
        };
    }
    field!("year", Date, |d: civil::Date| d.year().into());
    field!("month", Date, |d: civil::Date| d.month().into());
    field!("day", Date, |d: civil::Date| d.day().into());
    field!("weekday", Date, |d: civil::Date| d.weekday().to_monday_one_offset().into());
    field!("hour", Time, |t: civil::Time| t.hour().into());
    field!("minute", Time, |t: civil::Time| t.minute().into());
    field!("second", Time, |t: civil::Time| t.second().into());
    field!("microsecond", Time, |t: civil::Time| (t.subsec_nanosecond() / 1000).into());
    field!("year", DateTime, |t: civil::DateTime| t.year().into());
    field!("month", DateTime, |t: civil::DateTime| t.month().into());
    field!("day", DateTime, |t: civil::DateTime| t.day().into());
    field!("hour", DateTime, |t: civil::DateTime| t.hour().into());
    field!("minute", DateTime, |t: civil::DateTime| t.minute().into());
    field!("second", DateTime, |t: civil::DateTime| t.second().into());
    field!("microsecond", DateTime, |t: civil::DateTime| (t.subsec_nanosecond() / 1000).into());
    engine
        .register_get("date", |moment: &mut DateTime| {
            moment.civil().map(|moment| Date::from(moment.date())).map_err(thrown)
        })
        .register_get("time", |moment: &mut DateTime| {
            moment.civil().map(|moment| Time::from(moment.time())).map_err(thrown)
        })
        .register_get("unix", |moment: &mut DateTime| {
            moment.micros().map(|micros| micros.div_euclid(1_000_000)).map_err(thrown)
        });
}

fn arithmetic(engine: &mut Engine) {
    fn day(date: &Date, span: Result<Span, jiff::Error>) -> Result<Date, Failure> {
        let sum = date.civil().map_err(thrown)?.checked_add(span.map_err(outside)?);
        sum.map(Date::from).map_err(outside)
    }
    fn moment(from: &DateTime, span: Result<Span, jiff::Error>) -> Result<DateTime, Failure> {
        let sum = from.civil().map_err(thrown)?.checked_add(span.map_err(outside)?);
        sum.map(|sum| DateTime::new(sum, from.zoned)).map_err(outside)
    }
    macro_rules! add {
        ($name:literal, $try:ident) => {
            engine.register_fn($name, |from: &mut DateTime, n: i64| {
                moment(from, Span::new().$try(n))
            });
        };
    }
    macro_rules! add_both {
        ($name:literal, $try:ident) => {
            add!($name, $try);
            engine.register_fn($name, |from: &mut Date, n: i64| day(from, Span::new().$try(n)));
        };
    }
    add_both!("add_days", try_days);
    add_both!("add_months", try_months);
    add_both!("add_years", try_years);
    add!("add_hours", try_hours);
    add!("add_minutes", try_minutes);
    add!("add_seconds", try_seconds);
    engine
        .register_fn("days_until", |from: &mut Date, to: Date| -> Result<i64, Failure> {
            let (from, to) = (from.civil().map_err(thrown)?, to.civil().map_err(thrown)?);
            from.until(to).map(|span| span.get_days().into()).map_err(outside)
        })
        .register_fn("seconds_until", |from: &mut DateTime, to: DateTime| -> Result<f64, Failure> {
            let micros = to.micros().map_err(thrown)? - from.micros().map_err(thrown)?;
            Ok(micros as f64 / 1e6)
        })
        .register_fn("at", |date: &mut Date, time: Time| -> Result<DateTime, Failure> {
            let (date, time) = (date.civil().map_err(thrown)?, time.civil().map_err(thrown)?);
            Ok(DateTime::new(date.to_datetime(time), false))
        })
        .register_fn("in_utc", |from: &mut DateTime| -> Result<DateTime, Failure> {
            Ok(DateTime::new(from.civil().map_err(thrown)?, true))
        })
        .register_fn("without_zone", |from: &mut DateTime| -> Result<DateTime, Failure> {
            Ok(DateTime::new(from.civil().map_err(thrown)?, false))
        });
    macro_rules! format {
        ($ty:ty) => {
            engine.register_fn(
                "format",
                |from: &mut $ty, format: &str| -> Result<String, Failure> {
                    let text = jiff::fmt::strtime::format(format, from.civil().map_err(thrown)?);
                    text.map_err(outside)
                },
            );
        };
    }
    format!(Date);
    format!(Time);
    format!(DateTime);
}

fn outside(error: jiff::Error) -> Failure {
    thrown(error.to_string())
}

fn comparisons(engine: &mut Engine) {
    fn dates(a: &Date, b: &Date) -> Ordering {
        compare((&a.0, a.civil().ok()), (&b.0, b.civil().ok()))
    }
    fn times(a: &Time, b: &Time) -> Ordering {
        compare((&a.0, a.civil().ok()), (&b.0, b.civil().ok()))
    }
    fn moments(a: &DateTime, b: &DateTime) -> Ordering {
        compare((&a.text, a.civil().ok()), (&b.text, b.civil().ok()))
    }
    type Holds = fn(Ordering) -> bool;
    let operators: [(&str, Holds); 6] = [
        ("==", Ordering::is_eq),
        ("!=", Ordering::is_ne),
        ("<", Ordering::is_lt),
        ("<=", Ordering::is_le),
        (">", Ordering::is_gt),
        (">=", Ordering::is_ge),
    ];
    for (operator, holds) in operators {
        engine
            .register_fn(operator, move |a: Date, b: Date| holds(dates(&a, &b)))
            .register_fn(operator, move |a: Time, b: Time| holds(times(&a, &b)))
            .register_fn(operator, move |a: DateTime, b: DateTime| holds(moments(&a, &b)));
    }
}
