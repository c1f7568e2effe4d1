//! Cases that broke a law once.
