//! Markdown, and text with front matter: `---`, lines of `key: value`, `---`, then the article.
//!
//! YAML is read as far as articles use it: plain and quoted values, lists on one line or several.
//! `+++` opens TOML. Of Markdown, headings become headline and subheads, and marks of emphasis and links go.

use super::decode::decode;
use super::metadata::{self, Fields};
use super::session::Session;
use super::text;
use crate::config::ExtractOptions;
use crate::records::{Block, Content, SegmentKind};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Whether text begins with front matter that also ends.
#[must_use]
pub fn begins(body: &[u8]) -> bool {
    let Some(fence) = [b"---".as_slice(), b"+++"].into_iter().find(|f| body.starts_with(f)) else { return false };
    let mut lines = body.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    if lines.next() != Some(fence) {
        return false;
    }
    let mut keys = 0;
    for line in lines.take(200) {
        if line == fence || line == b"..." {
            return keys > 0;
        }
        let separator = if fence == b"---" { b':' } else { b'=' };
        keys += usize::from(line.first().is_some_and(u8::is_ascii_alphabetic) && line.contains(&separator));
    }
    false
}

/// Pushes the document.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let Some(bytes) = text::whole(session, path, input)? else { return Ok(()) };
    let decoded = decode(&bytes, None);
    let text = decoded.text.replace("\r\n", "\n");
    let mut raw = session.raw(path, None);
    raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
    raw.encoding = Cow::Borrowed(decoded.encoding);
    let (mut fields, body) = split(&text, session.options());
    fields.fill(&mut raw);
    let blocks = markdown(body, raw.title.as_deref());
    if blocks.is_empty() {
        session.refuse(path, None, "no_text", "expected an article after the front matter, but found nothing");
        return Ok(());
    }
    raw.content = Content::Blocks(blocks);
    if let Some(at) = decoded.invalid_at {
        session.warn_at(path, None, "invalid_bytes", format!("bytes that are not {}", decoded.encoding), at as u64);
    }
    let _ = session.article(raw);
    Ok(())
}

/// The fields of the front matter, and the text after it.
fn split<'a>(text: &'a str, options: &ExtractOptions) -> (Fields, &'a str) {
    let mut fields = Fields::default();
    let text = text.trim_start_matches(['\u{FEFF}', '\n', ' ']);
    if !begins(text.as_bytes()) {
        return (fields, text);
    }
    let toml = text.starts_with("+++");
    let fence = &text[..3];
    let mut at = text.find('\n').map_or(text.len(), |n| n + 1);
    let mut list: Option<(String, Vec<String>)> = None;
    let mut offer = |key: &str, value: String| {
        if let Some((field, rank)) = metadata::field_of(key, options) {
            fields.offer(field, rank, value);
        }
    };
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let line = &text[at..end];
        at = (end + 1).min(text.len());
        if line.trim_end() == fence || (!toml && line.trim_end() == "...") {
            break;
        }
        if let Some(item) = line.trim_start().strip_prefix("- ")
            && let Some((_, items)) = &mut list
        {
            items.push(unquote(item));
            continue;
        }
        if let Some((key, items)) = list.take() {
            offer(&key, items.join(", "));
        }
        let Some((key, value)) = line.split_once(if toml { '=' } else { ':' }) else { continue };
        if key.starts_with([' ', '\t', '#']) {
            continue;
        }
        let (key, value) = (key.trim().trim_matches('"'), value.trim());
        if value.is_empty() {
            list = Some((key.to_owned(), Vec::new()));
        } else if let Some(inside) = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
            offer(key, inside.split(',').map(unquote).collect::<Vec<_>>().join(", "));
        } else {
            offer(key, unquote(value));
        }
    }
    if let Some((key, items)) = list.take() {
        offer(&key, items.join(", "));
    }
    (fields, &text[at..])
}

fn unquote(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote)) {
            return inside.replace("\\\"", "\"").replace("''", "'");
        }
    }
    // A comment after a plain value.
    value.split(" #").next().unwrap_or_default().trim_end().to_owned()
}

