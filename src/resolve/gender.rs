//! What a given name says of gender.
//!
//! In: a folded word. Out: whether it is a given name, and of which gender.

use crate::records::Gender;

/// From the list of given names; None for unknown names and those of both.
#[must_use]
pub fn of_given_name(_folded: &str) -> Option<Gender> {
    None
}

/// Whether a folded word is a given name, to be expected without a family name.
#[must_use]
pub fn is_given_name(folded: &str) -> bool {
    of_given_name(folded).is_some() || super::words::is_nickname(folded)
}
