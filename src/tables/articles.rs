//! `articles`: the articles themselves.

use super::column::{Table, count, flag, maybe_date, maybe_instant, maybe_small, maybe_text, text};
use crate::records::{PublishedSource, RuleName};

/// One row of `articles`.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// The record's own id where the input gives one, else from its path under the input root.
    pub article_id: String,
    /// File under the input root, with `/` on every system.
    pub source_path: String,
    /// Record id, line or row inside a file that holds several.
    pub source_record: Option<String>,
    /// Address, as the input gives it.
    pub url: Option<String>,
    /// Who published it, as the input gives it.
    pub outlet: Option<String>,
    /// Headline, from metadata or markup.
    pub title: Option<String>,
    /// Author line, from metadata, markup or text.
    pub byline: Option<String>,
    /// Section of the outlet, as the input gives it.
    pub section: Option<String>,
    /// Normalised text; paragraphs are separated by one blank line.
    pub text: String,
    /// BLAKE3 of the bytes as read, in hex.
    pub raw_hash: String,
    /// BLAKE3 of `text`, in hex.
    pub text_hash: String,
    /// Encoding that was read, by its WHATWG name.
    pub encoding: RuleName,
    /// Characters repaired: mojibake, entities, control characters.
    pub n_repairs: u32,
    /// ISO 639-1 code; only English is extracted from.
    pub lang: Option<RuleName>,
    /// Local day of publication.
    pub published_date: Option<i32>,
    /// Instant of publication in UTC, only where a time of day is known.
    pub published_at: Option<i64>,
    /// Where the day of publication was found.
    pub published_source: &'static str,
    /// 1 Monday to 7 Sunday, also where only the weekday can be inferred.
    pub published_weekday: Option<u8>,
    /// Place of the dateline, as written.
    pub dateline: Option<String>,
    /// The dateline's place.
    pub dateline_entity_id: Option<String>,
    /// News agency named in dateline or credit.
    pub agency: Option<String>,
    /// Code points in `text`.
    pub n_chars: u32,
    /// Words and numbers in `text`.
    pub n_words: u32,
    /// Sentences in `text`.
    pub n_sentences: u32,
    /// Paragraphs in `text`.
    pub n_paragraphs: u32,
    /// Near-duplicate cluster; the article's own id where it stands alone.
    pub cluster_id: String,
    /// Whether it stands for its cluster: earliest published, then smallest id.
    pub is_canonical: bool,
}

/// One row per article that was read, in any language.
pub const ARTICLES: Table<ArticleRow> = Table {
    name: "articles",
    about: "One row per article that was read, in any language.",
    key: &["article_id"],
    columns: &[
        text::<ArticleRow>(
            "article_id",
            "The record's own id where the input gives one, else from its path under the input root.",
            |r| &r.article_id,
        ),
        text::<ArticleRow>("source_path", "File under the input root, with `/` on every system.", |r| &r.source_path),
        maybe_text::<ArticleRow>("source_record", "Record id, line or row inside a file that holds several.", |r| {
            r.source_record.as_deref()
        }),
        maybe_text::<ArticleRow>("url", "Address, as the input gives it.", |r| r.url.as_deref()),
        maybe_text::<ArticleRow>("outlet", "Who published it, as the input gives it.", |r| r.outlet.as_deref()),
        maybe_text::<ArticleRow>("title", "Headline, from metadata or markup.", |r| r.title.as_deref()),
        maybe_text::<ArticleRow>("byline", "Author line, from metadata, markup or text.", |r| r.byline.as_deref()),
        maybe_text::<ArticleRow>("section", "Section of the outlet, as the input gives it.", |r| r.section.as_deref()),
        text::<ArticleRow>("text", "Normalised text; paragraphs are separated by one blank line.", |r| &r.text),
        text::<ArticleRow>("raw_hash", "BLAKE3 of the bytes as read, in hex.", |r| &r.raw_hash),
        text::<ArticleRow>("text_hash", "BLAKE3 of `text`, in hex.", |r| &r.text_hash),
        text::<ArticleRow>("encoding", "Encoding that was read, by its WHATWG name.", |r| &r.encoding),
        count::<ArticleRow>("n_repairs", "Characters repaired: mojibake, entities, control characters.", |r| {
            r.n_repairs
        }),
        maybe_text::<ArticleRow>("lang", "ISO 639-1 code; only English is extracted from.", |r| r.lang.as_deref()),
        maybe_date::<ArticleRow>("published_date", "Local day of publication.", |r| r.published_date),
        maybe_instant::<ArticleRow>(
            "published_at",
            "Instant of publication in UTC, only where a time of day is known.",
            |r| r.published_at,
        ),
        text::<ArticleRow>("published_source", "Where the day of publication was found.", |r| r.published_source)
            .one_of(PublishedSource::VALUES),
        maybe_small::<ArticleRow>(
            "published_weekday",
            "1 Monday to 7 Sunday, also where only the weekday can be inferred.",
            |r| r.published_weekday,
        ),
        maybe_text::<ArticleRow>("dateline", "Place of the dateline, as written.", |r| r.dateline.as_deref()),
        maybe_text::<ArticleRow>("dateline_entity_id", "The dateline's place.", |r| r.dateline_entity_id.as_deref())
            .joins(&["places.entity_id"]),
        maybe_text::<ArticleRow>("agency", "News agency named in dateline or credit.", |r| r.agency.as_deref()),
        count::<ArticleRow>("n_chars", "Code points in `text`.", |r| r.n_chars),
        count::<ArticleRow>("n_words", "Words and numbers in `text`.", |r| r.n_words),
        count::<ArticleRow>("n_sentences", "Sentences in `text`.", |r| r.n_sentences),
        count::<ArticleRow>("n_paragraphs", "Paragraphs in `text`.", |r| r.n_paragraphs),
        text::<ArticleRow>("cluster_id", "Near-duplicate cluster; the article's own id where it stands alone.", |r| {
            &r.cluster_id
        }),
        flag::<ArticleRow>(
            "is_canonical",
            "Whether it stands for its cluster: earliest published, then smallest id.",
            |r| r.is_canonical,
        ),
    ],
};
