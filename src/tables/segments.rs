//! `segments`: labels, nothing is deleted.

use super::column::{Table, count, text};
use crate::records::SegmentKind;
use compact_str::CompactString;

/// One row of `segments`.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentRow {
    /// Article it is part of.
    pub article_id: CompactString,
    /// Number in the article, from 0.
    pub segment_no: u32,
    /// What the part is.
    pub kind: &'static str,
    /// First code point in `articles.text`, from 0.
    pub start: u32,
    /// One past the last code point in `articles.text`.
    pub end: u32,
}

/// One row per labelled part of an article; they cover its text without overlap.
pub const SEGMENTS: Table<SegmentRow> = Table {
    name: "segments",
    about: "One row per labelled part of an article; they cover its text without overlap.",
    key: &["article_id", "segment_no"],
    columns: &[
        text::<SegmentRow>("article_id", "Article it is part of.", |r| &r.article_id).joins(&["articles.article_id"]),
        count::<SegmentRow>("segment_no", "Number in the article, from 0.", |r| r.segment_no),
        text::<SegmentRow>("kind", "What the part is.", |r| r.kind).one_of(SegmentKind::VALUES),
        count::<SegmentRow>("start", "First code point in `articles.text`, from 0.", |r| r.start),
        count::<SegmentRow>("end", "One past the last code point in `articles.text`.", |r| r.end),
    ],
};
