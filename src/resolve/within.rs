//! The mentions of one article, joined: full and short names, titles, acronyms defined in the text.

use crate::extract::Layout;
use crate::records::{Article, LocalEntity, Mention};

/// Groups mentions into entities and sets [`Mention::local`]; ambiguous mentions keep None.
#[must_use]
pub fn join(_article: &Article, _layout: &Layout, _mentions: &mut [Mention]) -> Vec<LocalEntity> {
    Vec::new()
}
