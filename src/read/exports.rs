//! Text files that hold many articles: what LexisNexis and ProQuest export, and mailboxes (mbox).
//!
//! In: a stream and its style. Out: one article a document or message. What the export says of a document
//! (headline, author, outlet, day, language) becomes fields; labels and notices of the export are left out.

use super::decode::decode;
use super::lines::Lines;
use super::mail;
use super::session::Session;
use crate::normalise::published;
use crate::records::{Content, RawArticle};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// "1 of 20 DOCUMENTS", then labels in capitals.
    LexisNexis,
    /// "Document 1 of 20", then labels.
    ProQuest,
    /// "From a@b.c Tue Mar 5 10:00:00 2024", then headers.
    Mailbox,
}

/// The style of a file that begins so; None when it is no such file.
#[must_use]
pub fn style(head: &[u8]) -> Option<Style> {
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty()).take(6);
    let first = lines.next()?;
    if opens_message(first) {
        return lines.next().is_some_and(mail::is_header).then_some(Style::Mailbox);
    }
    std::iter::once(first).chain(lines).find_map(opens_document)
}

/// "3 of 20 DOCUMENTS", "Document 3 of 20".
fn opens_document(line: &[u8]) -> Option<Style> {
    let line = std::str::from_utf8(line.trim_ascii()).ok().filter(|l| l.len() < 40)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    match words[..] {
        [n, "of", m, "DOCUMENTS"] if is_number(n) && is_number(m) => Some(Style::LexisNexis),
        ["Document", n, "of", m] if is_number(n) && is_number(m) => Some(Style::ProQuest),
        _ => None,
    }
}

/// The line that a mailbox puts before each message.
fn opens_message(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let Ok(rest) = std::str::from_utf8(rest) else { return false };
    let is_year = |w: &str| w.len() == 4 && (w.starts_with("19") || w.starts_with("20")) && w.parse::<u16>().is_ok();
    let is_time = |w: &str| w.len() >= 5 && w.bytes().all(|b| b.is_ascii_digit() || b == b':') && w.contains(':');
    rest.len() < 200 && rest.split_whitespace().any(is_year) && rest.split_whitespace().any(is_time)
}

/// Pushes the documents.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead, style: Style) -> io::Result<()> {
    let limit = session.limits().article_bytes;
    let mut lines = Lines::new(limit);
    let mut document: Vec<u8> = Vec::new();
    let (mut number, mut begun, mut too_large, mut after_blank) = (0u64, false, false, true);
    loop {
        let line = lines.next(input)?;
        let opens = line.as_ref().is_none_or(|line| match style {
            Style::Mailbox => after_blank && opens_message(line.bytes.trim_ascii_end()),
            _ => opens_document(line.bytes) == Some(style),
        });
        if opens && begun {
            number += 1;
            let record = number.to_string();
            if too_large {
                let message = format!("expected at most {limit} bytes a document, but found more");
                session.refuse(path, Some(&record), "too_large", message);
            } else {
                let mut raw = session.raw(path, Some(record.clone()));
                raw.raw_hash = blake3::hash(&document).to_hex().to_string();
                if fill(&mut raw, &document, style, session.limits().article_bytes) {
                    if session.article(raw).is_break() {
                        return Ok(());
                    }
                } else {
                    session.refuse(path, Some(&record), "no_text", "expected a document with text, but found none");
                }
            }
            document.clear();
            too_large = false;
        }
        let Some(line) = line else { break };
        after_blank = line.bytes.trim_ascii().is_empty();
        begun |= opens;
        if opens || !begun {
            continue;
        }
        too_large |= line.is_cut || document.len() + line.bytes.len() >= limit;
        if too_large {
            document.clear();
        } else {
            document.extend_from_slice(line.bytes);
            document.push(b'\n');
        }
    }
    Ok(())
}

/// Fills an article from a document; false when there is no text in it.
fn fill(raw: &mut RawArticle, document: &[u8], style: Style, limit: usize) -> bool {
    if style == Style::Mailbox {
        return mail::fill(raw, document, limit);
    }
    let decoded = decode(document, None);
    raw.encoding = Cow::Borrowed(decoded.encoding);
    let body = match style {
        Style::LexisNexis => lexis_nexis(raw, &decoded.text),
        _ => proquest(raw, &decoded.text),
    };
    if body.is_empty() {
        return false;
    }
    let mut text = raw.title.clone().unwrap_or_default();
    for paragraph in &body {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(paragraph);
    }
    raw.content = Content::Text(text);
    true
}

/// Paragraphs with the spaces before their least indented line.
fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.bytes().all(|b| matches!(b, b'_' | b'=' | b'-' | b'*')) {
            open = false;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        match found.last_mut().filter(|_| open) {
            Some((least, paragraph)) => {
                *least = indent.min(*least);
                paragraph.push('\n');
                paragraph.push_str(bare);
            }
            None => found.push((indent, bare.to_owned())),
        }
        open = true;
    }
    found
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn set(slot: &mut Option<String>, value: &str) {
    if slot.is_none() && !value.trim().is_empty() {
        *slot = Some(one_line(value));
    }
}

