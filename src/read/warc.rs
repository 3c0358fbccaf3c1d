//! WARC, what crawlers keep: one article a page.
//!
//! In: a stream of records, plain or unpacked. Out: the pages among its `response`, `resource` and
//! `conversion` records; requests, images, redirects and the rest are passed over. A record that is
//! damaged is told of, and reading goes on at the next.

use super::session::Session;
use crate::records::{Content, Unparsed};
use std::io::{self, BufRead, Read};

/// Longest block of headers, in bytes.
const LONGEST_HEADERS: usize = 1 << 16;

/// Pushes the pages.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let mut number = 0u64;
    let mut lost = false;
    loop {
        let mut line = Vec::new();
        if line_into(input, &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        if !line.starts_with(b"WARC/") {
            if !lost {
                session.refuse(
                    path,
                    Some(&(number + 1).to_string()),
                    "bad_record",
                    "expected a WARC record, but found other bytes",
                );
            }
            lost = true;
            continue;
        }
        lost = false;
        number += 1;
        let headers = headers(input)?;
        let Some(length) = headers.get("content-length").and_then(|l| l.parse::<u64>().ok()) else {
            session.refuse(path, Some(&number.to_string()), "bad_record", "expected a Content-Length, but found none");
            lost = true;
            continue;
        };
        let mut body = input.take(length);
        let stop = record(session, path, &headers, number, &mut body)?;
        let left = body.limit();
        let skipped = io::copy(&mut body, &mut io::sink())?;
        if skipped < left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if stop {
            return Ok(());
        }
    }
}

/// Headers by name in small letters.
#[derive(Debug, Default)]
struct Headers(Vec<(String, String)>);

impl Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// One line with its end, bounded.
fn line_into(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let mut bounded = input.take(LONGEST_HEADERS as u64);
    bounded.read_until(b'\n', line)
}

fn headers(input: &mut dyn BufRead) -> io::Result<Headers> {
    let mut headers = Headers::default();
    let mut total = 0;
    loop {
        let mut line = Vec::new();
        total += line_into(input, &mut line)?;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() || total > LONGEST_HEADERS {
            return Ok(headers);
        }
        if let Some((name, value)) = text.split_once(':') {
            headers.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// One record; whether the sink asked to stop.
fn record(
    session: &mut Session<'_, '_>,
    path: &str,
    warc: &Headers,
    number: u64,
    body: &mut dyn BufRead,
) -> io::Result<bool> {
    let kind = warc.get("warc-type").unwrap_or_default();
    let own = warc.get("warc-record-id").map(|id| id.trim_matches(['<', '>'])).filter(|id| !id.is_empty());
    // A record that lost its id is told by its number.
    let id = own.map_or_else(|| number.to_string(), str::to_owned);
    let mut content_type = warc.get("content-type").unwrap_or_default().to_owned();
    let mut coding = Headers::default();
    if kind == "response" && content_type.starts_with("application/http") {
        let mut status = Vec::new();
        line_into(body, &mut status)?;
        coding = headers(body)?;
        let ok = String::from_utf8_lossy(&status).split(' ').nth(1).is_some_and(|code| code == "200" || code == "203");
        if !ok {
            return Ok(false);
        }
        coding.get("content-type").unwrap_or("text/html").clone_into(&mut content_type);
    } else if !matches!(kind, "conversion" | "resource" | "response") {
        return Ok(false);
    }
    let (media, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let media = media.trim().to_ascii_lowercase();
    let is_page = matches!(media.as_str(), "text/html" | "application/xhtml+xml");
    if !is_page && media != "text/plain" {
        return Ok(false);
    }
    let limit = session.limits().article_bytes;
    let mut bytes = Vec::new();
    body.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        session.refuse(path, Some(&id), "too_large", format!("expected at most {limit} bytes a page, but found more"));
        return Ok(false);
    }
    let hash = blake3::hash(&bytes).to_hex().to_string();
    if coding.get("transfer-encoding").is_some_and(|t| t.eq_ignore_ascii_case("chunked")) {
        bytes = unchunk(bytes);
    }
    match coding.get("content-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip") if bytes.starts_with(&[0x1F, 0x8B]) => {
            let mut plain = Vec::new();
            let unpacked = flate2::read::MultiGzDecoder::new(&bytes[..]).take(limit as u64 + 1).read_to_end(&mut plain);
            if plain.len() > limit {
                session.refuse(
                    path,
                    Some(&id),
                    "expansion",
                    format!("expected a page of at most {limit} bytes, but it unpacks to more"),
                );
                return Ok(false);
            }
            if unpacked.is_err() && plain.is_empty() {
                session.refuse(path, Some(&id), "bad_record", "expected a gzipped page, but it does not unpack");
                return Ok(false);
            }
            bytes = plain;
        }
        // Crawlers often keep the header and store the page unpacked.
        Some("br" | "zstd" | "deflate") if super::decode::is_binary(&bytes) => {
            session.refuse(
                path,
                Some(&id),
                "unsupported",
                "expected a plain or gzipped page, but found br, zstd or deflate",
            );
            return Ok(false);
        }
        _ => {}
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        session.refuse(path, Some(&id), "empty", "expected a page, but found nothing");
        return Ok(false);
    }
    let declared = parameters
        .split(';')
        .find_map(|p| p.trim().strip_prefix("charset="))
        .map(|c| c.trim_matches(['"', '\'', ' ']).to_owned());
    let mut raw = session.raw(path, Some(id));
    raw.id = own.map(str::to_owned);
    raw.raw_hash = hash;
    raw.url = warc.get("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
    raw.content = if is_page {
        Content::Unparsed { format: Unparsed::Html, bytes, declared }
    } else {
        Content::Bytes { bytes, declared }
    };
    Ok(session.article(raw).is_break())
}

/// Takes the sizes out of a chunked body; what is malformed stays as it is.
fn unchunk(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = &bytes[..];
    while let Some(end) = rest.iter().take(40).position(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]);
        let Ok(size) = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) else { break };
        rest = &rest[end + 1..];
        if size == 0 {
            return out;
        }
        let Some(chunk) = rest.get(..size) else { break };
        out.extend_from_slice(chunk);
        rest = rest[size..].strip_prefix(b"\r\n").or_else(|| rest[size..].strip_prefix(b"\n")).unwrap_or(&rest[size..]);
    }
    if out.is_empty() { bytes } else { out }
}
