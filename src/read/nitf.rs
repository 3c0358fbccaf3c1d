//! NITF, the IPTC's markup of news text: one article a file, its parts named by the markup.

use super::decode::decode;
use super::feed::declared_charset;
use super::rejects::Refusal;
use super::session::Session;
use super::text;
use super::xml::{self, Entities, Node};
use crate::records::{Block, Content, RawArticle, SegmentKind};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes the document as one article.
///
/// # Errors
/// What the stream fails with, or a refusal of the document.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let Some(bytes) = text::whole(session, path, input)? else { return Ok(()) };
    let decoded = decode(&bytes, declared_charset(&bytes).as_deref());
    let entities = Entities::declared(&decoded.text)?;
    let root = xml::parse(&decoded.text, &entities, session.limits().markup_depth)?;
    let mut raw = session.raw(path, None);
    raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
    raw.encoding = Cow::Borrowed(decoded.encoding);
    fill(&root, &mut raw)?;
    let _ = session.article(raw);
    Ok(())
}

/// Fills an article from an `nitf` element.
///
/// # Errors
/// `no_text` when it has no content.
pub fn fill(root: &Node, raw: &mut RawArticle) -> Result<(), Refusal> {
    let body = root.find("body").unwrap_or(root);
    let mut blocks = Vec::new();
    let mut push = |kind: Option<SegmentKind>, text: String| {
        if !text.is_empty() {
            blocks.push(Block { kind, text });
        }
    };
    if let Some(head) = body.child("body.head") {
        for hedline in head.elements().filter(|n| n.name == "hedline") {
            for line in hedline.elements() {
                let kind = if line.name == "hl1" { SegmentKind::Headline } else { SegmentKind::Subhead };
                push(Some(kind), line.text());
            }
        }
        for byline in head.elements().filter(|n| n.name == "byline") {
            push(Some(SegmentKind::Byline), byline.text());
        }
        if let Some(dateline) = head.child("dateline") {
            push(Some(SegmentKind::Dateline), dateline.text());
        }
    }
    if let Some(content) = body.child("body.content") {
        walk(content, &mut push);
    }
    if let Some(end) = body.child("body.end") {
        for bio in end.elements() {
            push(
                Some(if bio.name == "bibliography" { SegmentKind::Boilerplate } else { SegmentKind::Bio }),
                bio.text(),
            );
        }
    }
    let has_body = blocks.iter().any(|b| b.kind.is_none());
    if !has_body {
        return Err(Refusal::new("no_text", "expected paragraphs in body.content, but found none".to_owned()));
    }
    let head = root.child("head");
    let docdata = head.and_then(|h| h.child("docdata"));
    let meta = |name: &str| {
        head?
            .elements()
            .find(|n| n.name == "meta" && n.attribute("name") == Some(name))?
            .attribute("content")
            .map(str::to_owned)
    };
    let pubdata = head.and_then(|h| h.child("pubdata"));
    let date = |name: &str| docdata.and_then(|d| d.child(name)).and_then(|d| d.attribute("norm")).map(str::to_owned);
    let or = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value.filter(|v| !v.trim().is_empty());
        }
    };
    or(&mut raw.id, docdata.and_then(|d| d.child("doc-id")).and_then(|d| d.attribute("id-string")).map(str::to_owned));
    or(
        &mut raw.title,
        blocks
            .iter()
            .find(|b| b.kind == Some(SegmentKind::Headline))
            .map(|b| b.text.clone())
            .or_else(|| head.and_then(|h| h.child("title")).map(Node::text)),
    );
    or(
        &mut raw.byline,
        blocks
            .iter()
            .find(|b| b.kind == Some(SegmentKind::Byline))
            .map(|b| b.text.trim_start_matches("By ").to_owned()),
    );
    or(
        &mut raw.published,
        date("date.issue")
            .or_else(|| date("date.release"))
            .or_else(|| pubdata.and_then(|p| p.attribute("date.publication")).map(str::to_owned))
            .or_else(|| meta("publication_date")),
    );
    or(
        &mut raw.outlet,
        pubdata.and_then(|p| p.attribute("name")).map(str::to_owned).or_else(|| {
            docdata.and_then(|d| d.child("doc.copyright")).and_then(|c| c.attribute("holder")).map(str::to_owned)
        }),
    );
    or(
        &mut raw.section,
        pubdata.and_then(|p| p.attribute("position.section")).map(str::to_owned).or_else(|| meta("online_sections")),
    );
    or(&mut raw.url, pubdata.and_then(|p| p.attribute("ex-ref")).map(str::to_owned));
    or(&mut raw.lang, body.attribute("lang").or_else(|| root.attribute("lang")).map(str::to_owned));
    raw.content = Content::Blocks(blocks);
    Ok(())
}

fn walk(node: &Node, push: &mut dyn FnMut(Option<SegmentKind>, String)) {
    for part in node.elements() {
        match part.name.as_str() {
            "p" | "li" | "pre" | "tr" | "dd" | "dt" => push(None, part.text()),
            "hl1" | "hl2" => push(Some(SegmentKind::Subhead), part.text()),
            "media-caption" => push(Some(SegmentKind::Caption), part.text()),
            "media-producer" => push(Some(SegmentKind::Credit), part.text()),
            "note" | "block" | "media" | "ul" | "ol" | "dl" | "bq" | "table" | "tbody" | "nitf-table" | "div"
            | "section" => walk(part, push),
            _ => {}
        }
    }
}
