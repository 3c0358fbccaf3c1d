//! Fragments of HTML inside other formats.

use crate::records::Content;

/// Text as it is, or blocks if it is markup.
#[must_use]
pub fn text_or_blocks(text: String) -> Content {
    Content::Text(text)
}