/// Markdown to blocks.
fn markdown(body: &str, title: Option<&str>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    let flush = |paragraph: &mut String, blocks: &mut Vec<Block>| {
        let text = inline(paragraph);
        if !text.trim().is_empty() {
            blocks.push(Block { kind: None, text: text.trim().to_owned() });
        }
        paragraph.clear();
    };
    let lines = body.lines().peekable();
    for line in lines {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        let rule = trimmed.len() >= 3
            && (trimmed.bytes().all(|b| b == b'-')
                || trimmed.bytes().all(|b| b == b'*')
                || trimmed.bytes().all(|b| b == b'_'));
        let level = trimmed.bytes().take_while(|b| *b == b'#').count();
        if trimmed.is_empty() || rule && paragraph.is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else if !fenced && (1..=6).contains(&level) && trimmed[level..].starts_with(' ') {
            flush(&mut paragraph, &mut blocks);
            let text = inline(trimmed[level..].trim().trim_end_matches('#'));
            let is_headline = blocks.is_empty() && (level == 1 || title.is_some_and(|t| t == text));
            blocks.push(Block {
                kind: Some(if is_headline { SegmentKind::Headline } else { SegmentKind::Subhead }),
                text: text.trim().to_owned(),
            });
        } else if let Some(alt) =
            trimmed.strip_prefix("![").and_then(|i| i.split_once("](")).filter(|(_, url)| url.ends_with(')'))
        {
            flush(&mut paragraph, &mut blocks);
            if !alt.0.trim().is_empty() {
                blocks.push(Block { kind: Some(SegmentKind::Caption), text: inline(alt.0) });
            }
        } else {
            let text = if fenced { line } else { trimmed.trim_start_matches("> ").trim_start_matches('>') };
            let item = text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ");
            if !paragraph.is_empty() {
                // Two spaces at a line's end, and list items, keep the break.
                paragraph.push(if item || fenced || paragraph.ends_with("  ") || paragraph.ends_with('\\') {
                    '\n'
                } else {
                    ' '
                });
            }
            paragraph.push_str(if item { text[2..].trim_start() } else { text });
            if line.ends_with("  ") {
                paragraph.push_str("  ");
            }
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

/// Takes out marks of emphasis, links, code; what is escaped stays.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['*', '_', '[', '!', '`', '\\']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let mark = tail.as_bytes()[0];
        let before = out.chars().next_back();
        match mark {
            b'\\' => {
                let escaped = tail[1..].chars().next().filter(char::is_ascii_punctuation);
                out.push(escaped.unwrap_or('\\'));
                rest = &tail[1 + escaped.map_or(0, char::len_utf8)..];
            }
            b'[' => {
                if let Some((label, len)) = link(&tail[1..]) {
                    out.push_str(&inline(label));
                    rest = &tail[1 + len..];
                } else {
                    out.push('[');
                    rest = &tail[1..];
                }
            }
            b'!' if tail[1..].starts_with('[') && link(&tail[2..]).is_some() => rest = &tail[1..],
            b'`' => rest = &tail[1..],
            b'*' | b'_' => {
                let run = tail.bytes().take_while(|b| *b == mark).count();
                let after = tail[run..].chars().next();
                let opens = after.is_some_and(|c| !c.is_whitespace())
                    && (mark == b'*' || !before.is_some_and(char::is_alphanumeric));
                let closes = before.is_some_and(|c| !c.is_whitespace())
                    && (mark == b'*' || !after.is_some_and(char::is_alphanumeric));
                if run > 3 || !(opens || closes) {
                    out.push_str(&tail[..run]);
                }
                rest = &tail[run..];
            }
            _ => {
                out.push(char::from(mark));
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// `label](address)`: the label, and the length of all of it.
fn link(text: &str) -> Option<(&str, usize)> {
    let close = text.as_bytes().iter().take(400).position(|b| *b == b']')?;
    let address = text[close + 1..].strip_prefix('(')?;
    let end = address.as_bytes().iter().take(2000).position(|b| *b == b')')?;
    (!text[..close].contains('[')).then_some((&text[..close], close + end + 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_and_blocks_are_read() {
        let text = "---\ntitle: \"Harbour: wall\"\ndate: 2024-03-14 # noon\nauthors:\n  - Ann Pike\n  - Asha Rao\ntags: [a, b]\n---\n# Harbour: wall\n\nThe *port* [reopened](http://x.y/z)\non **Monday** at snake_case.\n\n## Fallout\n\n> “No,” she said.\n\n- one\n- two\n\n![A ship](a.jpg)\n";
        let (mut fields, body) = split(text, &ExtractOptions::default());
        assert_eq!(fields.take(metadata::Field::Title).as_deref(), Some("Harbour: wall"));
        assert_eq!(fields.take(metadata::Field::Published).as_deref(), Some("2024-03-14"));
        assert_eq!(fields.take(metadata::Field::Byline).as_deref(), Some("Ann Pike, Asha Rao"));
        let blocks: Vec<_> = markdown(body, None).into_iter().map(|b| (b.kind, b.text)).collect();
        assert_eq!(
            blocks,
            vec![
                (Some(SegmentKind::Headline), "Harbour: wall".to_owned()),
                (None, "The port reopened on Monday at snake_case.".to_owned()),
                (Some(SegmentKind::Subhead), "Fallout".to_owned()),
                (None, "“No,” she said.".to_owned()),
                (None, "one\ntwo".to_owned()),
                (Some(SegmentKind::Caption), "A ship".to_owned()),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(---\n|title: |# |\\*|_|\\[|\\]\\(|\\)|`|!|\\\\|- |\n|[a-zé]){0,40}") {
            let (_, body) = split(&text, &ExtractOptions::default());
            let _ = markdown(body, None);
        }
    }
}
