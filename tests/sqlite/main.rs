//! The SQLite backend against real files: what is rendered is executed and looked at.

mod connection;
mod enums;
mod law;
mod make;
mod rebuild;
mod runner;
mod values;
