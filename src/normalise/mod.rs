//! Stage 2 of 5: one raw article to clean text with labelled segments.
//!
//! In: a [`RawArticle`]. Out: an [`Article`], or None with a reject when nothing readable is left.
//!
//! | file | does | knows from |
//! |---|---|---|
//! | [`entities`] | `&amp;` to `&` | `entity.tsv` |
//! | [`mojibake`] | `â€œ` to `“` | |
//! | [`unicode`] | controls, invisible characters, spaces, ligatures, NFC | |
//! | [`lines`] | wrapped lines joined, paragraphs separated by one blank line | `en/kept_hyphen.tsv` |
//! | [`segments`] | headline, caption, credit, body, … | `en/boilerplate.tsv`, `en/bio_role.tsv`, `en/credit.tsv` |
//! | [`dateline`] | "NAIROBI, March 13 (Reuters) –" | `en/agency.tsv`, `en/not_place.tsv` |
//! | [`published`] | when it was published | `en/zone.tsv` |
//! | [`language`] | in what language | `en/language.tsv` |

pub mod dateline;
pub mod entities;
pub mod language;
pub mod lines;
pub mod mojibake;
pub mod published;
pub mod segments;
pub mod unicode;

use crate::config::ExtractOptions;
use crate::read::decode;
use crate::records::{
    Article, Block, Content, Day, PublishedSource, RawArticle, Reject, Segment, SegmentKind, Severity, Span, Stage,
};
use std::borrow::Cow;

/// Normalises one article; doubts and refusals go to `rejects`.
#[must_use]
pub fn normalise(raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<Article> {
    let id = raw.id.clone().unwrap_or_else(|| id_of(&raw));
    let mut doubts = Doubts { raw: &raw, id: &id, rejects };
    let mut n_repairs = 0;
    let mut encoding = raw.encoding.clone();
    let (text, labelled) = match &raw.content {
        Content::Bytes { bytes, declared } => {
            let decoded = decode::decode(bytes, declared.as_deref());
            encoding = Cow::Borrowed(decoded.encoding);
            n_repairs += decoded.n_repairs;
            if let Some(at) = decoded.invalid_at {
                doubts.warn("invalid_bytes", format!("bytes that are not {}", decoded.encoding), Some(at as u64));
            }
            plain_text(&decoded.text, &raw, &mut n_repairs)
        }
        Content::Text(text) => plain_text(text, &raw, &mut n_repairs),
        Content::Blocks(blocks) => marked_text(blocks, &raw, &mut n_repairs),
        Content::Unparsed { .. } => (String::new(), segments::Labelled::default()),
    };
    if text.trim().is_empty() {
        doubts.refuse("empty", "expected an article, but found no text".to_owned());
        return None;
    }
    let metadata = raw.published.as_deref().and_then(published::parse);
    if let Some(written) = raw.published.as_deref().filter(|p| metadata.is_none() && !p.trim().is_empty()) {
        let written: String = written.chars().take(60).collect();
        doubts.warn("invalid_date", format!("expected a date of publication, but found '{written}'"), None);
    }
    let byline_day = || {
        let byline = labelled.segments.iter().find(|s| s.kind == SegmentKind::Byline)?;
        published::in_byline(byline.span.of(&text))
    };
    let in_url = || raw.url.as_deref().and_then(published::in_path);
    let (published, source) = if let Some(published) = metadata {
        (Some(published), PublishedSource::Metadata)
    } else if let Some(published) = labelled.prefix_day {
        (Some(published), PublishedSource::PrefixLine)
    } else if let Some(published) = labelled.dateline_day {
        (Some(published), PublishedSource::Dateline)
    } else if let Some(published) = byline_day() {
        (Some(published), PublishedSource::PrefixLine)
    } else if let Some(day) = in_url() {
        (Some(published::Published { day, at: None }), PublishedSource::Metadata)
    } else if let Some(day) = published::in_path(&raw.source_path) {
        (Some(published::Published { day, at: None }), PublishedSource::Filename)
    } else if let Some(day) = options.published {
        (Some(published::Published { day, at: None }), PublishedSource::Option)
    } else {
        (None, PublishedSource::None)
    };
    let field = |value: Option<String>| value.map(|v| one_line(&v)).filter(|v| !v.is_empty());
    let headline = labelled.segments.iter().find(|s| s.kind == SegmentKind::Headline);
    let title = field(raw.title.clone()).or_else(|| headline.map(|s| s.span.of(&text).to_owned()));
    let body = labelled.segments.iter().find(|s| s.kind == SegmentKind::Body).map_or(0, |s| s.span.start as usize);
    Some(Article {
        lang: language::detect(&text[body..], raw.lang.as_deref()),
        text_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        id,
        title,
        byline: field(raw.byline).map(without_by).or(labelled.byline),
        section: field(raw.section),
        url: field(raw.url),
        outlet: field(raw.outlet),
        source_path: raw.source_path,
        // A record's own id says where it stands even when the lines of its file are shuffled.
        source_record: raw.source_record.map(|line| raw.id.unwrap_or(line)),
        raw_hash: raw.raw_hash,
        encoding,
        n_repairs,
        published_date: published.map(|p| p.day),
        published_at: published.and_then(|p| p.at),
        published_source: source,
        published_weekday: published.map(|p| p.day.weekday()),
        dateline: labelled.dateline,
        agency: labelled.agency,
        segments: labelled.segments,
        text,
    })
}

/// Rejects of one article.
struct Doubts<'a> {
    raw: &'a RawArticle,
    id: &'a str,
    rejects: &'a mut Vec<Reject>,
}

