//! JSON Lines: one object a line.
//!
//! In: a stream of lines. Out: one unparsed article a line; [`finish`] parses it, on the thread that
//! normalises it, so that the thread that reads the file only looks for line ends.

use super::lines::Lines;
use super::metadata::{self, Field};
use super::rejects::Place;
use super::session::Session;
use crate::config::ExtractOptions;
use crate::records::{Content, RawArticle, Reject, Unparsed};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes the lines of `input`.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let mut lines = Lines::new(session.limits().record_bytes);
    while let Some(line) = lines.next(input)? {
        let record = line.number.to_string();
        if line.is_cut {
            session.refuse(path, Some(&record), "too_large", line.too_large(session.limits().record_bytes));
            continue;
        }
        let bytes = line.bytes.trim_ascii();
        let bytes = if line.number == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
        if bytes.is_empty() {
            continue;
        }
        let mut raw = session.raw(path, Some(record));
        raw.raw_hash = blake3::hash(bytes).to_hex().to_string();
        raw.content = Content::Unparsed { format: Unparsed::Json, bytes: bytes.to_vec(), declared: None };
        if session.article(raw).is_break() {
            break;
        }
    }
    Ok(())
}

/// Parses an object that [`read`] or the JSON reader left as bytes.
#[must_use]
pub fn finish(mut raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<RawArticle> {
    let Content::Unparsed { bytes, .. } = std::mem::replace(&mut raw.content, Content::Text(String::new())) else {
        return Some(raw);
    };
    let source_record = raw.source_record.clone();
    let place = Place { source_path: &raw.source_path, source_record: source_record.as_deref() };
    let decoded = super::decode::decode(&bytes, None);
    let value = match serde_json::from_str::<Value>(&decoded.text) {
        Ok(value) => value,
        Err(error) => {
            let mut reject =
                place.error("bad_record", format!("expected a JSON object, but {}", lower(&error.to_string())));
            reject.byte_offset = Some(error.column().saturating_sub(1) as u64).filter(|_| error.line() == 1);
            rejects.push(reject);
            return None;
        }
    };
    let Value::Object(object) = value else {
        rejects.push(place.error("bad_record", format!("expected a JSON object, but found {}", kind(&value))));
        return None;
    };
    let mut fields = super::ninjs::fields(&object).unwrap_or_else(|| metadata::of_json(&object, options));
    let Some(text) = fields.take(Field::Text) else {
        rejects.push(place.error("no_text", no_text(object.keys().map(String::as_str))));
        return None;
    };
    if let Some(at) = decoded.invalid_at {
        let mut reject = place.warning("invalid_bytes", "bytes that are not UTF-8 in a JSON record");
        reject.byte_offset = Some(at as u64);
        rejects.push(reject);
    }
    raw.encoding = Cow::Borrowed(decoded.encoding);
    fields.fill(&mut raw);
    raw.content = super::markup::text_or_blocks(text);
    Some(raw)
}

/// What a record without text says.
pub(super) fn no_text<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    let more = names.len().saturating_sub(8);
    names.truncate(8);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    let names: String = names.join(", ").chars().take(200).collect();
    format!("expected a field with the text, but found {names}{tail}; name it with --map text=NAME")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Messages begin in lower case.
fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
