//! People, organisations and places in one pass.

use super::Layout;
use crate::records::{Article, Mention};

/// Every name in the article, in text order, not overlapping except for roles `in_name` and `title`.
/// Fills all fields but `place`, `place_confidence`, `local` and `quote`.
#[must_use]
pub fn find(_article: &Article, _layout: &Layout) -> Vec<Mention> {
    Vec::new()
}