impl Doubts<'_> {
    fn warn(&mut self, code: &'static str, message: String, byte_offset: Option<u64>) {
        self.push(Severity::Warning, code, message, byte_offset);
    }

    fn refuse(&mut self, code: &'static str, message: String) {
        self.push(Severity::Error, code, message, None);
    }

    fn push(&mut self, severity: Severity, code: &'static str, message: String, byte_offset: Option<u64>) {
        self.rejects.push(Reject {
            source_path: self.raw.source_path.clone(),
            source_record: self.raw.source_record.clone(),
            article_id: (severity == Severity::Warning).then(|| self.id.to_owned()),
            severity,
            stage: Stage::Normalise,
            code: Cow::Borrowed(code),
            message,
            byte_offset,
        });
    }
}

/// Text without markup: everything has to be seen in the words.
fn plain_text(text: &str, raw: &RawArticle, n_repairs: &mut u32) -> (String, segments::Labelled) {
    let cleaned = clean(text, n_repairs);
    let text = lines::paragraphs(&cleaned).into_owned();
    let labelled = segments::label(&text, raw.title.as_deref(), raw.byline.as_deref());
    (text, labelled)
}

/// Paragraphs of markup. Kinds that the markup names stand; the rest is labelled as in plain text.
fn marked_text(blocks: &[Block], raw: &RawArticle, n_repairs: &mut u32) -> (String, segments::Labelled) {
    let mut text = String::new();
    let mut known: Vec<Segment> = Vec::new();
    let mut unknown: Vec<Span> = Vec::new();
    for block in blocks {
        let cleaned = clean(&block.text, n_repairs);
        let block_text = cleaned.trim();
        if block_text.is_empty() {
            continue;
        }
        // A blank line inside a block is the markup's own; one paragraph stays one.
        let block_text =
            block_text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n");
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block_text);
        match block.kind {
            Some(kind) => known.push(Segment { kind, span: Span::new(start, text.len()) }),
            None => unknown.push(Span::new(start, text.len())),
        }
    }
    let mut labelled = segments::label(&text, raw.title.as_deref(), raw.byline.as_deref());
    if !known.is_empty() {
        labelled.segments = merge(known, &unknown, &labelled.segments);
        if labelled.byline.is_none() {
            let byline = labelled.segments.iter().find(|s| s.kind == SegmentKind::Byline);
            labelled.byline = byline.map(|s| s.span.of(&text).trim_start_matches("By ").to_owned());
        }
    }
    (text, labelled)
}

