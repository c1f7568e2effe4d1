//! Exact decimals in scripts: `decimal("1.10") + 1`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive, Zero};
use rhai::{Dynamic, Engine};

use super::call::{Call, kind};
use super::errors::{Failure, thrown};
use super::method::{Answer, Method, method};

/// Digits of one decimal; what PostgreSQL's numeric can hold, and small enough that repeated
/// squaring ends quickly.
const MAX_DIGITS: u64 = 150_000;

/// An exact decimal number; `1.10` stays `1.10`.
#[derive(Debug, Clone)]
pub(super) struct Decimal(BigDecimal);

pub(super) const FUNCTIONS: &[Method] = &[method("decimal(value)", decimal)];

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_plain_string())
    }
}

impl From<BigInt> for Decimal {
    fn from(whole: BigInt) -> Self {
        Self(BigDecimal::from(whole))
    }
}

impl FromStr for Decimal {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{}` is no decimal", text.chars().take(40).collect::<String>());
        if text.len() as u64 > MAX_DIGITS {
            return Err(format!("a decimal of more than {MAX_DIGITS} digits"));
        }
        checked(BigDecimal::from_str(text.trim()).map_err(|_| wrong())?)
    }
}

/// Refuses numbers whose plain notation would not end, such as `1e999999999`.
fn checked(number: BigDecimal) -> Result<Decimal, String> {
    let (_, scale) = number.as_bigint_and_exponent();
    if number.digits().saturating_add(scale.unsigned_abs()) > MAX_DIGITS {
        return Err(format!("a decimal of more than {MAX_DIGITS} digits"));
    }
    Ok(Decimal(number))
}

fn decimal(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    let kind = kind(&given);
    if let Some(number) = given.clone().try_cast::<Decimal>() {
        return Ok(Dynamic::from(number));
    }
    let number = if let Ok(whole) = given.as_int() {
        whole.exact()
    } else if let Ok(real) = given.as_float() {
        real.exact()
    } else {
        let text = given.into_string();
        text.map_err(|_| call.wrong("the value", "a string or a number", kind))?.parse()
    };
    number.map(Dynamic::from).map_err(thrown)
}

/// What stands on one side of an operator beside a decimal.
trait Exact {
    fn exact(self) -> Result<Decimal, String>;
}

impl Exact for Decimal {
    fn exact(self) -> Result<Decimal, String> {
        Ok(self)
    }
}

impl Exact for i64 {
    fn exact(self) -> Result<Decimal, String> {
        Ok(Decimal(BigDecimal::from(self)))
    }
}

impl Exact for f64 {
    /// The shortest text of a float is what people mean by it: `0.1` is one tenth.
    fn exact(self) -> Result<Decimal, String> {
        self.to_string().parse().map_err(|_| format!("`{self}` is no decimal"))
    }
}

macro_rules! operators {
    ($engine:ident, $($left:ty, $right:ty;)*) => {$(
        operator::<$left, $right>($engine, "+", |a, b| Ok(a + b));
        operator::<$left, $right>($engine, "-", |a, b| Ok(a - b));
        operator::<$left, $right>($engine, "*", |a, b| Ok(a * b));
        operator::<$left, $right>($engine, "/", |a, b| nonzero(&b).map(|()| a / b));
        operator::<$left, $right>($engine, "%", |a, b| nonzero(&b).map(|()| a % b));
        comparison::<$left, $right>($engine, "==", Ordering::is_eq);
        comparison::<$left, $right>($engine, "!=", Ordering::is_ne);
        comparison::<$left, $right>($engine, "<", Ordering::is_lt);
        comparison::<$left, $right>($engine, "<=", Ordering::is_le);
        comparison::<$left, $right>($engine, ">", Ordering::is_gt);
        comparison::<$left, $right>($engine, ">=", Ordering::is_ge);
    )*};
}

/// Registers the type, its operators and its methods.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Decimal>("Decimal");
    operators! { engine,
        Decimal, Decimal;
        Decimal, i64;
        i64, Decimal;
        Decimal, f64;
        f64, Decimal;
    }
    engine
        .register_fn("-", |number: Decimal| Decimal(-number.0))
        .register_fn("abs", |number: Decimal| Decimal(number.0.abs()))
        .register_fn("to_string", |number: &mut Decimal| number.to_string())
        .register_fn("to_debug", |number: &mut Decimal| number.to_string())
        .register_fn("to_float", |number: &mut Decimal| number.0.to_f64().unwrap_or(f64::NAN))
        .register_fn("to_int", |number: &mut Decimal| {
            let whole = number.0.with_scale_round(0, RoundingMode::Down).to_i64();
            whole.ok_or_else(|| thrown(format!("`{number}` does not fit 64 bits")))
        })
        .register_fn("round", |number: &mut Decimal| rounded(number, 0))
        .register_fn("round", |number: &mut Decimal, scale: i64| rounded(number, scale))
        .register_get("scale", |number: &mut Decimal| number.0.as_bigint_and_exponent().1);
}

/// Halves go away from zero, as in the databases.
fn rounded(number: &Decimal, scale: i64) -> Result<Decimal, Failure> {
    if scale.unsigned_abs() > MAX_DIGITS {
        return Err(thrown(format!("a decimal cannot have {scale} digits behind the point")));
    }
    checked(number.0.with_scale_round(scale, RoundingMode::HalfUp)).map_err(thrown)
}

fn operator<L, R>(
    engine: &mut Engine,
    name: &str,
    compute: fn(BigDecimal, BigDecimal) -> Result<BigDecimal, String>,
) where
    L: Exact + Clone + Send + Sync + 'static,
    R: Exact + Clone + Send + Sync + 'static,
{
    engine.register_fn(name, move |left: L, right: R| -> Result<Decimal, Failure> {
        let (left, right) = (left.exact().map_err(thrown)?.0, right.exact().map_err(thrown)?.0);
        compute(left, right).and_then(checked).map_err(thrown)
    });
}

fn comparison<L, R>(engine: &mut Engine, name: &str, holds: fn(Ordering) -> bool)
where
    L: Exact + Clone + Send + Sync + 'static,
    R: Exact + Clone + Send + Sync + 'static,
{
    engine.register_fn(name, move |left: L, right: R| -> Result<bool, Failure> {
        let (left, right) = (left.exact().map_err(thrown)?.0, right.exact().map_err(thrown)?.0);
        Ok(holds(left.cmp(&right)))
    });
}

fn nonzero(divisor: &BigDecimal) -> Result<(), String> {
    if divisor.is_zero() { Err("division by zero".to_owned()) } else { Ok(()) }
}

impl Decimal {
    /// The same number, whatever its digits behind the point.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
