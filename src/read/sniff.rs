//! Which format a stream is in: by its first bytes, then by its name.

use super::exports::{self, Style};
use super::metadata::{self, Field};
use crate::config::ExtractOptions;

/// Formats that hold articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text, one article.
    Text,
    /// Markdown, or text with front matter.
    FrontMatter,
    /// A page.
    Html,
    /// One object a line.
    JsonLines,
    /// Objects in lists, in objects.
    Json,
    /// Rows with a header; the delimiter.
    Csv(u8),
    /// Apache Parquet.
    Parquet,
    /// A web archive.
    Warc,
    /// RSS, RDF or Atom.
    Feed,
    /// Many documents in one text.
    Export(Style),
    /// NITF.
    Nitf,
    /// NewsML-G2.
    NewsMl,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// Text in UTF-16, with a mark: transcoded, then looked at again.
    Utf16,
    /// A format that is known and not read.
    Unsupported(&'static str),
    /// XML in a vocabulary that is not known.
    OtherXml,
}

impl Kind {
    /// As `FileSummary::format` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::FrontMatter => "markdown",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv(b'\t') => "tsv",
            Self::Csv(_) => "csv",
            Self::Parquet => "parquet",
            Self::Warc => "warc",
            Self::Feed => "feed",
            Self::Export(Style::LexisNexis) => "lexisnexis",
            Self::Export(Style::ProQuest) => "proquest",
            Self::Export(Style::Mailbox) => "mbox",
            Self::Nitf => "nitf",
            Self::NewsMl => "newsml-g2",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Utf16 => "utf-16",
            Self::Unsupported(_) | Self::OtherXml => "unsupported",
        }
    }
}

/// Files that begin so are known and not read.
const UNSUPPORTED: [(&[u8], &str); 12] = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow file"),
    (b"\x04\x22\x4D\x18", "lz4"),
];

/// The format of what begins with `head` and is called `name`.
#[must_use]
pub fn sniff(head: &[u8], name: &str, options: &ExtractOptions) -> Kind {
    if let Some((_, what)) = UNSUPPORTED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Unsupported(what);
    }
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Kind::Zip,
        [b'P', b'A', b'R', b'1', ..] => return Kind::Parquet,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Kind::Utf16,
        _ => {}
    }
    if head.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if super::tar_file::is_tar(head) {
        return Kind::Tar;
    }
    let suffix = name.rsplit_once('.').map(|(_, s)| s.to_ascii_lowercase()).unwrap_or_default();
    let suffix = suffix.as_str();
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match body.first() {
        Some(b'<') => {
            if let Some(kind) = markup(body, suffix) {
                return kind;
            }
        }
        Some(b'{' | b'[') => {
            if let Some(kind) = json(body, suffix) {
                return kind;
            }
        }
        _ => {}
    }
    match suffix {
        "jsonl" | "ndjson" | "jsonlines" => return Kind::JsonLines,
        "csv" => return Kind::Csv(delimiter(body, b',')),
        "tsv" | "tab" => return Kind::Csv(b'\t'),
        "html" | "htm" | "xhtml" if !body.is_empty() => return Kind::Html,
        "md" | "markdown" if !body.is_empty() => return Kind::FrontMatter,
        _ => {}
    }
    if super::front_matter::begins(body) {
        return Kind::FrontMatter;
    }
    if let Some(style) = exports::style(body) {
        return Kind::Export(style);
    }
    table(body, options).map_or(Kind::Text, Kind::Csv)
}

/// Name of the first element, without prefix, in small letters; whether it is XML by declaration.
fn markup(body: &[u8], suffix: &str) -> Option<Kind> {
    let mut at = 0;
    let declared = body.starts_with(b"<?xml");
    while at < body.len() {
        let rest = &body[at..];
        let open = memchr::memchr(b'<', rest)?;
        let rest = &rest[open..];
        at += open;
        if rest.starts_with(b"<!--") {
            at += memchr::memmem::find(rest, b"-->")? + 3;
        } else if rest.len() > 9 && rest[..9].eq_ignore_ascii_case(b"<!doctype") {
            if rest[9..].trim_ascii_start().get(..4).is_some_and(|n| n.eq_ignore_ascii_case(b"html")) {
                return Some(Kind::Html);
            }
            at += super::xml::doctype_end(rest)?;
        } else if rest.starts_with(b"<?") || rest.starts_with(b"<!") {
            at += memchr::memchr(b'>', rest)? + 1;
        } else {
            let end = rest[1..]
                .iter()
                .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_' | b'.')))?;
            let name = String::from_utf8_lossy(&rest[1..=end]).to_ascii_lowercase();
            let name = name.rsplit(':').next().unwrap_or_default();
            return match name {
                "html" | "head" | "body" | "article" | "main" | "div" | "p" | "section" | "h1" | "meta" | "title"
                    if !declared || name == "html" =>
                {
                    Some(Kind::Html)
                }
                "rss" | "rdf" | "feed" | "channel" => Some(Kind::Feed),
                "nitf" => Some(Kind::Nitf),
                "newsmessage" | "newsitem" | "packageitem" | "newsml" => Some(Kind::NewsMl),
                _ if declared || suffix == "xml" => Some(Kind::OtherXml),
                _ => None,
            };
        }
    }
    None
}

