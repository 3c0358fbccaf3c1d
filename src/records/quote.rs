//! Quotations in the text.

use super::{RuleName, SegmentKind, Span, closed_set};
use serde::{Deserialize, Serialize};

closed_set!(
    /// Whose words.
    QuoteType { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
);

closed_set!(
    /// What the speaker is.
    SpeakerKind {
        Person = "person",
        Organisation = "organisation",
        Group = "group",
        Role = "role",
        Anonymous = "anonymous",
        Unknown = "unknown",
    }
);

closed_set!(
    /// How the speaker was told.
    SpeakerResolution {
        Name = "name",
        Pronoun = "pronoun",
        Continuation = "continuation",
        Appositive = "appositive",
        None = "none",
    }
);

closed_set!(
    /// What ended a quotation that has no closing mark.
    CloseInferredBy {
        ParagraphEnd = "paragraph_end",
        NextAttribution = "next_attribution",
        NextOpening = "next_opening",
    }
);

/// One quotation: an utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Its words, without the marks; in text order, never empty.
    pub parts: Vec<Span>,
    /// Whose words.
    pub quote_type: QuoteType,
    /// As written nearest the cue: "he", "the mayor", "Mike".
    pub speaker: Option<Span>,
    /// Mention (index) that the speaker words name or stand for.
    pub speaker_mention: Option<u32>,
    /// What the speaker is.
    pub speaker_kind: SpeakerKind,
    /// How it was told.
    pub speaker_resolution: SpeakerResolution,
    /// "said", "told", ":".
    pub cue: Option<Span>,
    /// "say", "tell".
    #[serde(deserialize_with = "super::mention::rule_name::read_maybe")]
    pub cue_lemma: Option<RuleName>,
    /// "Socialist Worker" in "told Socialist Worker".
    pub addressee: Option<Span>,
    /// Mention (index) that the addressee words name.
    pub addressee_mention: Option<u32>,
    /// Whether it has its closing mark.
    pub is_closed: bool,
    /// What ended it otherwise.
    pub close_inferred_by: Option<CloseInferredBy>,
    /// Index of the quote that holds it.
    pub nested_in: Option<u32>,
    /// Segment it stands in.
    pub segment: SegmentKind,
    /// Sentence of its first part.
    pub sentence: u32,
    /// Paragraph of its first part.
    pub paragraph: u32,
    /// 0..1, calibrated.
    pub confidence: f32,
    /// What found it.
    #[serde(deserialize_with = "super::mention::rule_name::read")]
    pub rule: RuleName,
}

impl Quote {
    /// From the first part's start to the last part's end.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.parts.first().map_or(0, |p| p.start), end: self.parts.last().map_or(0, |p| p.end) }
    }
}
