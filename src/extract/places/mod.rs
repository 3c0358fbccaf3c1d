//! Which place of the gazetteer a name means.

pub mod gazetteer;

use super::Layout;
use crate::records::{Article, Mention};
pub use gazetteer::{ATTRIBUTION, Candidate, Classes, Entry, Gazetteer, NameKind, Place, gazetteer};

/// Sets `place` and `place_confidence` of every mention of kind place (and of metonyms and
/// demonyms, to their country), jointly for the article. Unknown places keep None.
pub fn resolve(_article: &Article, _layout: &Layout, _mentions: &mut [Mention]) {}
