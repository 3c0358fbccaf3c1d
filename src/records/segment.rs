//! What part of an article a stretch of text is.

use super::{Span, closed_set};
use serde::{Deserialize, Serialize};

closed_set!(
    /// Kinds of segment; nothing is deleted, so that each can be filtered.
    SegmentKind {
        Headline = "headline",
        Subhead = "subhead",
        MetaPrefix = "meta_prefix",
        Dateline = "dateline",
        Byline = "byline",
        Caption = "caption",
        Credit = "credit",
        Body = "body",
        Bio = "bio",
        Boilerplate = "boilerplate",
    }
);

/// One labelled stretch; the segments of an article cover its text without overlap, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What it is.
    pub kind: SegmentKind,
    /// Where it stands.
    pub span: Span,
}
