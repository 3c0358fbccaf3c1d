//! A whole run: inputs to a published dataset.

use super::collected::{Collected, Held};
use super::shard::Shard;
use super::write_tables::{self, Stored};
use crate::config::{Config, ExtractOptions};
use crate::error::{Error, Result};
use crate::pack::{Blob, Entry, Key, Pack};
use crate::progress::{Progress, Watch};
use crate::read::{self, FileSummary, Item, SourceFile};
use crate::records::{Content, RawArticle, Reject, Severity};
use crate::resolve::{Resolver, Summary, summarise};
use crate::write::manifest::{Counts, Input, Manifest, RunFacts, Versions};
use crate::write::publish::Workplace;
use crate::write::table_files::{Formats, TableFacts};
use rayon::iter::{IntoParallelRefIterator as _, ParallelBridge as _, ParallelIterator as _};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Instant;

/// What to build, from what, and where.
#[derive(Debug, Clone)]
pub struct Job {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// Folder of the dataset.
    pub out: PathBuf,
    /// Everything that can be configured.
    pub config: Config,
    /// How to tell of progress.
    pub watch: Watch,
    /// Set by a signal handler: the run then ends, the old dataset untouched.
    pub stop: Arc<AtomicBool>,
    /// Only this part of the articles, to be merged with the others; see [`merge`](super::merge).
    pub shard: Option<Shard>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was written beside the tables.
    pub manifest: Manifest,
    /// Rejects by severity and code.
    pub rejects: BTreeMap<(&'static str, String), u64>,
    /// Whether the share of refused records is over `max_rejects`.
    pub too_many_rejects: bool,
}

/// Bytes of text in a chunk, about: small enough to balance, large enough to be cheap.
const CHUNK_BYTES: usize = 256 * 1024;
/// Articles in a chunk at most.
const CHUNK_ARTICLES: usize = 256;

/// What the reader hands to the workers.
struct Chunk {
    no: u64,
    items: Vec<Item>,
    /// Files that were read to their end within this chunk.
    files: Vec<(SourceFile, FileSummary)>,
    bytes: u64,
}

/// What a worker made of a chunk.
struct Done {
    no: u64,
    articles: Vec<DoneArticle>,
    rejects: Vec<Reject>,
    files: Vec<(SourceFile, FileSummary)>,
    bytes: u64,
}

struct DoneArticle {
    key: Key,
    id: String,
    source_path: String,
    raw_hash: String,
    stored: StoredAs,
    rejects: Vec<Reject>,
}

enum StoredAs {
    Known(Entry),
    New(Box<Blob>),
}

/// Runs everything.
///
/// # Errors
/// Whatever stops a run; the dataset that was there is then untouched.
pub fn build(job: &Job) -> Result<Outcome> {
    let started = Instant::now();
    let options = job.config.extract_options()?;
    let formats = job.config.formats()?;
    let files = read::find(&job.inputs)?;
    let pool = pool(&job.config)?;
    let workplace = Workplace::enter(&job.out)?;
    let progress = Progress::start(job.watch, files.iter().map(|f| f.bytes).sum());
    let outcome = pool.install(|| -> Result<Outcome> {
        let pack = if job.config.cache.unwrap_or(true) {
            Pack::open(workplace.folder())?
        } else {
            Pack::temporary(workplace.folder())?
        };
        if let Some(doubt) = &pack.doubt {
            tracing::warn!(doubt, "the cache is not used and made anew");
        }
        progress.stage("extract");
        let spilled = spill(job, &options, &files, pack, &progress)?;
        let mut run = Run::start(job, &options, &workplace, &progress, started);
        run.stages.insert("1 read, normalise, extract".to_owned(), started.elapsed().as_secs_f64());
        match job.shard {
            None => run.finish(spilled, formats),
            Some(shard) => run.publish_shard(shard, spilled),
        }
    });
    progress.finish();
    if outcome.is_err() {
        workplace.sweep();
    }
    outcome
}

/// The worker threads of a run.
pub(super) fn pool(config: &Config) -> Result<rayon::ThreadPool> {
    let threads = config.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::Config { at: "threads".to_owned(), problem: e.to_string() })
}

/// A run of which everything is read and extracted.
pub(super) struct Run<'a> {
    pub job: &'a Job,
    pub options: &'a ExtractOptions,
    pub workplace: &'a Workplace,
    pub progress: &'a Progress,
    pub started: Instant,
    pub started_at: jiff::Timestamp,
    pub stages: BTreeMap<String, f64>,
}

