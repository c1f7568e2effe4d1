//! Migrations in rhai: what each call becomes, and how scripts end that misbehave.

mod errors;
mod host;
mod limits;
mod operations;
mod rows;
mod stdlib;
mod values;
mod vocabulary;
