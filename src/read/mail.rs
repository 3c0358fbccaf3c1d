//! One message of a mailbox: headers to fields, the body unpacked to text (RFC 5322, 2045 to 2047 as far as mailings go).
//!
//! Of a message in parts the plain text is read, else the page. Attachments are left out.

use super::decode::decode;
use super::markup;
use crate::records::{Content, RawArticle};
use std::borrow::Cow;

/// Parts inside parts.
const DEEPEST: usize = 5;

/// "Name: value", as headers are.
#[must_use]
pub fn is_header(line: &[u8]) -> bool {
    line.iter()
        .position(|b| *b == b':')
        .is_some_and(|at| (2..50).contains(&at) && line[..at].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-'))
}

/// Fills an article from a message; false when it has no text.
pub fn fill(raw: &mut RawArticle, message: &[u8], limit: usize) -> bool {
    let (headers, body) = split(message);
    let word = |name: &str| get(&headers, name).map(words).filter(|v| !v.trim().is_empty());
    raw.title = word("subject");
    raw.published = get(&headers, "date").map(str::to_owned);
    raw.id = get(&headers, "message-id").map(|id| id.trim_matches(['<', '>']).to_owned()).filter(|id| !id.is_empty());
    raw.byline = word("from").map(|from| {
        let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"').to_owned();
        if name.is_empty() { from.trim_matches(['<', '>']).to_owned() } else { name }
    });
    let Some((text, encoding, is_page)) = text_of(&headers, body, 0) else { return false };
    if text.trim().is_empty() || text.len() > limit {
        return false;
    }
    raw.encoding = Cow::Borrowed(encoding);
    raw.content = if is_page { markup::text_or_blocks(text) } else { Content::Text(text) };
    true
}

type Headers = Vec<(String, String)>;

fn get<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Headers, lines that go on unfolded, and what follows the first empty line.
fn split(message: &[u8]) -> (Headers, &[u8]) {
    let mut headers = Headers::new();
    let mut at = 0;
    while at < message.len() {
        let end = memchr::memchr(b'\n', &message[at..]).map_or(message.len(), |n| at + n + 1);
        let line = message[at..end].trim_ascii_end();
        if line.is_empty() {
            return (headers, &message[end..]);
        }
        let text = decode(line, None).text;
        if line[0].is_ascii_whitespace()
            && let Some((_, value)) = headers.last_mut()
        {
            value.push(' ');
            value.push_str(text.trim());
        } else if let Some((name, value)) = text.split_once(':').filter(|_| is_header(line)) {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        } else {
            // No header and no empty line: the text has begun.
            return (headers, &message[at..]);
        }
        at = end;
    }
    (headers, &[])
}

/// The text of a message or part, its encoding, and whether it is a page.
fn text_of(headers: &Headers, body: &[u8], depth: usize) -> Option<(String, &'static str, bool)> {
    let kind = get(headers, "content-type").unwrap_or("text/plain");
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media.starts_with("multipart/") {
        let boundary = parameter(kind, "boundary")?;
        let mut page = None;
        for part in parts(body, &boundary) {
            if depth >= DEEPEST {
                break;
            }
            let (inner, body) = split(part);
            match text_of(&inner, body, depth + 1) {
                Some(found) if found.2 => page = page.or(Some(found)),
                Some(found) if !found.0.trim().is_empty() => return Some(found),
                _ => {}
            }
        }
        return page;
    }
    let attached = get(headers, "content-disposition").is_some_and(|d| d.trim_start().starts_with("attachment"));
    let is_page = media == "text/html";
    if attached || !(is_page || media == "text/plain" || media.is_empty()) {
        return None;
    }
    let unpacked = match get(headers, "content-transfer-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("quoted-printable") => quoted_printable(body),
        Some("base64") => base64(body),
        _ => body.to_vec(),
    };
    let decoded = decode(&unpacked, parameter(kind, "charset").as_deref());
    // A line that begins with "From " is marked in a mailbox.
    let text = decoded.text.replace("\n>From ", "\nFrom ");
    Some((text, decoded.encoding, is_page))
}

/// The value of a parameter of a header: `charset="utf-8"`.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|p| {
        let (key, value) = p.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// What stands between the lines of a boundary.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    for at in memchr::memmem::find_iter(body, &mark) {
        if at > 0 && body[at - 1] != b'\n' {
            continue;
        }
        if let Some(start) = start {
            found.push(&body[start..at]);
        }
        let line = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |n| at + n + 1);
        let last = body[at + mark.len()..].starts_with(b"--");
        start = (!last).then_some(line);
        if last || found.len() > 100 {
            break;
        }
    }
    if let Some(start) = start {
        found.push(&body[start.min(body.len())..]);
    }
    found
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest[0] != b'=' {
            out.push(rest[0]);
            at += 1;
        } else if let Some(byte) = rest.get(1..3).and_then(hex) {
            out.push(byte);
            at += 3;
        } else if rest.starts_with(b"=\r\n") {
            at += 3;
        } else if rest.starts_with(b"=\n") {
            at += 2;
        } else {
            out.push(b'=');
            at += 1;
        }
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok().filter(|d| !d.starts_with('+'))?, 16).ok()
}

/// What is no digit of base 64 is passed over.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut n) = (0u32, 0u32);
    for b in bytes {
        let digit = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(digit);
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n) as u8);
        }
    }
    out
}

/// Words of a header that carry their charset: `=?utf-8?Q?caf=C3=A9?=`.
fn words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let mut fields = rest[at + 2..].splitn(4, '?');
        let (charset, how, text, tail) = (fields.next(), fields.next(), fields.next(), fields.next());
        let word = match (charset, how, text, tail) {
            (Some(charset), Some("Q" | "q"), Some(text), Some(tail)) if tail.starts_with('=') => {
                Some((charset, quoted_printable(text.replace('_', " ").as_bytes()), tail))
            }
            (Some(charset), Some("B" | "b"), Some(text), Some(tail)) if tail.starts_with('=') => {
                Some((charset, base64(text.as_bytes()), tail))
            }
            _ => None,
        };
        // White space between two such words is none.
        if !(after_word && rest[..at].trim().is_empty()) {
            out.push_str(&rest[..at]);
        }
        let Some((charset, bytes, tail)) = word else {
            out.push_str("=?");
            rest = &rest[at + 2..];
            after_word = false;
            continue;
        };
        out.push_str(&decode(&bytes, Some(charset)).text);
        rest = &tail[1..];
        after_word = true;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_decoded() {
        for (value, want) in [
            ("Caf=C3=A9", "Caf=C3=A9"),
            ("=?utf-8?Q?Caf=C3=A9_opens?= today", "Café opens today"),
            ("=?UTF-8?B?Q2Fmw6k=?= =?iso-8859-1?Q?=20caf=E9?=", "Café café"),
            ("a =?b", "a =?b"),
        ] {
            assert_eq!(words(value), want);
        }
        assert_eq!(base64(b"T25l\r\nIHR3bw=="), b"One two");
        assert_eq!(quoted_printable(b"One=\r\n two=3D=zz"), b"One two==zz");
    }
}
