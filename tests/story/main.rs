//! The story of `scripts/` on real databases: both ways, as a dry run, by two at once, and killed.

mod books;
mod dice;
mod dry_run;
mod image;
mod round_trip;
mod rows;
mod stage;
mod tool;
mod two_runners;