/// The markup's labels, and for what it does not label those seen in the words.
fn merge(known: Vec<Segment>, unknown: &[Span], seen: &[Segment]) -> Vec<Segment> {
    let mut merged = known;
    for span in unknown {
        for segment in seen.iter().filter(|s| s.span.overlaps(*span)) {
            let start = segment.span.start.max(span.start);
            let end = segment.span.end.min(span.end);
            merged.push(Segment { kind: segment.kind, span: Span { start, end } });
        }
    }
    merged.sort_by_key(|s| s.span);
    let mut out: Vec<Segment> = Vec::with_capacity(merged.len());
    for segment in merged {
        match out.last_mut() {
            Some(last) if last.kind == segment.kind && segment.kind == SegmentKind::Body => {
                last.span.end = segment.span.end;
            }
            _ => out.push(segment),
        }
    }
    out
}

/// Entities, mojibake, characters.
fn clean<'a>(text: &'a str, n_repairs: &mut u32) -> Cow<'a, str> {
    let (resolved, n_entities) = entities::resolve(text);
    let (repaired, n_mojibake) = mojibake::repair(&resolved);
    let (cleaned, n_controls) = unicode::clean(&repaired);
    *n_repairs += n_entities + n_mojibake + n_controls;
    match (cleaned, n_entities + n_mojibake) {
        // Nothing changed: the caller's own text.
        (Cow::Borrowed(_), 0) => Cow::Borrowed(text),
        (cleaned, _) => Cow::Owned(cleaned.into_owned()),
    }
}

/// A field of the metadata: clean, on one line.
fn one_line(value: &str) -> String {
    let cleaned = clean(value, &mut 0);
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "By Ann Pike" as a field of its own is Ann Pike.
fn without_by(byline: String) -> String {
    match byline.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") && byline.len() > 3 => byline[3..].trim_start().to_owned(),
        _ => byline,
    }
}

/// An id for an article that brought none: from its path and record, so that it stays when other files come or go.
fn id_of(raw: &RawArticle) -> String {
    let record = raw.source_record.as_deref().unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(raw.source_path.as_bytes());
    hasher.update(b"\0");
    hasher.update(record.as_bytes());
    let hash = hasher.finalize().to_hex();
    let name = raw.source_path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').find(|s| !s.is_empty()).unwrap_or_default();
    let mut id = String::with_capacity(48);
    for ch in stem.chars().take(32) {
        match ch {
            'a'..='z' | '0'..='9' => id.push(ch),
            'A'..='Z' => id.push(ch.to_ascii_lowercase()),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        id.insert_str(0, if id.is_empty() { "a" } else { "a-" });
    }
    while id.ends_with('-') {
        id.pop();
    }
    id.push('-');
    if !record.is_empty() && record.len() <= 12 && record.bytes().all(|b| b.is_ascii_digit()) {
        id.push_str(record);
        id.push('-');
    }
    id.push_str(&hash[..12]);
    id
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

/// A text as an article of its own, normalised as a file would be: for tests and `explain`.
#[must_use]
pub fn text(text: &str, published: Option<Day>) -> Option<Article> {
    bytes("text.txt", text.as_bytes(), published).0
}

/// Bytes as a file of this name.
#[must_use]
pub fn bytes(name: &str, bytes: &[u8], published: Option<Day>) -> (Option<Article>, Vec<Reject>) {
    let raw = RawArticle {
        source_path: name.to_owned(),
        source_record: None,
        id: None,
        content: Content::Bytes { bytes: bytes.to_vec(), declared: None },
        raw_hash: blake3::hash(bytes).to_hex().to_string(),
        encoding: Cow::Borrowed("utf-8"),
        title: None,
        byline: None,
        section: None,
        url: None,
        outlet: None,
        published: None,
        lang: None,
    };
    let mut rejects = Vec::new();
    let options = ExtractOptions { published, ..ExtractOptions::default() };
    let article = normalise(raw, &options, &mut rejects);
    (article, rejects)
}

#[cfg(test)]
mod tests;
