//! JSON that is not lines: one object, a list of objects, or a dump whose records lie in lists or
//! objects inside it (`{"response": {"results": [ … ]}}`, `{"hits": {"hits": [ … ]}}`, `{"id1": { … }}`).
//!
//! In: a stream. Out: one unparsed article a record, in order. Walks the bytes and holds one record at a
//! time. Of an object only what is small is kept, in case it turns out to be an article itself.

use super::json_lines::no_text;
use super::metadata;
use super::rejects::Refusal;
use super::session::Session;
use crate::records::{Content, Unparsed};
use serde_json::Value;
use std::io::{self, BufRead};

/// Pushes the records.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let mut walker = Walker { session, path, bytes: Bytes { input, offset: 0 }, number: 0, met: false };
    let result = walker.values();
    let (met, number) = (walker.met, walker.number);
    if let Err(error) = result {
        let refusal = Refusal::of(&error);
        if refusal.code != "bad_record" && refusal.code != "truncated" {
            return Err(error);
        }
        let offset = walker.bytes.offset;
        session.refuse_at(path, Some(&(number + 1).to_string()), refusal.code, refusal.message, offset);
    } else if number == 0 && !met {
        session.refuse(
            path,
            None,
            "no_text",
            "expected records with a text, but found none; name its field with --map text=NAME",
        );
    }
    Ok(())
}

/// Lists of objects under these names are records even if the first has no text.
const LISTS: [&str; 14] = [
    "articles",
    "results",
    "items",
    "docs",
    "documents",
    "hits",
    "records",
    "entries",
    "data",
    "news",
    "stories",
    "rows",
    "posts",
    "content",
];
/// Largest object that is kept in case it is an article.
const OWN: usize = 1 << 20;
/// Objects and lists inside each other down to the records.
const DEEPEST: usize = 12;

struct Bytes<'a> {
    input: &'a mut dyn BufRead,
    offset: u64,
}

impl Bytes<'_> {
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return Ok(other?.first().copied()),
            }
        }
    }

    fn skip(&mut self, n: usize) {
        self.input.consume(n);
        self.offset += n as u64;
    }

    /// The next byte that is not white space, not taken.
    fn token(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.skip(1);
        }
        Ok(None)
    }

    fn expect(&mut self, want: u8) -> io::Result<()> {
        match self.token()? {
            Some(byte) if byte == want => {
                self.skip(1);
                Ok(())
            }
            found => Err(unexpected(want as char, found)),
        }
    }

    /// Takes one value into `out`, up to `limit` bytes; false when it was longer.
    fn value(&mut self, out: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
        let first = self.token()?.ok_or_else(|| unexpected('{', None))?;
        // No value begins so: without this a reader of lists would stand still.
        if matches!(first, b'}' | b']' | b',' | b':') {
            return Err(unexpected('{', Some(first)));
        }
        let (mut depth, mut quoted, mut escaped, mut whole) = (0u64, false, false, true);
        let scalar = !matches!(first, b'{' | b'[' | b'"');
        loop {
            let chunk = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if chunk.is_empty() {
                return if scalar { Ok(whole) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            let mut end = None;
            let mut at = 0;
            while at < chunk.len() {
                let byte = chunk[at];
                if quoted {
                    if escaped {
                        escaped = false;
                    } else if byte == b'\\' {
                        escaped = true;
                    } else if byte == b'"' {
                        quoted = false;
                        if depth == 0 {
                            end = Some(at + 1);
                            break;
                        }
                    } else {
                        // Most of a dump is inside strings.
                        at = memchr::memchr2(b'"', b'\\', &chunk[at..]).map_or(chunk.len(), |step| at + step);
                        continue;
                    }
                } else {
                    match byte {
                        b'"' => quoted = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' if depth > 0 => {
                            depth -= 1;
                            if depth == 0 {
                                end = Some(at + 1);
                                break;
                            }
                        }
                        b',' | b'}' | b']' if depth == 0 => {
                            end = Some(at);
                            break;
                        }
                        _ if depth == 0 && byte.is_ascii_whitespace() => {
                            end = Some(at);
                            break;
                        }
                        _ => {}
                    }
                }
                at += 1;
            }
            let taken = end.unwrap_or(chunk.len());
            let room = limit.saturating_sub(out.len());
            out.extend_from_slice(&chunk[..taken.min(room)]);
            whole &= taken <= room;
            let n = taken;
            self.skip(n);
            if end.is_some() {
                return Ok(whole);
            }
        }
    }
}