impl<'a> Run<'a> {
    /// A run that began at `started`.
    pub fn start(
        job: &'a Job,
        options: &'a ExtractOptions,
        workplace: &'a Workplace,
        progress: &'a Progress,
        started: Instant,
    ) -> Self {
        let started_at = jiff::Timestamp::now() - started.elapsed();
        Self { job, options, workplace, progress, started, started_at, stages: BTreeMap::new() }
    }

    /// Resolves, writes and publishes.
    pub fn finish(&mut self, mut spilled: Spilled, formats: Formats) -> Result<Outcome> {
        let stop = &self.job.stop;
        self.progress.stage("resolve");
        let at = Instant::now();
        let resolution = resolve(&spilled, stop)?;
        self.stages.insert("2 resolve".to_owned(), at.elapsed().as_secs_f64());
        self.progress.stage("write");
        let at = Instant::now();
        let stage = self.workplace.stage()?;
        spilled.rejects.extend(resolution.rejects.iter().cloned());
        let written = write_tables::write(
            &stage,
            formats,
            &spilled.pack,
            &spilled.articles,
            &resolution,
            &spilled.rejects,
            stop,
        )?;
        self.stages.insert("3 write".to_owned(), at.elapsed().as_secs_f64());
        let outcome = self.outcome(&spilled, written);
        write_tables::companions(&stage, &outcome.manifest)?;
        self.publish(&stage, spilled)?;
        Ok(outcome)
    }

    /// Publishes what is staged, and keeps the cache.
    pub fn publish(&self, stage: &std::path::Path, spilled: Spilled) -> Result<()> {
        stopped(&self.job.stop)?;
        self.workplace.publish(stage)?;
        let alive: Vec<(Key, Entry)> = spilled.articles.iter().map(|a| (a.key, a.entry)).collect();
        if let Err(error) = spilled.pack.keep(&alive, self.job.config.cache_bytes()) {
            tracing::warn!(%error, "the dataset is published, but the cache could not be kept");
        }
        Ok(())
    }

    /// What the run came to.
    pub fn outcome(&self, spilled: &Spilled, tables: Vec<TableFacts>) -> Outcome {
        let mut rejects: BTreeMap<(&'static str, String), u64> = BTreeMap::new();
        for reject in &spilled.rejects {
            *rejects.entry((reject.severity.as_str(), reject.code.to_string())).or_default() += 1;
        }
        let count = |severity: &str| rejects.iter().filter(|((s, _), _)| *s == severity).map(|(_, n)| n).sum();
        let n_articles = spilled.articles.len() as u64;
        let counts = Counts { articles: n_articles, errors: count("error"), warnings: count("warning") };
        let refused = share(spilled.n_refused, n_articles + spilled.n_refused);
        let bytes: u64 = spilled.inputs.iter().map(|i| i.bytes).sum();
        let seconds = self.started.elapsed().as_secs_f64();
        let run = RunFacts {
            started: self.started_at.to_string(),
            seconds,
            cpu_seconds: cpu_seconds(),
            stages: self.stages.clone(),
            threads: rayon::current_num_threads(),
            cached_articles: spilled.n_cached,
            megabytes_per_second: to_megabytes(bytes) / seconds.max(1e-9),
            peak_memory_bytes: peak_memory(),
        };
        Outcome {
            manifest: Manifest {
                tool: Versions::current(),
                schema_version: crate::tables::SCHEMA_VERSION,
                config: self.options.clone(),
                inputs: spilled.inputs.clone(),
                tables,
                counts,
                attribution: crate::write::manifest::attribution(),
                run,
            },
            rejects,
            too_many_rejects: self.job.config.max_rejects.is_some_and(|max| refused > max),
        }
    }
}

/// Everything between extract and resolve.
pub(super) struct Spilled {
    pub pack: Pack,
    pub articles: Vec<Stored>,
    /// Of a shard only: its articles, where one id may still stand for several; `articles` is then empty.
    pub held: Vec<Held>,
    pub rejects: Vec<Reject>,
    pub inputs: Vec<Input>,
    pub n_cached: u64,
    pub n_refused: u64,
}

/// Reads, normalises and extracts everything into the pack.
fn spill(
    job: &Job,
    options: &ExtractOptions,
    files: &[SourceFile],
    pack: Pack,
    progress: &Progress,
) -> Result<Spilled> {
    let threads = rayon::current_num_threads();
    let (chunk_in, chunk_out) = mpsc::sync_channel::<Chunk>(threads * 2);
    let (done_in, done_out) = mpsc::sync_channel::<Done>(threads * 2);
    let versions = version_hash(options);
    let failure: std::sync::Mutex<Option<Error>> = std::sync::Mutex::new(None);
    let n_cached = AtomicU64::new(0);
    // Workers look entries up while the collector appends: the pack that was there does not change under them.
    let pack = std::sync::RwLock::new(pack);
    let collected = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read_all(files, options, job.shard, chunk_in, &job.stop));
        let spill = &pack;
        let collector = scope.spawn(move || collect(&done_out, spill, progress, job.shard.is_some()));
        chunk_out.into_iter().par_bridge().for_each_with(done_in, |done_in, chunk| {
            let done = work(chunk, options, &versions, &pack, &n_cached);
            // The collector is gone only when it failed; its error is reported below.
            let _ = done_in.send(done);
        });
        if let Ok(Err(error)) | Err(error) = reader.join().map_err(|_| Error::Interrupted) {
            failure.lock().map(|mut f| *f = Some(error)).ok();
        }
        collector.join().map_err(|_| Error::Interrupted)
    });
    stopped(&job.stop)?;
    if let Some(error) = failure.into_inner().ok().flatten() {
        return Err(error);
    }
    let collected = collected??;
    let pack = pack.into_inner().map_err(|_| Error::Interrupted)?;
    Ok(collected.spilled(pack, n_cached.into_inner()))
}