/// Centred: outlet, day, edition, copyright. Labels in capitals: the rest. In between the text.
fn lexis_nexis(raw: &mut RawArticle, text: &str) -> Vec<String> {
    const CENTRED: usize = 8;
    let mut body = Vec::new();
    let mut ended = false;
    for (indent, paragraph) in paragraphs(text) {
        let labelled = paragraph.split_once(':').filter(|(label, _)| {
            (3..=24).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b' '))
        });
        match labelled {
            Some(("BYLINE", value)) => set(&mut raw.byline, value),
            Some(("HEADLINE", value)) => set(&mut raw.title, value),
            Some(("SECTION", value)) => set(&mut raw.section, value.split(';').next().unwrap_or_default()),
            Some(("LANGUAGE", value)) => {
                set(&mut raw.lang, value);
                ended = true;
            }
            Some(("URL", value)) => set(&mut raw.url, value),
            Some(("LENGTH" | "DATELINE" | "HIGHLIGHT" | "SOURCE" | "DISTRIBUTION", _)) if body.is_empty() => {}
            Some(("BODY", value)) => {
                if !value.trim().is_empty() {
                    body.push(value.trim_start().to_owned());
                }
            }
            Some((
                "LOAD-DATE" | "GRAPHIC" | "PUBLICATION-TYPE" | "DOCUMENT-TYPE" | "JOURNAL-CODE" | "SUBJECT" | "PERSON"
                | "ORGANIZATION" | "COMPANY" | "INDUSTRY" | "GEOGRAPHIC" | "CITY" | "STATE" | "COUNTRY" | "TYPE"
                | "CORRECTION-DATE" | "TICKER",
                _,
            )) => ended = true,
            _ if indent >= CENTRED && paragraph.len() < 200 => {
                if let Some(day) = paragraph.lines().find(|line| published::parse(line).is_some()) {
                    set(&mut raw.published, day);
                } else if body.is_empty() && !paragraph.starts_with("Copyright") {
                    set(&mut raw.outlet, paragraph.lines().next().unwrap_or_default());
                }
            }
            _ if ended => {}
            _ if raw.title.is_none() && body.is_empty() => set(&mut raw.title, &paragraph),
            _ => body.push(paragraph),
        }
    }
    body
}

/// Labels, of which "Full text" opens the text and the next one ends it; the headline has none.
fn proquest(raw: &mut RawArticle, text: &str) -> Vec<String> {
    const LABELS: &[&str] = &[
        "author",
        "publication info",
        "proquest document link",
        "abstract",
        "full text",
        "subject",
        "location",
        "people",
        "company / organization",
        "title",
        "publication title",
        "publication year",
        "publication date",
        "section",
        "pages",
        "first page",
        "volume",
        "issue",
        "publisher",
        "place of publication",
        "country of publication",
        "publication subject",
        "issn",
        "source type",
        "language of publication",
        "document type",
        "proquest document id",
        "document url",
        "copyright",
        "last updated",
        "database",
        "links",
        "credit",
        "identifier / keyword",
    ];
    let mut body = Vec::new();
    let mut inside = false;
    for (n, (_, paragraph)) in paragraphs(text).into_iter().enumerate() {
        let (label, value) = paragraph.split_once(':').unwrap_or((paragraph.as_str(), ""));
        let label = label.to_lowercase();
        if !LABELS.contains(&label.as_str()) && !label.starts_with("proquest document link") {
            if inside {
                body.push(paragraph);
            } else if n == 0 {
                set(&mut raw.title, &paragraph);
            }
            continue;
        }
        inside = label == "full text";
        match label.as_str() {
            "full text" if !value.trim().is_empty() => body.push(value.trim_start().to_owned()),
            "author" => set(&mut raw.byline, &turned(value)),
            "title" => set(&mut raw.title, value),
            "publication title" => set(&mut raw.outlet, value.split([';', '(']).next().unwrap_or_default()),
            "publication date" => set(&mut raw.published, value),
            "section" => set(&mut raw.section, value),
            "language of publication" => set(&mut raw.lang, value),
            "proquest document id" => set(&mut raw.id, value),
            "document url" => set(&mut raw.url, value),
            _ => {}
        }
    }
    body
}

/// "Pike, Ann; Lee, Rob" as "Ann Pike, Rob Lee".
fn turned(names: &str) -> String {
    let turn = |name: &str| match name.trim().split_once(", ") {
        Some((last, first)) if !first.contains(',') && first.starts_with(char::is_uppercase) => {
            format!("{} {last}", first.trim_end_matches('.'))
        }
        _ => name.trim().to_owned(),
    };
    names.split(';').map(turn).collect::<Vec<_>>().join(", ")
}
