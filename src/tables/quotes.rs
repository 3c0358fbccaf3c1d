//! `quotes`: who said what.

use super::column::{Table, count, flag, float, maybe_count, maybe_text, text};
use crate::records::{CloseInferredBy, QuoteType, RuleName, SegmentKind, SpeakerKind, SpeakerResolution};
use compact_str::CompactString;

/// One row of `quotes`.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteRow {
    /// `<article_id>:quote:<start>-<end>`.
    pub quote_id: CompactString,
    /// Article it stands in.
    pub article_id: CompactString,
    /// The parts joined, outer marks left out.
    pub quote: String,
    /// First code point of the first part.
    pub start: u32,
    /// One past the last code point of the last part.
    pub end: u32,
    /// Whose words they are: direct, indirect, or mixed for a quoted fragment in reported speech.
    pub quote_type: &'static str,
    /// Speaker as written nearest the cue.
    pub speaker: Option<CompactString>,
    /// First code point of `speaker`.
    pub speaker_start: Option<u32>,
    /// One past the last code point of `speaker`.
    pub speaker_end: Option<u32>,
    /// Person or organisation that speaks; NULL where unknown or ambiguous.
    pub speaker_id: Option<CompactString>,
    /// That entity's name, for reading.
    pub speaker_name: Option<CompactString>,
    /// What the speaker is.
    pub speaker_kind: &'static str,
    /// How the speaker was told.
    pub speaker_resolution: &'static str,
    /// Word that attributes, as said.
    pub cue: Option<CompactString>,
    /// First code point of `cue`.
    pub cue_start: Option<u32>,
    /// One past the last code point of `cue`.
    pub cue_end: Option<u32>,
    /// Its lemma, as say.
    pub cue_lemma: Option<RuleName>,
    /// Who was told, as written.
    pub addressee: Option<CompactString>,
    /// Person or organisation that was told.
    pub addressee_id: Option<CompactString>,
    /// Rows of quote_parts.
    pub n_parts: u32,
    /// Whether the closing mark is there.
    pub is_closed: bool,
    /// What ended it where the closing mark is missing.
    pub close_inferred_by: Option<&'static str>,
    /// Quotation that holds it.
    pub nested_in: Option<CompactString>,
    /// The same words in several articles share it.
    pub quote_group_id: CompactString,
    /// Part of the article it starts in.
    pub segment: &'static str,
    /// Sentence it starts in, from 0.
    pub sentence_no: u32,
    /// Paragraph it starts in, from 0.
    pub paragraph_no: u32,
    /// How sure copydesk is, from 0 to 1, calibrated on labelled news.
    pub confidence: f32,
    /// Rule that found it: a `name` in a rule table, or the tagger.
    pub rule: RuleName,
}

/// One row per quotation, an utterance; its spans are in quote_parts.
pub const QUOTES: Table<QuoteRow> = Table {
    name: "quotes",
    about: "One row per quotation, an utterance; its spans are in quote_parts.",
    key: &["quote_id"],
    columns: &[
        text::<QuoteRow>("quote_id", "`<article_id>:quote:<start>-<end>`.", |r| &r.quote_id),
        text::<QuoteRow>("article_id", "Article it stands in.", |r| &r.article_id).joins(&["articles.article_id"]),
        text::<QuoteRow>("quote", "The parts joined, outer marks left out.", |r| &r.quote),
        count::<QuoteRow>("start", "First code point of the first part.", |r| r.start),
        count::<QuoteRow>("end", "One past the last code point of the last part.", |r| r.end),
        text::<QuoteRow>(
            "quote_type",
            "Whose words they are: direct, indirect, or mixed for a quoted fragment in reported speech.",
            |r| r.quote_type,
        )
        .one_of(QuoteType::VALUES),
        maybe_text::<QuoteRow>("speaker", "Speaker as written nearest the cue.", |r| r.speaker.as_deref()),
        maybe_count::<QuoteRow>("speaker_start", "First code point of `speaker`.", |r| r.speaker_start),
        maybe_count::<QuoteRow>("speaker_end", "One past the last code point of `speaker`.", |r| r.speaker_end),
        maybe_text::<QuoteRow>(
            "speaker_id",
            "Person or organisation that speaks; NULL where unknown or ambiguous.",
            |r| r.speaker_id.as_deref(),
        )
        .joins(&["people.entity_id", "organisations.entity_id"]),
        maybe_text::<QuoteRow>("speaker_name", "That entity's name, for reading.", |r| r.speaker_name.as_deref()),
        text::<QuoteRow>("speaker_kind", "What the speaker is.", |r| r.speaker_kind).one_of(SpeakerKind::VALUES),
        text::<QuoteRow>("speaker_resolution", "How the speaker was told.", |r| r.speaker_resolution)
            .one_of(SpeakerResolution::VALUES),
        maybe_text::<QuoteRow>("cue", "Word that attributes, as said.", |r| r.cue.as_deref()),
        maybe_count::<QuoteRow>("cue_start", "First code point of `cue`.", |r| r.cue_start),
        maybe_count::<QuoteRow>("cue_end", "One past the last code point of `cue`.", |r| r.cue_end),
        maybe_text::<QuoteRow>("cue_lemma", "Its lemma, as say.", |r| r.cue_lemma.as_deref()),
        maybe_text::<QuoteRow>("addressee", "Who was told, as written.", |r| r.addressee.as_deref()),
        maybe_text::<QuoteRow>("addressee_id", "Person or organisation that was told.", |r| r.addressee_id.as_deref())
            .joins(&["people.entity_id", "organisations.entity_id"]),
        count::<QuoteRow>("n_parts", "Rows of quote_parts.", |r| r.n_parts),
        flag::<QuoteRow>("is_closed", "Whether the closing mark is there.", |r| r.is_closed),
        maybe_text::<QuoteRow>("close_inferred_by", "What ended it where the closing mark is missing.", |r| {
            r.close_inferred_by
        })
        .one_of(CloseInferredBy::VALUES),
        maybe_text::<QuoteRow>("nested_in", "Quotation that holds it.", |r| r.nested_in.as_deref())
            .joins(&["quotes.quote_id"]),
        text::<QuoteRow>("quote_group_id", "The same words in several articles share it.", |r| &r.quote_group_id),
        text::<QuoteRow>("segment", "Part of the article it starts in.", |r| r.segment).one_of(SegmentKind::VALUES),
        count::<QuoteRow>("sentence_no", "Sentence it starts in, from 0.", |r| r.sentence_no),
        count::<QuoteRow>("paragraph_no", "Paragraph it starts in, from 0.", |r| r.paragraph_no),
        float::<QuoteRow>("confidence", "How sure copydesk is, from 0 to 1, calibrated on labelled news.", |r| {
            r.confidence
        }),
        text::<QuoteRow>("rule", "Rule that found it: a `name` in a rule table, or the tagger.", |r| &r.rule),
    ],
};