fn unexpected(want: char, found: Option<u8>) -> io::Error {
    match found {
        None => io::Error::from(io::ErrorKind::UnexpectedEof),
        Some(byte) => Refusal::new(
            "bad_record",
            format!("expected '{want}' of JSON, but found '{}'", char::from(byte).escape_default()),
        )
        .into(),
    }
}

struct Walker<'a, 'b, 's> {
    session: &'a mut Session<'b, 's>,
    path: &'a str,
    bytes: Bytes<'a>,
    number: u64,
    /// Whether anything was told of.
    met: bool,
}

impl Walker<'_, '_, '_> {
    fn values(&mut self) -> io::Result<()> {
        while let Some(first) = self.bytes.token()? {
            match first {
                b'{' => {
                    if let Some(own) = self.object(0)? {
                        self.emit_if_text(own);
                    }
                }
                b'[' => self.list("", 0)?,
                // Commas between the objects of a list that lost its brackets.
                b',' => self.bytes.skip(1),
                found => return Err(unexpected('{', Some(found))),
            }
            if self.session.stopped {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A list; its objects are records if the first has text, or its name says so.
    fn list(&mut self, name: &str, depth: usize) -> io::Result<()> {
        if depth > DEEPEST {
            return self.bytes.value(&mut Vec::new(), 0).map(|_| ());
        }
        self.bytes.expect(b'[')?;
        let limit = self.session.limits().record_bytes;
        let mut are_records: Option<bool> = (depth == 0 || LISTS.contains(&name)).then_some(true);
        loop {
            match self.bytes.token()? {
                Some(b']') => {
                    self.bytes.skip(1);
                    return Ok(());
                }
                Some(b',') => self.bytes.skip(1),
                Some(b'{') => {
                    let mut record = Vec::new();
                    let whole = self.bytes.value(&mut record, limit)?;
                    let are = *are_records.get_or_insert_with(|| has_text(&record, self.session.options()));
                    if are && !whole {
                        self.number += 1;
                        self.met = true;
                        let message = format!("expected at most {limit} bytes a record, but found more");
                        self.session.refuse(self.path, Some(&self.number.to_string()), "too_large", message);
                    } else if are {
                        self.emit(record);
                    }
                }
                Some(b'[') => self.list(name, depth + 1)?,
                Some(_) => {
                    self.bytes.value(&mut Vec::new(), 0)?;
                }
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
            if self.session.stopped {
                return Ok(());
            }
        }
    }

    /// An object: what is its own (None when records were found inside), as an object again.
    fn object(&mut self, depth: usize) -> io::Result<Option<Vec<u8>>> {
        self.bytes.expect(b'{')?;
        let before = self.number;
        let mut own = vec![b'{'];
        let limit = self.session.limits().record_bytes;
        loop {
            match self.bytes.token()? {
                Some(b'}') => {
                    self.bytes.skip(1);
                    break;
                }
                Some(b',') => {
                    self.bytes.skip(1);
                    continue;
                }
                Some(b'"') => {}
                found => return Err(unexpected('"', found)),
            }
            let mut key = Vec::new();
            self.bytes.value(&mut key, 1 << 12)?;
            self.bytes.expect(b':')?;
            let name: String = serde_json::from_slice(&key).unwrap_or_default();
            let first = self.bytes.token()?;
            let text_field = metadata::field_of(&name, self.session.options()).is_some();
            let mut value = Vec::new();
            match first {
                Some(b'[') if !text_field || LISTS.contains(&name.as_str()) => {
                    value = self.list_or_own(&name, depth + 1)?;
                }
                Some(b'{') if depth < DEEPEST && !text_field => {
                    if let Some(inner) = self.object(depth + 1)? {
                        if is_wrapper(&name)
                            || depth == 0 && self.number == before && !has_text(&inner, self.session.options())
                        {
                            value = inner;
                        } else {
                            // Records by key: {"id1": {…}, "id2": {…}}.
                            self.emit_if_text(inner);
                        }
                    }
                }
                _ => {
                    if !self.bytes.value(&mut value, limit)? {
                        value.clear();
                    }
                }
            }
            if !value.is_empty() && own.len() + value.len() <= limit.max(OWN) {
                if own.len() > 1 {
                    own.push(b',');
                }
                own.extend_from_slice(&key);
                own.push(b':');
                own.extend_from_slice(&value);
            }
            if self.session.stopped {
                return Ok(None);
            }
        }
        own.push(b'}');
        Ok((self.number == before).then_some(own))
    }

    /// A list inside an object: records, or a small value of the object itself.
    fn list_or_own(&mut self, name: &str, depth: usize) -> io::Result<Vec<u8>> {
        if LISTS.contains(&name) {
            self.list_of_records(name, depth)
        } else {
            // Look at the start of the list before deciding.
            let buffered = self.bytes.input.fill_buf()?;
            let inside = buffered.get(1..).unwrap_or_default().trim_ascii_start();
            if inside.first() == Some(&b'{') && !is_small_list(name) {
                self.list_of_records(name, depth)
            } else {
                let mut value = Vec::new();
                let whole = self.bytes.value(&mut value, OWN)?;
                if !whole {
                    value.clear();
                }
                Ok(value)
            }
        }
    }

    fn list_of_records(&mut self, name: &str, depth: usize) -> io::Result<Vec<u8>> {
        // Strings in a list of that name are paragraphs.
        let buffered = self.bytes.input.fill_buf()?;
        if buffered.get(1..).unwrap_or_default().trim_ascii_start().first() == Some(&b'"') {
            let mut value = Vec::new();
            if !self.bytes.value(&mut value, OWN)? {
                value.clear();
            }
            return Ok(value);
        }
        self.list(name, depth)?;
        Ok(Vec::new())
    }

    fn emit_if_text(&mut self, own: Vec<u8>) {
        if has_text(&own, self.session.options()) {
            self.emit(own);
        } else if self.number == 0
            && !self.met
            && let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(&own)
            && !object.is_empty()
        {
            self.met = true;
            self.session.refuse(self.path, None, "no_text", no_text(object.keys().map(String::as_str)));
        }
    }

    fn emit(&mut self, bytes: Vec<u8>) {
        self.number += 1;
        let mut raw = self.session.raw(self.path, Some(self.number.to_string()));
        raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
        raw.content = Content::Unparsed { format: Unparsed::Json, bytes, declared: None };
        let _ = self.session.article(raw);
    }
}

/// Lists of objects that belong to an article.
fn is_small_list(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "authors"
            | "author"
            | "tags"
            | "keywords"
            | "images"
            | "media"
            | "links"
            | "categories"
            | "contributors"
            | "people"
            | "places"
            | "organisations"
            | "subject"
            | "subjects"
            | "bodies"
            | "headlines"
            | "byline"
            | "infosources"
            | "associations"
    )
}

fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "_source" | "fields" | "attributes" | "article" | "document" | "doc" | "source" | "author" | "publisher"
    )
}

/// Whether an object has a field that is text.
fn has_text(bytes: &[u8], options: &crate::config::ExtractOptions) -> bool {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(object)) => {
            super::ninjs::fields(&object).is_some() || metadata::of_json(&object, options).has_text()
        }
        _ => false,
    }
}
