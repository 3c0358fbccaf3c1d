//! `mentions`: names, where they stand.

use super::column::{Table, count, float, maybe_text, text};
use crate::records::{Kind, Role, RuleName, SegmentKind};
use compact_str::CompactString;

/// One row of `mentions`.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionRow {
    /// `<article_id>:<kind>:<start>-<end>`.
    pub mention_id: CompactString,
    /// Article it stands in.
    pub article_id: CompactString,
    /// What it names.
    pub kind: &'static str,
    /// The entity it names, in the table of its kind; NULL where unknown or ambiguous.
    pub entity_id: Option<CompactString>,
    /// The words themselves: `text[start:end]`.
    pub surface: CompactString,
    /// First code point in `articles.text`, from 0.
    pub start: u32,
    /// One past the last code point in `articles.text`.
    pub end: u32,
    /// How the name is used.
    pub role: &'static str,
    /// Word that narrows a place, as north in north London.
    pub modifier: Option<CompactString>,
    /// Part of the article it stands in.
    pub segment: &'static str,
    /// Sentence in the article, from 0.
    pub sentence_no: u32,
    /// Paragraph in the article, from 0.
    pub paragraph_no: u32,
    /// Innermost quotation it stands in.
    pub quote_id: Option<CompactString>,
    /// How sure copydesk is, from 0 to 1, calibrated on labelled news.
    pub confidence: f32,
    /// Rule that found it: a `name` in a rule table, or the tagger.
    pub rule: RuleName,
}

/// One row per stretch of text that names a person, organisation or place.
pub const MENTIONS: Table<MentionRow> = Table {
    name: "mentions",
    about: "One row per stretch of text that names a person, organisation or place.",
    key: &["mention_id"],
    columns: &[
        text::<MentionRow>("mention_id", "`<article_id>:<kind>:<start>-<end>`.", |r| &r.mention_id),
        text::<MentionRow>("article_id", "Article it stands in.", |r| &r.article_id).joins(&["articles.article_id"]),
        text::<MentionRow>("kind", "What it names.", |r| r.kind).one_of(Kind::VALUES),
        maybe_text::<MentionRow>(
            "entity_id",
            "The entity it names, in the table of its kind; NULL where unknown or ambiguous.",
            |r| r.entity_id.as_deref(),
        )
        .joins(&["people.entity_id", "organisations.entity_id", "places.entity_id"]),
        text::<MentionRow>("surface", "The words themselves: `text[start:end]`.", |r| &r.surface),
        count::<MentionRow>("start", "First code point in `articles.text`, from 0.", |r| r.start),
        count::<MentionRow>("end", "One past the last code point in `articles.text`.", |r| r.end),
        text::<MentionRow>("role", "How the name is used.", |r| r.role).one_of(Role::VALUES),
        maybe_text::<MentionRow>("modifier", "Word that narrows a place, as north in north London.", |r| {
            r.modifier.as_deref()
        }),
        text::<MentionRow>("segment", "Part of the article it stands in.", |r| r.segment).one_of(SegmentKind::VALUES),
        count::<MentionRow>("sentence_no", "Sentence in the article, from 0.", |r| r.sentence_no),
        count::<MentionRow>("paragraph_no", "Paragraph in the article, from 0.", |r| r.paragraph_no),
        maybe_text::<MentionRow>("quote_id", "Innermost quotation it stands in.", |r| r.quote_id.as_deref())
            .joins(&["quotes.quote_id"]),
        float::<MentionRow>("confidence", "How sure copydesk is, from 0 to 1, calibrated on labelled news.", |r| {
            r.confidence
        }),
        text::<MentionRow>("rule", "Rule that found it: a `name` in a rule table, or the tagger.", |r| &r.rule),
    ],
};
