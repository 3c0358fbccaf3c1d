//! One run cut into parts for a batch queue, and the parts made one dataset.
//!
//! `build --shard i/n` reads everything, but extracts only the articles of its part, and leaves
//! them in its folder: `articles.pack` (the extracted articles) and `shard.index` (what is known of them).
//! [`merge`] takes all parts, then resolves and writes as a single run does, so that the tables are
//! the same to the byte. An article's part is told by its path and record alone.

use super::build::{Job, Outcome, Run, Spilled, pool, stopped};
use super::collected::{Collected, Held};
use super::write_tables::Stored;
use crate::config::ExtractOptions;
use crate::error::{Error, Result};
use crate::pack::Pack;
use crate::progress::Progress;
use crate::read::Item;
use crate::records::Reject;
use crate::write::manifest::{Input, Versions};
use crate::write::publish::Workplace;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// First bytes of `shard.index`; the number changes with its layout.
const MAGIC: &[u8; 17] = b"copydesk shard 01";
const INDEX: &str = "shard.index";
const PACK: &str = "articles.pack";

/// One part of a run: `2/8` is the second of eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    no: u32,
    of: u32,
}

impl Shard {
    /// The part with this number, from 1, of `of`; None where there is no such part.
    #[must_use]
    pub const fn new(no: u32, of: u32) -> Option<Self> {
        if no >= 1 && no <= of { Some(Self { no, of }) } else { None }
    }

    /// Its number, from 1, and the number of parts.
    #[must_use]
    pub const fn numbers(self) -> (u32, u32) {
        (self.no, self.of)
    }

    /// Whether an item belongs to this part: told by path and record alone.
    #[must_use]
    pub fn holds(self, item: &Item) -> bool {
        let (path, record) = match item {
            Item::Article(raw) => (&raw.source_path, &raw.source_record),
            Item::Reject(reject) => (&reject.source_path, &reject.source_record),
        };
        let mut hash = Xxh3::new();
        hash.update(path.as_bytes());
        hash.update(&[0]);
        hash.update(record.as_deref().unwrap_or("").as_bytes());
        hash.digest() % u64::from(self.of) == u64::from(self.no - 1)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(no, of)| Some((no.trim().parse().ok()?, of.trim().parse().ok()?)));
        parts
            .and_then(|(no, of)| Self::new(no, of))
            .ok_or_else(|| format!("expected a part as 2/8, from 1/8 to 8/8, but found '{text}'"))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.no, self.of)
    }
}

/// What `shard.index` holds.
#[derive(Serialize, Deserialize)]
struct Index {
    shard: Shard,
    tool: Versions,
    schema_version: u32,
    options: ExtractOptions,
    inputs: Vec<Input>,
    rejects: Vec<Reject>,
    n_refused: u64,
    articles: Vec<Held>,
}

impl Run<'_> {
    /// Publishes what was extracted of one part.
    pub fn publish_shard(&mut self, shard: Shard, mut spilled: Spilled) -> Result<Outcome> {
        self.progress.stage("write");
        let stage = self.workplace.stage()?;
        let held = std::mem::take(&mut spilled.held);
        spilled.articles = held.iter().map(|h| h.stored.clone()).collect();
        let mut outcome = self.outcome(&spilled, Vec::new());
        for reject in held.iter().flat_map(|h| &h.rejects) {
            *outcome.rejects.entry((reject.severity.as_str(), reject.code.to_string())).or_default() += 1;
        }
        let copied = spilled.pack.copy(held.iter().map(|h| h.stored.entry), &stage.join(PACK))?;
        let articles = held.into_iter().zip(copied);
        let index = Index {
            shard,
            tool: Versions::current(),
            schema_version: crate::tables::SCHEMA_VERSION,
            options: self.options.clone(),
            inputs: spilled.inputs.clone(),
            rejects: spilled.rejects.clone(),
            n_refused: spilled.n_refused,
            articles: articles.map(|(h, entry)| Held { stored: Stored { entry, ..h.stored }, ..h }).collect(),
        };
        write(&stage.join(INDEX), &index)?;
        self.publish(&stage, spilled)?;
        Ok(outcome)
    }
}

fn write(path: &Path, index: &Index) -> Result<()> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let bytes = postcard::to_extend(index, MAGIC.to_vec()).map_err(|e| failed(std::io::Error::other(e)))?;
    let check = xxh3_64(&bytes).to_le_bytes();
    let mut file = std::fs::File::create(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, &[bytes.as_slice(), &check].concat()).map_err(failed)?;
    file.sync_all().map_err(failed)
}