/// The reader thread: inputs to chunks.
#[expect(clippy::needless_pass_by_value, reason = "dropping it ends the workers")]
fn read_all(
    files: &[SourceFile],
    options: &ExtractOptions,
    shard: Option<Shard>,
    chunks: mpsc::SyncSender<Chunk>,
    stop: &AtomicBool,
) -> Result<()> {
    let mut no = 0;
    let mut chunk = Chunk { no, items: Vec::new(), files: Vec::new(), bytes: 0 };
    let mut weight = 0;
    let mut failed = None;
    for file in files {
        let mut sink = |item: Item| {
            if shard.is_some_and(|shard| !shard.holds(&item)) {
                return ControlFlow::Continue(());
            }
            weight += weight_of(&item);
            chunk.items.push(item);
            if weight >= CHUNK_BYTES || chunk.items.len() >= CHUNK_ARTICLES {
                no += 1;
                let full = std::mem::replace(&mut chunk, Chunk { no, items: Vec::new(), files: Vec::new(), bytes: 0 });
                let full = Chunk { bytes: weight as u64, ..full };
                weight = 0;
                if chunks.send(full).is_err() || stop.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        };
        match read::read(file, options, &mut sink) {
            Ok(summary) => chunk.files.push((file.clone(), summary)),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    chunk.bytes = weight as u64;
    let _ = chunks.send(chunk);
    failed.map_or(Ok(()), Err)
}

fn weight_of(item: &Item) -> usize {
    match item {
        Item::Article(raw) => raw.weight(),
        Item::Reject(_) => 256,
    }
}

/// A worker: the items of a chunk to blobs.
fn work(
    chunk: Chunk,
    options: &ExtractOptions,
    versions: &blake3::Hash,
    pack: &std::sync::RwLock<Pack>,
    n_cached: &AtomicU64,
) -> Done {
    let mut done =
        Done { no: chunk.no, articles: Vec::new(), rejects: Vec::new(), files: chunk.files, bytes: chunk.bytes };
    for item in chunk.items {
        let raw = match item {
            Item::Reject(reject) => {
                done.rejects.push(reject);
                continue;
            }
            Item::Article(raw) => *raw,
        };
        let key = key_of(&raw, versions);
        if let Some((entry, head)) = pack.read().ok().and_then(|p| p.find(&key, |blob| blob.head().ok()))
            && (head.source_record == raw.source_record || head.source_record.as_ref() == Some(&head.id))
        {
            n_cached.fetch_add(1, Ordering::Relaxed);
            done.articles.push(DoneArticle {
                key,
                id: head.id,
                source_path: head.source_path,
                raw_hash: head.raw_hash,
                stored: StoredAs::Known(entry),
                rejects: head.rejects,
            });
            continue;
        }
        let mut rejects = Vec::new();
        let Some(extracted) = super::article(raw, options, &mut rejects) else {
            done.rejects.append(&mut rejects);
            continue;
        };
        let summary: Summary = summarise(&extracted);
        done.articles.push(DoneArticle {
            key,
            id: extracted.article.id.clone(),
            source_path: extracted.article.source_path.clone(),
            raw_hash: extracted.article.raw_hash.clone(),
            rejects: extracted.rejects.clone(),
            stored: StoredAs::New(Box::new(Blob::new(extracted, &summary))),
        });
    }
    done
}

/// The collector thread: chunks in the order of reading into the pack.
fn collect(
    done: &mpsc::Receiver<Done>,
    pack: &std::sync::RwLock<Pack>,
    progress: &Progress,
    is_shard: bool,
) -> Result<Collected> {
    let mut collected = Collected::default();
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for chunk in done {
        waiting.insert(chunk.no, chunk);
        while let Some(chunk) = waiting.remove(&next) {
            next += 1;
            let (articles, rejects) = (chunk.articles.len() as u64, chunk.rejects.len() as u64);
            let bytes = chunk.bytes;
            take(&mut collected, chunk, pack, is_shard)?;
            progress.advance(articles, bytes, rejects);
        }
    }
    Ok(collected)
}

fn take(collected: &mut Collected, chunk: Done, pack: &std::sync::RwLock<Pack>, is_shard: bool) -> Result<()> {
    for (file, summary) in chunk.files {
        collected.inputs.push(Input {
            path: file.source_path,
            format: summary.format,
            bytes: summary.bytes,
            blake3: summary.hash,
            articles: summary.articles,
        });
    }
    collected.n_refused += chunk.rejects.iter().filter(|r| r.severity == Severity::Error).count() as u64;
    collected.rejects.extend(chunk.rejects);
    for article in chunk.articles {
        let entry = match article.stored {
            StoredAs::Known(entry) => entry,
            StoredAs::New(blob) => pack.write().map_err(|_| Error::Interrupted)?.append(&blob)?,
        };
        let held = Held {
            stored: Stored { id: article.id, key: article.key, entry },
            source_path: article.source_path,
            raw_hash: article.raw_hash,
            rejects: article.rejects,
        };
        if is_shard {
            collected.held.push(held);
        } else {
            collected.admit(held);
        }
    }
    Ok(())
}

/// Resolves all articles; summaries are added in the order of ids.
fn resolve(spilled: &Spilled, stop: &AtomicBool) -> Result<crate::resolve::Resolution> {
    let mut resolver = Resolver::default();
    let read = |chunk: &[Stored]| -> Result<Vec<Summary>> {
        chunk.par_iter().map(|a| decoded(&spilled.pack, a, |blob| blob.summary())).collect()
    };
    let mut chunks = spilled.articles.chunks(1024);
    let mut ready = chunks.next().map(read).transpose()?;
    while let Some(summaries) = ready {
        stopped(stop)?;
        let next = chunks.next();
        let add = || {
            for summary in summaries {
                resolver.add(summary);
            }
        };
        ready = rayon::join(add, || next.map(read).transpose()).1?;
    }
    resolver.finish(&|no| decoded(&spilled.pack, &spilled.articles[no.0 as usize], |blob| blob.article()))
}

/// Reads an article back from the pack.
pub(super) fn decoded<T>(
    pack: &Pack,
    stored: &Stored,
    read: impl FnOnce(Blob<&[u8]>) -> Result<T, String>,
) -> Result<T> {
    pack.read(stored.entry, read)?.map_err(|problem| Error::Dataset { path: PathBuf::from(&stored.id), problem })
}

#[expect(clippy::cast_precision_loss, reason = "a share for a threshold")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn to_megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Versions and options that every entry depends on.
fn version_hash(options: &ExtractOptions) -> blake3::Hash {
    let versions = (Versions::current(), crate::tables::SCHEMA_VERSION, options);
    blake3::hash(&serde_json::to_vec(&versions).unwrap_or_default())
}

/// Everything that an extracted article depends on.
///
/// A record that is not parsed yet may have an id of its own; its line is then no part of it, so that lines can
/// move. One that was stored under its line is taken only from the same line.
fn key_of(raw: &RawArticle, versions: &blake3::Hash) -> Key {
    let mut hash = blake3::Hasher::new();
    hash.update(versions.as_bytes());
    let mut part = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(raw.source_path.as_bytes());
    part(raw.encoding.as_bytes());
    let line = raw.source_record.as_ref().filter(|_| !matches!(raw.content, Content::Unparsed { .. }));
    let fields = [&raw.id, &raw.title, &raw.byline, &raw.section, &raw.url, &raw.outlet, &raw.published, &raw.lang];
    for field in std::iter::once(line).chain(fields.map(Option::as_ref)) {
        part(field.map_or("\u{0}", String::as_str).as_bytes());
    }
    match &raw.content {
        Content::Bytes { bytes, declared } | Content::Unparsed { bytes, declared, .. } => {
            part(declared.as_deref().unwrap_or("\u{0}").as_bytes());
            part(bytes);
        }
        Content::Text(text) => part(text.as_bytes()),
        Content::Blocks(blocks) => {
            for block in blocks {
                part(block.kind.map_or("", crate::records::SegmentKind::as_str).as_bytes());
                part(block.text.as_bytes());
            }
        }
    }
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    key
}

pub(super) fn stopped(stop: &AtomicBool) -> Result<()> {
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

/// Largest resident size of this process, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Processor time of this process so far, where the system tells; its clock ticks 100 times a second.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name in brackets, which may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(ticks as f64 / 100.0)
}
