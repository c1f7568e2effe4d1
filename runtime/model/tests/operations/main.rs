//! What operations do to a catalog, and how they are undone.

#[cfg(test)]
mod around;
#[cfg(test)]
mod columns;
#[cfg(test)]
mod constraints;
#[cfg(test)]
mod enums;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod objects;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod values;
#[cfg(test)]
mod words;
