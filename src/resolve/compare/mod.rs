//! Whether two different names are one entity, kind by kind; places need none, they have their gazetteer row.
//!
//! In: sorted [`FormRow`](super::forms::FormRow)s. Out: pairs that may be joined, the surest first,
//! each with its reason; [`cluster`](super::cluster) joins them unless that would bring together names that exclude each other.

pub mod organisations;
pub mod people;

/// Two rows that may be one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The surer, the smaller.
    pub doubt: u16,
    /// The one row.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What speaks for it.
    pub reason: Reason,
}

/// What speaks for a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A middle name or initial more.
    MiddleName,
    /// "D. Gough", "Darren Gough".
    Initial,
    /// "Sergei", "Sergey".
    Transliteration,
    /// "Bob", "Robert".
    Nickname,
    /// "Commerce Department", "Department of Commerce".
    WordOrder,
    /// "All Black", "All Blacks"; "organisation", "organization".
    Spelling,
    /// "U.S. Agriculture Department", "Agriculture Department".
    Country,
    /// "Real", "Real Madrid".
    Beginning,
}
