//! `quote_parts`: the spans of quotations.

use super::column::{Table, count, text};
use compact_str::CompactString;

/// One row of `quote_parts`.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotePartRow {
    /// Quotation it is part of.
    pub quote_id: CompactString,
    /// Number in the quotation, from 0.
    pub part_no: u32,
    /// Article it stands in.
    pub article_id: CompactString,
    /// First code point, without the quotation mark.
    pub start: u32,
    /// One past the last code point, without the quotation mark.
    pub end: u32,
}

/// One row per unbroken span of a quotation.
pub const QUOTE_PARTS: Table<QuotePartRow> = Table {
    name: "quote_parts",
    about: "One row per unbroken span of a quotation.",
    key: &["quote_id", "part_no"],
    columns: &[
        text::<QuotePartRow>("quote_id", "Quotation it is part of.", |r| &r.quote_id).joins(&["quotes.quote_id"]),
        count::<QuotePartRow>("part_no", "Number in the quotation, from 0.", |r| r.part_no),
        text::<QuotePartRow>("article_id", "Article it stands in.", |r| &r.article_id).joins(&["articles.article_id"]),
        count::<QuotePartRow>("start", "First code point, without the quotation mark.", |r| r.start),
        count::<QuotePartRow>("end", "One past the last code point, without the quotation mark.", |r| r.end),
    ],
};
