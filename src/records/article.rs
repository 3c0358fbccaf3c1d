//! Articles: as read, as normalised, and with all that was found in them.

use super::{DateMention, Day, LocalEntity, Mention, Quote, Reject, Segment, SegmentKind, Span, closed_set};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The text of an article as a reader hands it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Undecoded bytes of plain text, with the charset that the container declares.
    Bytes {
        /// As in the file.
        bytes: Vec<u8>,
        /// WHATWG label, if one was declared.
        declared: Option<String>,
    },
    /// Text that the format itself has decoded (JSON, CSV, Parquet).
    Text(String),
    /// Text whose parts the format names (HTML, NITF, NewsML-G2).
    Blocks(Vec<Block>),
    /// A record that [`read::finish`](crate::read::finish) parses, on the thread that normalises it.
    Unparsed {
        /// What it is.
        format: Unparsed,
        /// As in the file.
        bytes: Vec<u8>,
        /// WHATWG label, if one was declared.
        declared: Option<String>,
    },
}

/// Records whose parsing is work enough to leave it to the workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unparsed {
    /// One JSON object.
    Json,
    /// One HTML page.
    Html,
}

/// A paragraph whose kind the input format knows; None lets normalise decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the markup says it is.
    pub kind: Option<SegmentKind>,
    /// Its text, without markup.
    pub text: String,
}

/// One article as the input gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArticle {
    /// File under the input root, `/` on every system.
    pub source_path: String,
    /// Line or record inside a file that holds several.
    pub source_record: Option<String>,
    /// The record's own id.
    pub id: Option<String>,
    /// The words.
    pub content: Content,
    /// BLAKE3 of the bytes that this article was read from, in hex.
    pub raw_hash: String,
    /// Encoding that the reader decoded from (WHATWG name), for `Text` and `Blocks`.
    pub encoding: Cow<'static, str>,
    /// Fields as written in the input.
    pub title: Option<String>,
    /// As written.
    pub byline: Option<String>,
    /// As written.
    pub section: Option<String>,
    /// As written.
    pub url: Option<String>,
    /// As written.
    pub outlet: Option<String>,
    /// Date or date and time as written: ISO 8601, RFC 2822, or prose.
    pub published: Option<String>,
    /// Declared language.
    pub lang: Option<String>,
}

impl RawArticle {
    /// Bytes of text in it, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.content {
            Content::Bytes { bytes, .. } | Content::Unparsed { bytes, .. } => bytes.len(),
            Content::Text(text) => text.len(),
            Content::Blocks(blocks) => blocks.iter().map(|b| b.text.len()).sum(),
        }
    }
}

closed_set!(
    /// Where the day of publication was found.
    PublishedSource {
        Metadata = "metadata",
        PrefixLine = "prefix_line",
        Dateline = "dateline",
        Filename = "filename",
        Option = "option",
        None = "none",
    }
);

/// One normalised article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The record's own id, else from its path.
    pub id: String,
    /// File under the input root.
    pub source_path: String,
    /// Line or record inside it.
    pub source_record: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Author line.
    pub byline: Option<String>,
    /// Section of the outlet.
    pub section: Option<String>,
    /// Normalised; paragraphs are separated by one blank line.
    pub text: String,
    /// BLAKE3 of the bytes as read, hex.
    pub raw_hash: String,
    /// BLAKE3 of `text`, hex.
    pub text_hash: String,
    /// WHATWG name.
    pub encoding: Cow<'static, str>,
    /// Characters repaired.
    pub n_repairs: u32,
    /// ISO 639-1; None when unsure.
    pub lang: Option<Cow<'static, str>>,
    /// Local day of publication.
    pub published_date: Option<Day>,
    /// Microseconds since 1970 UTC, where a time of day is known.
    pub published_at: Option<i64>,
    /// Where that was found.
    pub published_source: PublishedSource,
    /// 1 Monday … 7 Sunday.
    pub published_weekday: Option<u8>,
    /// The dateline's place as written ("NAIROBI").
    pub dateline: Option<Span>,
    /// News agency named in the dateline or credit.
    pub agency: Option<String>,
    /// Labels that cover the text without overlap.
    pub segments: Vec<Segment>,
}

impl Article {
    /// The kind of the segment that holds `byte`.
    #[must_use]
    pub fn segment_at(&self, byte: u32) -> SegmentKind {
        let after = self.segments.partition_point(|s| s.span.start <= byte);
        after.checked_sub(1).map_or(SegmentKind::Body, |i| self.segments[i].kind)
    }

    /// Whether copydesk extracts from it: only English is.
    #[must_use]
    pub fn is_english(&self) -> bool {
        self.lang.as_deref().is_none_or(|lang| lang == "en")
    }
}

/// One article with all that was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The article.
    pub article: Article,
    /// Sentences in it.
    pub n_sentences: u32,
    /// Paragraphs in it.
    pub n_paragraphs: u32,
    /// Words in it.
    pub n_words: u32,
    /// People, organisations, places, in text order.
    pub mentions: Vec<Mention>,
    /// Dates, in text order.
    pub dates: Vec<DateMention>,
    /// Quotes, in text order.
    pub quotes: Vec<Quote>,
    /// What the mentions name; `Mention::local` points here.
    pub entities: Vec<LocalEntity>,
    /// MinHash signature of its word 5-grams; empty for very short articles.
    pub signature: Vec<u32>,
    /// Doubts.
    pub rejects: Vec<Reject>,
}
