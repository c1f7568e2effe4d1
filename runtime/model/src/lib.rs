//! The words of Sandshift.
