//! Double-precision numbers in formats that have no NaN and no infinities, such as JSON: those
//! three are texts there, every other number is a number.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserializer, Serializer};

/// What stands for the three values that are no numbers.
const NOT_A_NUMBER: &str = "NaN";
const INFINITY: &str = "Infinity";
const MINUS_INFINITY: &str = "-Infinity";

pub(crate) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.is_finite() {
        serializer.serialize_f64(*number)
    } else if number.is_nan() {
        serializer.serialize_str(NOT_A_NUMBER)
    } else if number.is_sign_positive() {
        serializer.serialize_str(INFINITY)
    } else {
        serializer.serialize_str(MINUS_INFINITY)
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_any(Real)
}

struct Real;

impl Visitor<'_> for Real {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number, `{NOT_A_NUMBER}`, `{INFINITY}` or `{MINUS_INFINITY}`")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    // Some formats drop the point of a whole number.
    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        match text {
            NOT_A_NUMBER => Ok(f64::NAN),
            INFINITY => Ok(f64::INFINITY),
            MINUS_INFINITY => Ok(f64::NEG_INFINITY),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}
