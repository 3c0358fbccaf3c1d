//! What all readers share while one file is read: where articles go, limits, counts.

use super::rejects::{Place, Refusal};
use super::{Item, Sink};
use crate::config::{ExtractOptions, Limits};
use crate::records::{Content, RawArticle};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// One file being read.
pub struct Session<'a, 's> {
    sink: &'a mut Sink<'s>,
    options: &'a ExtractOptions,
    /// Articles handed on.
    pub articles: u64,
    /// Whether the sink asked to stop.
    pub stopped: bool,
    /// What the stream being read was before it became UTF-8.
    pub transcoded: Option<&'static str>,
    /// Members of archives seen so far.
    pub members: u64,
    /// Bytes that came out of archives, against those of the file.
    budget: Rc<Budget>,
}

/// What a file may unpack to in all, however many members it has: members can share packed bytes.
#[derive(Debug, Default)]
struct Budget {
    most: u64,
    unpacked: Cell<u64>,
}

/// Counts what comes out of archives.
pub struct Counted<R> {
    inner: R,
    budget: Rc<Budget>,
}

impl<R: BufRead> Counted<R> {
    fn count(&self, n: usize) {
        self.budget.unpacked.set(self.budget.unpacked.get() + n as u64);
    }

    fn check(&self) -> io::Result<()> {
        if self.budget.unpacked.get() > self.budget.most {
            let message = format!("expected a file to unpack to at most {} bytes, but it gives more", self.budget.most);
            return Err(Refusal::new("expansion", message).into());
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let n = self.inner.read(buffer)?;
        self.count(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.count(n);
        self.inner.consume(n);
    }
}

impl<'a, 's> Session<'a, 's> {
    /// For one file.
    pub fn new(sink: &'a mut Sink<'s>, options: &'a ExtractOptions, file_bytes: u64) -> Self {
        let limits = &options.limits;
        let most = limits.expansion_free_bytes.max(file_bytes.saturating_mul(limits.expansion_ratio));
        // Of standard input the size is not known.
        let most = if file_bytes == 0 { u64::MAX } else { most };
        let budget = Rc::new(Budget { most, unpacked: Cell::new(0) });
        Self { sink, options, articles: 0, stopped: false, transcoded: None, members: 0, budget }
    }

    /// Counts a member of an archive against what the file may unpack to.
    pub fn counted<R: BufRead>(&self, inner: R) -> Counted<R> {
        Counted { inner, budget: Rc::clone(&self.budget) }
    }

    /// Whether the file has unpacked to all that it may.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.budget.unpacked.get() > self.budget.most
    }

    /// What inputs may have at most.
    #[must_use]
    pub const fn limits(&self) -> &'a Limits {
        &self.options.limits
    }

    /// The run's options.
    #[must_use]
    pub const fn options(&self) -> &'a ExtractOptions {
        self.options
    }

    /// An article of which nothing is known but its place.
    #[must_use]
    pub fn raw(&self, path: &str, record: Option<String>) -> RawArticle {
        RawArticle {
            source_path: path.to_owned(),
            source_record: record,
            id: None,
            content: Content::Text(String::new()),
            raw_hash: String::new(),
            encoding: Cow::Borrowed("utf-8"),
            title: None,
            byline: None,
            section: None,
            url: None,
            outlet: None,
            published: None,
            lang: None,
        }
    }

    /// Hands on an article.
    pub fn article(&mut self, mut raw: RawArticle) -> ControlFlow<()> {
        // An id that is there and empty is none.
        raw.id = raw.id.filter(|id| !id.trim().is_empty());
        if let Some(encoding) = self.transcoded {
            raw.encoding = Cow::Borrowed(encoding);
            if let Content::Bytes { bytes, .. } = &mut raw.content
                && let Ok(text) = String::from_utf8(std::mem::take(bytes))
            {
                raw.content = Content::Text(text);
            }
        }
        self.articles += 1;
        self.item(Item::Article(Box::new(raw)))
    }

    /// No article comes of this record.
    pub fn refuse(&mut self, path: &str, record: Option<&str>, code: &'static str, message: impl Into<String>) {
        let place = Place { source_path: path, source_record: record };
        let _ = self.item(Item::Reject(place.error(code, message)));
    }

    /// The same, with the byte.
    pub fn refuse_at(
        &mut self,
        path: &str,
        record: Option<&str>,
        code: &'static str,
        message: impl Into<String>,
        byte: u64,
    ) {
        let place = Place { source_path: path, source_record: record };
        let mut reject = place.error(code, message);
        reject.byte_offset = Some(byte);
        let _ = self.item(Item::Reject(reject));
    }

    /// The article is there, with a doubt.
    pub fn warn_at(
        &mut self,
        path: &str,
        record: Option<&str>,
        code: &'static str,
        message: impl Into<String>,
        byte: u64,
    ) {
        let place = Place { source_path: path, source_record: record };
        let mut reject = place.warning(code, message);
        reject.byte_offset = Some(byte);
        let _ = self.item(Item::Reject(reject));
    }

    fn item(&mut self, item: Item) -> ControlFlow<()> {
        let flow = (self.sink)(item);
        self.stopped |= flow.is_break();
        flow
    }
}

impl std::fmt::Debug for Session<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("articles", &self.articles)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}
