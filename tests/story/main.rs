//! The story of `scripts/` on real databases: both ways, as a dry run, by two at once, and killed.

mod dice;
mod image;
mod round_trip;
mod rows;
mod stage;
