//! Stage 3 of 5: find what an article mentions.
//!
//! In: one normalised [`Article`]. Out: its mentions, dates and quotes in text order, with byte
//! spans. Looks at nothing but that article, so articles can be done in any order. Whether two
//! mentions of different articles are one person is decided later, in [`resolve`](crate::resolve).
//!
//! | folder | finds | knows from |
//! |---|---|---|
//! | [`names`] | people, organisations and places in one pass | `model/`, word lists in `en/` |
//! | [`places`] | which place of the gazetteer a name means | `world/` |
//! | [`quotes`] | direct and indirect speech and who says it | `en/cue.tsv` |
//! | [`dates`] | days, times, durations, sets, with their values | `en/*.tsv` |

pub mod dates;
pub mod memo;
pub mod names;
pub mod places;
pub mod quotes;
pub mod sentences;
pub mod tokens;

pub use sentences::Layout;
