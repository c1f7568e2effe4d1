//! Why a migration ends by itself.

use std::fmt;

/// The reason that a migration gives for its end; the host shows it and undoes everything.
///
/// Any error of a library becomes one with `?`.
pub struct Error(String);

/// What `up` and its kin give.
pub type Result<T = ()> = std::result::Result<T, Error>;

impl Error {
    /// A reason in words: a fragment in lower case that names the row or the object.
    ///
    /// ```
    /// use sandshift_guest::{Error, Result};
    ///
    /// fn must_be_positive(id: i64) -> Result {
    ///     if id > 0 { Ok(()) } else { Err(Error::new(format!("id {id} is not positive"))) }
    /// }
    /// assert_eq!(must_be_positive(-1).unwrap_err().to_string(), "id -1 is not positive");
    /// ```
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `Error` itself is no `std::error::Error`, or this would cover it twice.
impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            reason = format!("{reason}: {inner}");
            cause = inner.source();
        }
        Self(reason)
    }
}
