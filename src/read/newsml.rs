//! NewsML-G2: news items, alone or many in a news message; their text is NITF, HTML or plain.

use super::decode::decode;
use super::feed::declared_charset;
use super::markup;
use super::nitf;
use super::rejects::Refusal;
use super::session::Session;
use super::xml::{self, Child, Entities, Node};
use super::xml_items::{Cut, Items};
use crate::records::{Content, RawArticle};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes each news item.
///
/// # Errors
/// What the stream fails with, or a refusal of the document.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let longest = session.limits().record_bytes;
    let deepest = session.limits().markup_depth;
    let mut items = Items::new(input, &["newsItem"], longest);
    let head = items.head()?;
    let charset = declared_charset(&head);
    let entities = Entities::declared(&decode(&head, charset.as_deref()).text)?;
    let mut number = 0u64;
    while let Some(cut) = items.next()? {
        number += 1;
        let record = number.to_string();
        let Cut::Element(bytes) = cut else {
            session.refuse(path, Some(&record), "too_large", format!("expected at most {longest} bytes a news item"));
            continue;
        };
        let decoded = decode(&bytes, charset.as_deref());
        let mut raw = session.raw(path, Some(record.clone()));
        raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
        raw.encoding = Cow::Borrowed(decoded.encoding);
        let filled = xml::parse(&decoded.text, &entities, deepest).and_then(|item| fill(&item, &mut raw));
        match filled {
            Ok(()) => {
                if session.article(raw).is_break() {
                    break;
                }
            }
            Err(refusal) => session.refuse(path, Some(&record), refusal.code, refusal.message),
        }
    }
    if number == 0 {
        session.refuse(path, None, "empty", "expected news items, but found none");
    }
    Ok(())
}

fn fill(item: &Node, raw: &mut RawArticle) -> Result<(), Refusal> {
    let text = |path: &[&str]| item.at(path).map(Node::text).filter(|t| !t.is_empty());
    raw.id = item.attribute("guid").map(str::to_owned);
    raw.title = text(&["contentMeta", "headline"]).or_else(|| text(&["itemMeta", "title"]));
    raw.byline = text(&["contentMeta", "by"]).or_else(|| text(&["contentMeta", "creator", "name"]));
    raw.published = text(&["itemMeta", "firstCreated"])
        .filter(|_| item.at(&["itemMeta", "firstPublished"]).is_none())
        .or_else(|| text(&["itemMeta", "firstPublished"]))
        .or_else(|| text(&["itemMeta", "versionCreated"]))
        .or_else(|| text(&["contentMeta", "contentCreated"]));
    raw.outlet = text(&["itemMeta", "provider", "name"])
        .or_else(|| item.at(&["itemMeta", "provider"]).and_then(|p| p.attribute("literal")).map(str::to_owned));
    raw.section = text(&["contentMeta", "subject", "name"]);
    raw.url = item.at(&["itemMeta", "link"]).and_then(|l| l.attribute("href")).map(str::to_owned);
    raw.lang = item
        .at(&["contentMeta", "language"])
        .and_then(|l| l.attribute("tag"))
        .or_else(|| item.attribute("lang"))
        .map(str::to_owned);
    let set = item.child("contentSet").ok_or_else(|| no_text("contentSet"))?;
    if let Some(inline) = set.child("inlineXML") {
        if let Some(article) = inline.find("nitf") {
            return nitf::fill(article, raw);
        }
        let page = inline.find("body").unwrap_or(inline);
        raw.content = markup::text_or_blocks(format!("<div>{}</div>", page.inner_markup()));
        return Ok(());
    }
    let inline = set.child("inlineData").ok_or_else(|| no_text("inlineXML or inlineData"))?;
    let words = inline.raw_text();
    if words.trim().is_empty() {
        return Err(no_text("text in inlineData"));
    }
    let has_elements = inline.children.iter().any(|c| matches!(c, Child::Element(_)));
    raw.content = if has_elements {
        markup::text_or_blocks(format!("<div>{}</div>", inline.inner_markup()))
    } else if inline.attribute("contenttype").is_some_and(|t| t.contains("html")) {
        markup::text_or_blocks(words)
    } else {
        Content::Text(words)
    };
    Ok(())
}

fn no_text(what: &str) -> Refusal {
    Refusal::new("no_text", format!("expected {what}, but found none"))
}
