//! Pages: the main content, and what JSON-LD, OpenGraph and meta elements say of it.
//!
//! In: the bytes of a page. Out: an article of blocks. Which part of the page is the article is
//! `dom_smoothie`'s judgement; where it finds none, paragraphs in `article` or `main` count, then all.
//! For each field JSON-LD (`NewsArticle` and its kin) comes first, then OpenGraph, then other elements.

use super::decode::decode;
use super::markup;
use super::metadata::Field;
use super::rejects::Place;
use super::session::Session;
use super::text;
use crate::config::ExtractOptions;
use crate::records::{Block, Content, RawArticle, Reject, SegmentKind, Unparsed};
use dom_query::Document;
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes a page.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let Some(bytes) = text::whole(session, path, input)? else { return Ok(()) };
    let mut raw = session.raw(path, None);
    raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
    raw.content = Content::Unparsed { format: Unparsed::Html, bytes, declared: None };
    let _ = session.article(raw);
    Ok(())
}

/// Parses a page that [`read`] or the WARC reader left as bytes.
#[must_use]
pub fn finish(mut raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<RawArticle> {
    let Content::Unparsed { bytes, declared, .. } = std::mem::replace(&mut raw.content, Content::Text(String::new()))
    else {
        return Some(raw);
    };
    let source_record = raw.source_record.clone();
    let place = Place { source_path: &raw.source_path.clone(), source_record: source_record.as_deref() };
    let declared = declared.or_else(|| charset(&bytes));
    let decoded = decode(&bytes, declared.as_deref());
    if let Some(at) = decoded.invalid_at {
        let mut reject = place.warning("invalid_bytes", format!("bytes that are not {}", decoded.encoding));
        reject.byte_offset = Some(at as u64);
        rejects.push(reject);
    }
    let deepest = options.limits.markup_depth;
    let depth = markup::depth(decoded.text.as_bytes());
    if depth > deepest {
        rejects.push(
            place.error("too_deep", format!("expected at most {deepest} elements in each other, but found {depth}")),
        );
        return None;
    }
    raw.encoding = Cow::Borrowed(decoded.encoding);
    let html = decoded.text;
    // A page can make a library give up; it must not end the run.
    let page = std::panic::catch_unwind(|| page(&html)).unwrap_or_default();
    let fields = [
        (Field::Title, &mut raw.title),
        (Field::Byline, &mut raw.byline),
        (Field::Published, &mut raw.published),
        (Field::Outlet, &mut raw.outlet),
        (Field::Section, &mut raw.section),
        (Field::Url, &mut raw.url),
        (Field::Lang, &mut raw.lang),
    ];
    for (field, slot) in fields {
        if slot.is_none() {
            slot.clone_from(&page.fields[field as usize]);
        }
    }
    if page.blocks.is_empty() {
        rejects.push(place.error("no_text", "expected an article in the page, but found no paragraphs"));
        return None;
    }
    raw.content = Content::Blocks(page.blocks);
    Some(raw)
}

/// What a page says.
#[derive(Debug, Default)]
struct Page {
    blocks: Vec<Block>,
    fields: [Option<String>; 9],
}

/// Elements beyond this are no article.
const MOST_ELEMENTS: usize = 200_000;

fn page(html: &str) -> Page {
    let document = Document::from(html);
    let mut page = Page::default();
    let ld = json_ld(&document);
    let mut offer = |field: Field, value: Option<String>| {
        let slot = &mut page.fields[field as usize];
        if slot.is_none() {
            *slot = value.map(|v| v.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|v| !v.is_empty());
        }
    };
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            ["property", "name", "itemprop"].iter().find_map(|key| {
                let found = document.select_single(&format!("meta[{key}=\"{name}\"]"));
                found.attr("content").map(|v| v.to_string()).filter(|v| !v.trim().is_empty())
            })
        })
    };
    if let Some(ld) = &ld {
        let text = |key: &str| ld.get(key).and_then(name_of);
        offer(Field::Title, text("headline").or_else(|| text("name")));
        offer(Field::Byline, text("author"));
        offer(Field::Published, text("datePublished").or_else(|| text("dateCreated")));
        offer(Field::Outlet, text("publisher"));
        offer(Field::Section, text("articleSection"));
        offer(Field::Lang, text("inLanguage"));
        offer(Field::Url, text("url"));
    }
    offer(Field::Title, meta(&["og:title", "twitter:title", "dc.title", "headline"]));
    offer(
        Field::Byline,
        meta(&["author", "article:author", "dc.creator", "byl", "parsely-author"]).filter(|v| !v.starts_with("http")),
    );
    offer(
        Field::Published,
        meta(&[
            "article:published_time",
            "og:article:published_time",
            "datePublished",
            "dc.date",
            "dc.date.issued",
            "date",
            "pubdate",
            "publishdate",
            "sailthru.date",
            "parsely-pub-date",
        ])
        .or_else(|| document.select_single("time[datetime]").attr("datetime").map(|v| v.to_string())),
    );
    offer(Field::Outlet, meta(&["og:site_name", "application-name", "dc.publisher"]));
    offer(Field::Section, meta(&["article:section", "section", "parsely-section"]));
    offer(
        Field::Url,
        document
            .select_single("link[rel=\"canonical\"]")
            .attr("href")
            .map(|v| v.to_string())
            .or_else(|| meta(&["og:url"])),
    );
    offer(
        Field::Lang,
        document.select_single("html").attr("lang").map(|v| v.to_string()).or_else(|| meta(&["og:locale"])),
    );
    let heading = document.select_single("h1").text().to_string();
    offer(Field::Title, Some(heading.clone()).filter(|h| h.len() < 300));
    offer(Field::Title, Some(document.select_single("title").text().to_string()));
    let title = page.fields[Field::Title as usize].clone();
    page.blocks = content(document, html, title.as_deref());
    // JSON-LD has the whole text where the page itself has a teaser.
    let found: usize = page.blocks.iter().map(|b| b.text.len()).sum();
    if let Some(body) = ld.as_ref().and_then(|ld| ld.get("articleBody")).and_then(Value::as_str)
        && body.len() > found * 2
    {
        page.blocks = match markup::text_or_blocks(body.to_owned()) {
            Content::Blocks(blocks) => blocks,
            _ => body
                .split('\n')
                .map(|t| Block { kind: None, text: t.to_owned() })
                .filter(|b| !b.text.trim().is_empty())
                .collect(),
        };
    }
    // The headline of the page, where the content begins without it.
    let has_headline = page.blocks.iter().any(|b| b.kind == Some(SegmentKind::Headline));
    if let Some(title) = title.filter(|t| !has_headline && !page.blocks.is_empty() && same(t, &heading)) {
        page.blocks.insert(0, Block { kind: Some(SegmentKind::Headline), text: title });
    }
    page
}

fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// The article's blocks.
fn content(document: Document, html: &str, title: Option<&str>) -> Vec<Block> {
    let config = dom_smoothie::Config {
        max_elements_to_parse: MOST_ELEMENTS,
        disable_json_ld: true,
        // They tell bylines, captions and credits.
        keep_classes: true,
        // News briefs are shorter than the default of 500.
        char_threshold: 200,
        ..dom_smoothie::Config::default()
    };
    if let Ok(mut reader) = dom_smoothie::Readability::with_document(document, None, Some(config))
        && let Ok(article) = reader.parse()
    {
        let fragment = Document::fragment(article.content);
        let blocks = markup::blocks(&fragment.root(), title);
        if blocks.iter().any(|b| b.kind.is_none()) {
            return blocks;
        }
    }
    let document = Document::from(html);
    for place in ["article", "main", "body"] {
        let found = document.select_single(place);
        if let Some(node) = found.nodes().first() {
            let blocks = markup::blocks(node, title);
            if blocks.iter().any(|b| b.kind.is_none()) {
                return blocks;
            }
        }
    }
    Vec::new()
}

/// The first object of JSON-LD that is an article.
fn json_ld(document: &Document) -> Option<Value> {
    let scripts = document.select("script[type=\"application/ld+json\"]");
    for node in scripts.nodes() {
        let text = node.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        if let Ok(value) = serde_json::from_str::<Value>(text)
            && let Some(found) = article_in(&value, 0)
        {
            return Some(found.clone());
        }
    }
    None
}

fn article_in(value: &Value, depth: usize) -> Option<&Value> {
    match value {
        Value::Array(list) if depth < 6 => list.iter().find_map(|v| article_in(v, depth + 1)),
        Value::Object(object) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|k| {
                    k.ends_with("Article")
                        || matches!(k.rsplit('/').next(), Some("BlogPosting" | "LiveBlogPosting" | "Report"))
                })
            };
            let kind = object.get("@type");
            if kind.is_some_and(|k| is_article(k) || k.as_array().is_some_and(|l| l.iter().any(is_article))) {
                return Some(value);
            }
            (depth < 6)
                .then(|| {
                    ["@graph", "mainEntity", "mainEntityOfPage"]
                        .iter()
                        .find_map(|k| article_in(object.get(*k)?, depth + 1))
                })
                .flatten()
        }
        _ => None,
    }
}

/// A value of JSON-LD as text: a string, a thing's name, names joined.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => {
            let names: Vec<String> = list.iter().filter_map(name_of).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(object) => object.get("name").and_then(name_of),
        _ => None,
    }
}

/// The charset that a page declares in its first bytes.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    if let Some(declared) = super::feed::declared_charset(bytes) {
        return Some(declared);
    }
    let mut from = 0;
    while let Some(at) = head[from..].find("charset") {
        let rest = head[from + at + 7..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start().trim_start_matches(['"', '\'']);
            let label: String =
                value.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')).collect();
            return (!label.is_empty()).then_some(label);
        }
        from += at + 7;
    }
    None
}
