//! Stage 2 of 5: one raw article to clean text with labelled segments.
//!
//! In: a [`RawArticle`]. Out: an [`Article`], or None with a reject when nothing readable is left.

use crate::config::ExtractOptions;
use crate::records::{
    Article, Content, PublishedSource, RawArticle, Reject, Segment, SegmentKind, Severity, Span, Stage,
};
use std::borrow::Cow;

/// Normalises one article; doubts and refusals go to `rejects`.
#[must_use]
pub fn normalise(raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<Article> {
    let text = match &raw.content {
        Content::Bytes { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
        Content::Text(text) => text.clone(),
        Content::Blocks(blocks) => blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n"),
    };
    if text.trim().is_empty() {
        rejects.push(Reject {
            source_path: raw.source_path,
            source_record: raw.source_record,
            article_id: None,
            severity: Severity::Error,
            stage: Stage::Normalise,
            code: Cow::Borrowed("empty"),
            message: "expected an article, but found no text".to_owned(),
            byte_offset: None,
        });
        return None;
    }
    let mut article = plain(&text);
    article.id = raw.id.unwrap_or_else(|| format!("a{}", &raw.raw_hash[..16.min(raw.raw_hash.len())]));
    article.source_path = raw.source_path;
    article.source_record = raw.source_record;
    article.raw_hash = raw.raw_hash;
    article.title = raw.title;
    article.byline = raw.byline;
    article.section = raw.section;
    article.url = raw.url;
    article.outlet = raw.outlet;
    if let Some(day) =
        raw.published.as_deref().and_then(|p| p.get(..10)).and_then(|p| p.parse::<jiff::civil::Date>().ok())
    {
        article.published_date = Some(day.into());
        article.published_source = PublishedSource::Metadata;
    } else if let Some(day) = options.published {
        article.published_date = Some(day);
        article.published_source = PublishedSource::Option;
    }
    article.published_weekday = article.published_date.map(crate::records::Day::weekday);
    Some(article)
}

/// Clean text as an article that is all body: for tests and `explain`.
#[must_use]
pub fn plain(text: &str) -> Article {
    Article {
        id: "a0".to_owned(),
        source_path: String::new(),
        source_record: None,
        url: None,
        outlet: None,
        title: None,
        byline: None,
        section: None,
        text: text.to_owned(),
        raw_hash: String::new(),
        text_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        encoding: Cow::Borrowed("utf-8"),
        n_repairs: 0,
        lang: Some(Cow::Borrowed("en")),
        published_date: None,
        published_at: None,
        published_source: PublishedSource::None,
        published_weekday: None,
        dateline: None,
        agency: None,
        segments: vec![Segment { kind: SegmentKind::Body, span: Span::new(0, text.len()) }],
    }
}
