//! Plain text: one article a file.

use super::decode;
use super::session::Session;
use crate::records::Content;
use std::io::{self, BufRead, Read};

/// Pushes the whole of `input` as one article.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let Some(bytes) = whole(session, path, input)? else { return Ok(()) };
    let mut raw = session.raw(path, None);
    raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
    raw.content = Content::Bytes { bytes, declared: None };
    let _ = session.article(raw);
    Ok(())
}

/// All bytes of one document; None with a reject when it is empty, binary or too large.
///
/// # Errors
/// What the stream fails with.
pub(super) fn whole(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let limit = session.limits().article_bytes;
    let mut bytes = Vec::new();
    let read = input.take(limit as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > limit {
        session.refuse(path, None, "too_large", format!("expected at most {limit} bytes an article, but found more"));
        return Ok(None);
    }
    read?;
    if decode::is_binary(&bytes) {
        let zero = memchr::memchr(0, &bytes);
        let message = "expected text, but found bytes that no text has".to_owned();
        session.refuse_at(path, None, "binary", message, zero.unwrap_or(0) as u64);
        return Ok(None);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        session.refuse(path, None, "empty", "expected an article, but found nothing");
        return Ok(None);
    }
    Ok(Some(bytes))
}
