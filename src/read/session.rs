//! What all readers share while one file is read: where articles go, limits, counts.

use super::rejects::Place;
use super::{Item, Sink};
use crate::config::{ExtractOptions, Limits};
use crate::records::{Content, RawArticle};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// One file being read.
pub struct Session<'a, 's> {
    sink: &'a mut Sink<'s>,
    options: &'a ExtractOptions,
    /// Articles handed on.
    pub articles: u64,
    /// Whether the sink asked to stop.
    pub stopped: bool,
    /// Members of archives seen so far.
    pub members: u64,
}

impl<'a, 's> Session<'a, 's> {
    /// For one file.
    pub fn new(sink: &'a mut Sink<'s>, options: &'a ExtractOptions) -> Self {
        Self { sink, options, articles: 0, stopped: false, members: 0 }
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
    pub fn article(&mut self, raw: RawArticle) -> ControlFlow<()> {
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
