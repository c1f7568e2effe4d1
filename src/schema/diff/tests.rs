//! The order of steps, without a database.
