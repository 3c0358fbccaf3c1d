//! `dates`: times, with their values.

use super::column::{Table, count, flag, float, maybe_date, maybe_instant, maybe_text, text};
use crate::records::{AnchorKind, Direction, Granularity, RuleName, SegmentKind, TimexType};
use compact_str::CompactString;

/// One row of `dates`.
#[derive(Debug, Clone, PartialEq)]
pub struct DateRow {
    /// `<article_id>:date:<start>-<end>`.
    pub date_id: CompactString,
    /// Article it stands in.
    pub article_id: CompactString,
    /// The words themselves: `text[start:end]`.
    pub surface: CompactString,
    /// First code point in `articles.text`, from 0.
    pub start: u32,
    /// One past the last code point in `articles.text`.
    pub end: u32,
    /// TimeML type.
    pub timex_type: &'static str,
    /// TIMEX3 value; NULL for an impossible date.
    pub value: Option<CompactString>,
    /// TIMEX3 mod, as START, MID, END, APPROX.
    pub r#mod: Option<RuleName>,
    /// First day meant; NULL where it cannot be known.
    pub start_date: Option<i32>,
    /// Last day meant; NULL where it cannot be known.
    pub end_date: Option<i32>,
    /// Instant in UTC, only where time of day and zone are known.
    pub start_at: Option<i64>,
    /// How wide the words are.
    pub granularity: Option<&'static str>,
    /// Whether the bounds are vague, as in early June.
    pub is_fuzzy: bool,
    /// What completed the value.
    pub anchor_kind: &'static str,
    /// Day it was completed from.
    pub anchor_date: Option<i32>,
    /// Side of the anchor.
    pub direction: Option<&'static str>,
    /// The other reading of an ambiguous one.
    pub alt_value: Option<CompactString>,
    /// Part of the article it stands in.
    pub segment: &'static str,
    /// Sentence in the article, from 0.
    pub sentence_no: u32,
    /// Innermost quotation it stands in.
    pub quote_id: Option<CompactString>,
    /// How sure copydesk is, from 0 to 1, calibrated on labelled news.
    pub confidence: f32,
    /// Rule that found it: a `name` in a rule table, or the tagger.
    pub rule: RuleName,
}

/// One row per date, time, duration or set in the text.
pub const DATES: Table<DateRow> = Table {
    name: "dates",
    about: "One row per date, time, duration or set in the text.",
    key: &["date_id"],
    columns: &[
        text::<DateRow>("date_id", "`<article_id>:date:<start>-<end>`.", |r| &r.date_id),
        text::<DateRow>("article_id", "Article it stands in.", |r| &r.article_id).joins(&["articles.article_id"]),
        text::<DateRow>("surface", "The words themselves: `text[start:end]`.", |r| &r.surface),
        count::<DateRow>("start", "First code point in `articles.text`, from 0.", |r| r.start),
        count::<DateRow>("end", "One past the last code point in `articles.text`.", |r| r.end),
        text::<DateRow>("timex_type", "TimeML type.", |r| r.timex_type).one_of(TimexType::VALUES),
        maybe_text::<DateRow>("value", "TIMEX3 value; NULL for an impossible date.", |r| r.value.as_deref()),
        maybe_text::<DateRow>("mod", "TIMEX3 mod, as START, MID, END, APPROX.", |r| r.r#mod.as_deref()),
        maybe_date::<DateRow>("start_date", "First day meant; NULL where it cannot be known.", |r| r.start_date),
        maybe_date::<DateRow>("end_date", "Last day meant; NULL where it cannot be known.", |r| r.end_date),
        maybe_instant::<DateRow>("start_at", "Instant in UTC, only where time of day and zone are known.", |r| {
            r.start_at
        }),
        maybe_text::<DateRow>("granularity", "How wide the words are.", |r| r.granularity).one_of(Granularity::VALUES),
        flag::<DateRow>("is_fuzzy", "Whether the bounds are vague, as in early June.", |r| r.is_fuzzy),
        text::<DateRow>("anchor_kind", "What completed the value.", |r| r.anchor_kind).one_of(AnchorKind::VALUES),
        maybe_date::<DateRow>("anchor_date", "Day it was completed from.", |r| r.anchor_date),
        maybe_text::<DateRow>("direction", "Side of the anchor.", |r| r.direction).one_of(Direction::VALUES),
        maybe_text::<DateRow>("alt_value", "The other reading of an ambiguous one.", |r| r.alt_value.as_deref()),
        text::<DateRow>("segment", "Part of the article it stands in.", |r| r.segment).one_of(SegmentKind::VALUES),
        count::<DateRow>("sentence_no", "Sentence in the article, from 0.", |r| r.sentence_no),
        maybe_text::<DateRow>("quote_id", "Innermost quotation it stands in.", |r| r.quote_id.as_deref())
            .joins(&["quotes.quote_id"]),
        float::<DateRow>("confidence", "How sure copydesk is, from 0 to 1, calibrated on labelled news.", |r| {
            r.confidence
        }),
        text::<DateRow>("rule", "Rule that found it: a `name` in a rule table, or the tagger.", |r| &r.rule),
    ],
};