/// Lines of objects, or anything else that is JSON; text may begin with a bracket too.
fn json(body: &[u8], suffix: &str) -> Option<Kind> {
    let lines = matches!(suffix, "jsonl" | "ndjson" | "jsonlines");
    let inside = body[1..].trim_ascii_start().first().copied();
    let is_json = match body[0] {
        b'{' => matches!(inside, Some(b'"' | b'}') | None),
        _ => matches!(inside, Some(b'{' | b'[' | b']') | None) || suffix == "json",
    };
    if lines && body[0] == b'{' {
        return Some(Kind::JsonLines);
    }
    if !is_json {
        return None;
    }
    if body[0] == b'{'
        && let Some(end) = memchr::memchr(b'\n', body)
        && body[end..].trim_ascii_start().first() == Some(&b'{')
        && serde_json::from_slice::<serde::de::IgnoredAny>(&body[..end]).is_ok()
    {
        return Some(Kind::JsonLines);
    }
    Some(Kind::Json)
}

/// The delimiter that the header line has most of.
fn delimiter(body: &[u8], otherwise: u8) -> u8 {
    let line = body.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |d: u8| memchr::memchr_iter(d, line).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|d| count(*d)).filter(|d| count(*d) > 0).unwrap_or(otherwise)
}

/// A table without a name that says so: its first line names the text and another field.
fn table(body: &[u8], options: &ExtractOptions) -> Option<u8> {
    let line = body.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).ok().filter(|l| l.len() < 1000)?.trim_end();
    let delimiter = delimiter(line.as_bytes(), 0);
    if delimiter == 0 {
        return None;
    }
    let cells: Vec<&str> = line.split(char::from(delimiter)).map(|c| c.trim_matches('"')).collect();
    let fields: Vec<Field> = cells.iter().filter_map(|c| metadata::field_of(c, options)).map(|(f, _)| f).collect();
    let one_word = cells.iter().all(|c| !c.contains(' ') && !c.is_empty());
    (fields.len() >= 2 && fields.contains(&Field::Text) && one_word).then_some(delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_format_before_the_name() {
        for (head, name, kind) in [
            ("Plain words.", "a.json.txt", Kind::Text),
            ("[Photo: a ship] The port reopened.", "a.txt", Kind::Text),
            ("{\"a\":1}\n{\"a\":2}\n", "a.txt", Kind::JsonLines),
            ("{\"articles\":[{\"text\":\"x\"}]}\n", "a", Kind::Json),
            ("[{\"text\":\"x\"}]", "a.jsonl", Kind::Json),
            ("<!DOCTYPE html><html>", "a.txt", Kind::Html),
            ("<html lang=en>", "a.txt", Kind::Html),
            ("<?xml version='1.0'?>\n<!-- c --><rss version='2.0'>", "a.html", Kind::Feed),
            ("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'x'><nitf>", "a.xml", Kind::Nitf),
            ("<?xml version='1.0'?><newsMessage xmlns='x'>", "a.xml", Kind::NewsMl),
            ("<?xml version='1.0'?><other/>", "a.xml", Kind::OtherXml),
            ("id,text,published\n1,x,2024", "a.txt", Kind::Csv(b',')),
            ("id;body;date\n1;x;2024", "a.csv", Kind::Csv(b';')),
            ("Text, he said, is dead.", "a.txt", Kind::Text),
            ("\n      1 of 2 DOCUMENTS\n\n   The Post\n", "a.txt", Kind::Export(Style::LexisNexis)),
            ("____\n\nDocument 1 of 2\n\nTitle\n", "a.txt", Kind::Export(Style::ProQuest)),
            ("From a@b.c Tue Mar  5 10:00:00 2024\nSubject: A\n\nB", "a", Kind::Export(Style::Mailbox)),
            ("From 2024 on, at 10:00 each day, ships stop.\nSo he said.", "a.txt", Kind::Text),
            ("Document 1 of 2 was lost, he said.", "a.txt", Kind::Text),
            ("---\ntitle: A\n---\nBody.", "a.txt", Kind::FrontMatter),
            ("WARC/1.0\r\n", "a.gz", Kind::Warc),
            ("%PDF-1.7", "a.txt", Kind::Unsupported("PDF")),
            ("", "a.html", Kind::Text),
        ] {
            assert_eq!(sniff(head.as_bytes(), name, &ExtractOptions::default()), kind, "{head} {name}");
        }
    }
}
