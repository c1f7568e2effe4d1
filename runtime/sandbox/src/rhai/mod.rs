//! Migrations written in rhai.
