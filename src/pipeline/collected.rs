//! What was extracted, article by article: one id, one article.
//!
//! In: articles in the pack, with where they came from, in any order. Out: the articles of the
//! dataset by id, and a reject for every other one of the same id.

use super::build::Spilled;
use super::write_tables::Stored;
use crate::pack::Pack;
use crate::records::{Reject, Severity, Stage};
use crate::write::manifest::Input;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An article in the pack, with what decides between two of one id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Held {
    pub stored: Stored,
    pub source_path: String,
    pub raw_hash: String,
    pub rejects: Vec<Reject>,
}

/// What the collector has so far.
#[derive(Default)]
pub(super) struct Collected {
    articles: Vec<Stored>,
    by_id: FxHashMap<String, usize>,
    sources: Vec<(String, String)>,
    /// Articles of a shard: which of two of one id stands is told when all shards are there.
    pub held: Vec<Held>,
    pub rejects: Vec<Reject>,
    pub inputs: Vec<Input>,
    pub n_refused: u64,
}

impl Collected {
    /// Takes one article: the first path stands, within a file the smaller hash, whatever the order of lines.
    pub fn admit(&mut self, held: Held) {
        let Held { stored, source_path, raw_hash, rejects } = held;
        let source = (source_path, raw_hash);
        let Some(&first) = self.by_id.get(&stored.id) else {
            self.by_id.insert(stored.id.clone(), self.articles.len());
            self.articles.push(stored);
            self.sources.push(source);
            self.rejects.extend(rejects);
            return;
        };
        let id = stored.id.clone();
        let refused = if source < self.sources[first] {
            self.rejects.retain(|r| r.article_id.as_deref() != Some(id.as_str()));
            self.rejects.extend(rejects);
            self.articles[first] = stored;
            std::mem::replace(&mut self.sources[first], source)
        } else {
            source
        };
        self.n_refused += 1;
        self.rejects.push(duplicate(&id, refused, &self.sources[first].0));
    }

    /// Articles in the order of their ids, inputs in that of their paths.
    pub fn spilled(mut self, pack: Pack, n_cached: u64) -> Spilled {
        self.articles.sort_by(|a, b| a.id.cmp(&b.id));
        self.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        Spilled {
            pack,
            articles: self.articles,
            held: self.held,
            rejects: self.rejects,
            inputs: self.inputs,
            n_cached,
            n_refused: self.n_refused,
        }
    }
}

/// The reject of an article whose id another one has.
#[must_use]
pub fn duplicate(id: &str, (source_path, raw_hash): (String, String), kept: &str) -> Reject {
    Reject {
        source_path,
        source_record: Some(id.to_owned()),
        article_id: None,
        severity: Severity::Error,
        stage: Stage::Read,
        code: Cow::Borrowed("duplicate_id"),
        message: format!(
            "expected an id of its own, but found '{id}' again (content {}); the one in {kept} is kept",
            &raw_hash[..raw_hash.len().min(12)]
        ),
        byte_offset: None,
    }
}