fn read(folder: &Path) -> Result<Index> {
    let path = folder.join(INDEX);
    let bytes = std::fs::read(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
    let damaged = || Error::Dataset {
        path: path.clone(),
        problem: "expected the index of a shard made by this version, but found other bytes".to_owned(),
    };
    let (body, check) = bytes.split_last_chunk::<8>().ok_or_else(damaged)?;
    if !body.starts_with(MAGIC) || xxh3_64(body) != u64::from_le_bytes(*check) {
        return Err(damaged());
    }
    postcard::from_bytes(&body[MAGIC.len()..]).map_err(|_| damaged())
}

/// Makes one dataset of all parts of a run; `job.inputs` are their folders, in any order.
///
/// # Errors
/// [`Error::Dataset`] when a part is missing, there twice, damaged, or made of other input, by another version or
/// with other options than the rest; otherwise whatever stops a run.
pub fn merge(job: &Job) -> Result<Outcome> {
    let started = Instant::now();
    let formats = job.config.formats()?;
    let pool = pool(&job.config)?;
    let workplace = Workplace::enter(&job.out)?;
    let progress = Progress::start(job.watch, 0);
    let outcome = pool.install(|| -> Result<Outcome> {
        let (spilled, options) = gather(&job.inputs)?;
        stopped(&job.stop)?;
        let mut run = Run::start(job, &options, &workplace, &progress, started);
        run.stages.insert("1 gather shards".to_owned(), started.elapsed().as_secs_f64());
        run.finish(spilled, formats)
    });
    progress.finish();
    if outcome.is_err() {
        workplace.sweep();
    }
    outcome
}

/// All parts as if one run had extracted them.
fn gather(folders: &[PathBuf]) -> Result<(Spilled, ExtractOptions)> {
    let mut parts = Vec::with_capacity(folders.len());
    for folder in folders {
        parts.push((folder, read(folder)?));
    }
    parts.sort_by_key(|(_, index)| index.shard.no);
    complete(&parts)?;
    let paths: Vec<PathBuf> = parts.iter().map(|(folder, _)| folder.join(PACK)).collect();
    let (pack, starts) = Pack::joined(&paths)?;
    let mut collected = Collected::default();
    let mut all = Vec::new();
    let mut options = ExtractOptions::default();
    for ((_, index), start) in parts.into_iter().zip(starts) {
        collected.n_refused += index.n_refused;
        collected.rejects.extend(index.rejects);
        collected.inputs = index.inputs;
        options = index.options;
        all.extend(index.articles.into_iter().map(|held| {
            let entry = held.stored.entry.moved(start);
            Held { stored: Stored { entry, ..held.stored }, ..held }
        }));
    }
    // As they were read: file after file, so that the one of an id that is kept is met first.
    all.sort_by(|a, b| (&a.source_path, &a.raw_hash).cmp(&(&b.source_path, &b.raw_hash)));
    for held in all {
        collected.admit(held);
    }
    Ok((collected.spilled(pack, 0), options))
}

/// Refuses parts that do not make a whole.
fn complete(parts: &[(&PathBuf, Index)]) -> Result<()> {
    let refuse = |folder: &Path, problem: String| Err(Error::Dataset { path: folder.to_owned(), problem });
    let Some((first_folder, first)) = parts.first() else {
        return refuse(Path::new(""), "expected the folders of shards, but found none".to_owned());
    };
    let current = (Versions::current(), crate::tables::SCHEMA_VERSION);
    for (i, (folder, index)) in (1u32..).zip(parts) {
        if (&index.tool, index.schema_version) != (&current.0, current.1) {
            return refuse(folder, "expected a shard made by this version, but found one of another".to_owned());
        }
        if index.shard.of != first.shard.of || index.options != first.options || index.inputs != first.inputs {
            let problem = format!(
                "expected a shard of the same run as {}, but found other inputs, options or number of shards",
                first_folder.display()
            );
            return refuse(folder, problem);
        }
        if index.shard.no != i {
            let problem = format!("expected shard {i}/{} next, but found {}", first.shard.of, index.shard);
            return refuse(folder, problem);
        }
    }
    if parts.len() != first.shard.of as usize {
        let problem = format!("expected {} shards, but found {}", first.shard.of, parts.len());
        return refuse(first_folder, problem);
    }
    Ok(())
}
