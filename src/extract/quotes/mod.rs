//! Direct, mixed and indirect speech and who says it.

use super::Layout;
use crate::records::{Article, LocalEntity, Mention, Quote};

/// Every quotation of the article, in text order.
///
/// `mentions` carry `local`, an index into `entities` (None where ambiguous).
#[must_use]
pub fn find(_article: &Article, _layout: &Layout, _mentions: &[Mention], _entities: &[LocalEntity]) -> Vec<Quote> {
    Vec::new()
}
